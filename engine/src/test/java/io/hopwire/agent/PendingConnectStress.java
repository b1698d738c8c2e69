package io.hopwire.agent;

import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.SessionCodes;
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
 * A connect between the node that answers it and the thread that waits for the answer, or does not any more.
 */
public final class PendingConnectStress
{
    private PendingConnectStress()
    {
    }

    /**
     * An answer with a session.
     */
    @JCStressTest
    @Description("Whoever sees the answer sees the session")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Not answered yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The session, open")
    @Outcome(expect = FORBIDDEN, desc = "Answered, and no session, or half a one")
    @State
    public static class Connected extends StressNode
    {
        private final PendingConnect connect = pending(null);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            answer(connect, 0);
        }

        /**
         * Application.
         *
         * @param result what it was told.
         */
        @Actor
        public void application(final I_Result result)
        {
            for (int i = 0; i < LOOKS && !connect.isAnswered(); i++)
            {
                Thread.onSpinWait();
            }
            if (connect.isAnswered())
            {
                final EngineSession session = connect.session();
                result.r1 = null != session && session.isOpen() && 1 == session.generation() ? 1 : -1;
            }
        }
    }

    /**
     * An answer with a reason.
     */
    @JCStressTest
    @Description("Whoever sees the answer sees all of it")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not answered yet")
    @Outcome(id = "-6, 12", expect = ACCEPTABLE, desc = "Why, and what was found")
    @Outcome(expect = FORBIDDEN, desc = "Answered, and a part is missing")
    @State
    public static class Failed
    {
        private final PendingConnect connect = StressNode.pending(null);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            connect.onAnswer(
                null,
                SessionCodes.NO_ROUTE,
                new ConnectAnswer().put(-1, 2, 1).buffer(),
                0,
                ConnectAnswer.LENGTH);
        }

        /**
         * Application.
         *
         * @param result what it was told.
         */
        @Actor
        public void application(final II_Result result)
        {
            for (int i = 0; i < StressNode.LOOKS && !connect.isAnswered(); i++)
            {
                Thread.onSpinWait();
            }
            if (connect.isAnswered())
            {
                result.r1 = connect.code();
                result.r2 = 10 * connect.routesFound() + connect.hopsFound();
            }
        }
    }

    /**
     * The waiter gives up while the node answers.
     */
    @JCStressTest
    @Description("A session that is connected while its waiter gives up is closed by one of the two")
    @Outcome(id = "0, 9", expect = ACCEPTABLE, desc = "The node learns that nobody waits, and closes it")
    @Outcome(id = "1, 9", expect = ACCEPTABLE, desc = "The waiter learns of the answer, and closes it")
    @Outcome(expect = FORBIDDEN, desc = "Nobody closes it, or both do")
    @State
    public static class Abandoned extends StressNode
    {
        private final PendingConnect connect = pending(null);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            answer(connect, 0);
        }

        /**
         * Application.
         *
         * @param result 1 where it closes the session.
         */
        @Actor
        public void application(final II_Result result)
        {
            if (!connect.abandon())
            {
                connect.session().close();
                result.r1 = 1;
            }
        }

        /**
         * Node, afterwards.
         *
         * @param result what the core was told.
         */
        @Arbiter
        public void afterwards(final II_Result result)
        {
            agent.doWork();
            agent.doWork();
            result.r2 = core.log;
        }
    }
}
