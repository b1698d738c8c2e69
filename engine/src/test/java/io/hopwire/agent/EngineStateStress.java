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
 * What other threads may see of an engine that dies.
 */
public final class EngineStateStress
{
    private static final Error FIRST = new Error("first", null);
    private static final Error SECOND = new Error("second", null);

    private EngineStateStress()
    {
    }

    /**
     * A thread waits for something while the engine dies.
     */
    @JCStressTest
    @Description("Whoever sees that the engine is dead sees why")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Alive")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Dead, and why")
    @Outcome(expect = FORBIDDEN, desc = "Dead without a cause")
    @State
    public static class Seen
    {
        private final EngineState state = new EngineState();

        /**
         * Node or worker.
         */
        @Actor
        public void agent()
        {
            state.fail(FIRST);
        }

        /**
         * Application.
         *
         * @param result what it sees.
         */
        @Actor
        public void application(final I_Result result)
        {
            for (int i = 0; i < StressNode.LOOKS && state.isAlive(); i++)
            {
                Thread.onSpinWait();
            }
            result.r1 = state.isAlive() ? 0 : FIRST == state.failure() ? 1 : -1;
        }
    }

    /**
     * Node and worker die of different causes at once.
     */
    @JCStressTest
    @Description("There is one cause, and it stays")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The first thread's")
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "The second thread's")
    @Outcome(expect = FORBIDDEN, desc = "A cause was told, and then another one")
    @State
    public static class Twice
    {
        private final EngineState state = new EngineState();

        /**
         * Node.
         *
         * @param result what it reports.
         */
        @Actor
        public void node(final II_Result result)
        {
            state.fail(FIRST);
            result.r1 = cause();
        }

        /**
         * Worker.
         *
         * @param result what it reports.
         */
        @Actor
        public void worker(final II_Result result)
        {
            state.fail(SECOND);
            result.r2 = cause();
        }

        private int cause()
        {
            return FIRST == state.failure() ? 1 : SECOND == state.failure() ? 2 : 0;
        }
    }

    /**
     * The engine dies while it is closed.
     */
    @JCStressTest
    @Description("Whoever closes an engine either ends it politely or learns that it has died")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Ends it, and it dies meanwhile or afterwards")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "It has died, and is stopped")
    @Outcome(expect = FORBIDDEN, desc = "Neither: its threads and its socket would stay")
    @State
    public static class Closed
    {
        private final EngineState state = new EngineState();

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            state.fail(FIRST);
        }

        /**
         * Application, as it closes the engine.
         *
         * @param result what there is to do.
         */
        @Actor
        public void application(final II_Result result)
        {
            if (state.beginClose())
            {
                result.r1 = 1;
                state.closed();
            }
            else
            {
                result.r1 = state.hasFailed() ? 2 : 0;
            }
        }

        /**
         * Anybody, afterwards.
         *
         * @param result 1 where the engine is dead.
         */
        @Arbiter
        public void afterwards(final II_Result result)
        {
            result.r2 = state.hasFailed() && !state.isAlive() ? 1 : 0;
        }
    }
}
