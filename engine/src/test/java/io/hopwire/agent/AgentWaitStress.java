package io.hopwire.agent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import java.util.function.BooleanSupplier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * What is put into a ring while the thread that reads it goes to sleep.
 */
public final class AgentWaitStress
{
    private static final int CAPACITY = 512;
    private static final int SLOW_WORK_CAPACITY = 8 * 1024;
    private static final int ASLEEP = 0;
    private static final int SEEN = 1;
    private static final int NAP = 4;

    private AgentWaitStress()
    {
    }

    /**
     * Counts how often it is woken; how it would wait does not matter.
     */
    private static final class CountingWait extends AgentWait
    {
        private volatile int woken;

        CountingWait()
        {
            super(Long.MAX_VALUE);
        }

        @Override
        boolean block(final long waitNs)
        {
            return true;
        }

        @Override
        void unblock(final Thread waitingThread)
        {
            woken = woken + (null == waitingThread ? 100 : 1);
        }

        @Override
        void mend()
        {
        }

        /**
         * Go to sleep again and again, to be at it at the moment at which the other has something; then stay asleep.
         *
         * @param nothingThere whether there is a reason to sleep.
         * @return {@link #SEEN} if it was there in time, else {@link #ASLEEP}.
         */
        int fallAsleep(final BooleanSupplier nothingThere)
        {
            for (int i = 0; i < StressNode.LOOKS; i++)
            {
                raise();
                if (!nothingThere.getAsBoolean())
                {
                    return SEEN;
                }
                for (int j = 0; j < NAP; j++)
                {
                    if (!nothingThere.getAsBoolean())
                    {
                        return ASLEEP;
                    }
                }
                lower();
            }
            raise();
            return nothingThere.getAsBoolean() ? ASLEEP : SEEN;
        }
    }

    /**
     * A command and the sleep of the node.
     */
    @JCStressTest
    @Description("A command offered while the node goes to sleep is never left lying")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The node sees it in time")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The node sleeps, and is woken")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both: it is woken once for nothing")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The node sleeps beside a command")
    @Outcome(expect = FORBIDDEN, desc = "Woken twice, or before it is known whom to wake")
    @State
    public static class Command
    {
        private final CountingWait wait = new CountingWait();
        private final CommandQueue queue = new CommandQueue(CAPACITY, wait);

        /**
         * Application.
         */
        @Actor
        public void application()
        {
            queue.offer(1, 1, StressNode.message(5), 0, StressCore.MESSAGE_LENGTH);
        }

        /**
         * Node.
         *
         * @param result whether it saw the command before it would have slept.
         */
        @Actor
        public void node(final II_Result result)
        {
            result.r2 = wait.fallAsleep(queue::isEmpty);
        }

        /**
         * Afterwards.
         *
         * @param result how often the node was woken.
         */
        @Arbiter
        public void woken(final II_Result result)
        {
            result.r1 = wait.woken;
        }
    }

    /**
     * The same of the other ring. Both rings show a place as taken before its record is whole, which is why x86 hides
     * it if the fence of the one who wakes is missing; that of the one who goes to sleep is seen to be needed.
     */
    @JCStressTest
    @Description("A request submitted while the worker goes to sleep is never left lying")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The worker sees it in time")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The worker sleeps, and is woken")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both: it is woken once for nothing")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The worker sleeps beside a request")
    @Outcome(expect = FORBIDDEN, desc = "Woken twice, or before it is known whom to wake")
    @State
    public static class Request
    {
        private final CountingWait wait = new CountingWait();
        private final SlowWork slowWork = new SlowWork(SLOW_WORK_CAPACITY, wait);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            slowWork.tryClaim(Long.BYTES);
            slowWork.commit();
        }

        /**
         * Worker.
         *
         * @param result whether it saw the request before it would have slept.
         */
        @Actor
        public void worker(final II_Result result)
        {
            result.r2 = wait.fallAsleep(() -> 0 == slowWork.requests().size());
        }

        /**
         * Afterwards.
         *
         * @param result how often the worker was woken.
         */
        @Arbiter
        public void woken(final II_Result result)
        {
            result.r1 = wait.woken;
        }
    }

    /**
     * Two applications wake one node.
     */
    @JCStressTest
    @Description("Of two who find the node asleep one wakes it")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Woken once")
    @Outcome(expect = FORBIDDEN, desc = "Not at all, or twice")
    @State
    public static class TwoWakers
    {
        private final CountingWait wait = new CountingWait();

        /**
         * The node sleeps.
         */
        public TwoWakers()
        {
            wait.raise();
        }

        /**
         * One application.
         */
        @Actor
        public void first()
        {
            wait.wake();
        }

        /**
         * Another.
         */
        @Actor
        public void second()
        {
            wait.wake();
        }

        /**
         * Afterwards.
         *
         * @param result how often the node was woken.
         */
        @Arbiter
        public void woken(final I_Result result)
        {
            result.r1 = wait.woken;
        }
    }

    /**
     * The end of an engine and the sleep of its node.
     */
    @JCStressTest
    @Description("A node that goes to sleep while its engine is closed is woken, or does not sleep")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The node sees that it must not sleep")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The node sleeps, and is woken")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both")
    @Outcome(expect = FORBIDDEN, desc = "The node sleeps on")
    @State
    public static class Release
    {
        private final CountingWait wait = new CountingWait();

        /**
         * Application.
         */
        @Actor
        public void application()
        {
            wait.release();
        }

        /**
         * Node.
         *
         * @param result whether it would have slept.
         */
        @Actor
        public void node(final II_Result result)
        {
            result.r2 = wait.fallAsleep(() -> !wait.isReleased());
        }

        /**
         * Afterwards.
         *
         * @param result how often the node was woken.
         */
        @Arbiter
        public void woken(final II_Result result)
        {
            result.r1 = wait.woken;
        }
    }
}
