package io.hopwire.agent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * What the node has for an application's thread while that goes to sleep.
 */
public final class BlockedCallStress
{
    private static final int NAPS = 20;

    private BlockedCallStress()
    {
    }

    /**
     * An acknowledgement and the sleep of who waits for it.
     */
    @JCStressTest
    @Description("An acknowledgement that comes while somebody goes to sleep for it is never missed")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It is seen in time")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The call sleeps, and is woken")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both: it is woken for nothing")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The call sleeps on")
    @State
    public static class Acknowledged extends StressNode
    {
        private final EngineSession session = connect(0);
        private BlockedCall call;

        /**
         * The node: a duty cycle that has an acknowledgement, and one that has nothing.
         */
        @Actor
        public void node()
        {
            sessions.onAcked(0, 1, StressCore.RECORD_LENGTH);
            state.blockedCalls().wake();
            state.blockedCalls().wakeBeforeWait();
        }

        /**
         * Application: goes to sleep again and again, to be at it at the moment at which it comes.
         *
         * @param result whether it saw the acknowledgement before it would have slept.
         */
        @Actor
        public void application(final II_Result result)
        {
            for (int i = 0; i < NAPS && 0 == result.r2; i++)
            {
                call = access.begin(0);
                call.enter(session.progress());
                result.r2 = (int)session.ackedPosition();
                if (i + 1 < NAPS && call.isAsleep() && 0 == result.r2)
                {
                    call.end();
                }
                else
                {
                    return;
                }
            }
        }

        /**
         * Afterwards.
         *
         * @param result whether the call was woken.
         */
        @Arbiter
        public void woken(final II_Result result)
        {
            result.r1 = call.isAsleep() ? 0 : 1;
        }
    }

    /**
     * A message for one of two readers, and one of them gives up.
     */
    @JCStressTest
    @Description("Of two who sleep the one who stays is woken, although the node wakes only one")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Woken, by the node or by the one who leaves")
    @Outcome(expect = FORBIDDEN, desc = "The wake-up left with the one who leaves")
    @State
    public static class Leaving extends StressNode
    {
        private final EngineSession session = connect(0);
        private final BlockedCall leaves = BlockedCall.begin(access, 0);
        private final BlockedCall stays = BlockedCall.begin(access, 0);

        /**
         * Both sleep.
         */
        public Leaving()
        {
            leaves.enter(session.messages());
            stays.enter(session.messages());
        }

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            receive(0, 1);
            state.blockedCalls().wakeBeforeWait();
        }

        /**
         * An application whose time is over.
         */
        @Actor
        public void application()
        {
            leaves.end();
        }

        /**
         * Afterwards.
         *
         * @param result whether the other one was woken.
         */
        @Arbiter
        public void woken(final I_Result result)
        {
            result.r1 = stays.isAsleep() ? 0 : 1;
            stays.end();
        }
    }
}
