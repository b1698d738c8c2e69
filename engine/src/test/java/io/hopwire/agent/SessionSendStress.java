package io.hopwire.agent;

import io.hopwire.spi.Commands;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * A session from the application to the node: its messages, their positions, and its close.
 */
public final class SessionSendStress
{
    private SessionSendStress()
    {
    }

    /**
     * An application's thread sends, and so does a handler on the node's own thread, which needs no ring where nothing
     * lies in it.
     */
    @JCStressTest
    @Description("Every message has one position, and the core gets them in the order of their positions")
    @Outcome(id = "1, 2, 12", expect = ACCEPTABLE, desc = "The application's first")
    @Outcome(id = "2, 1, 21", expect = ACCEPTABLE, desc = "The handler's first")
    @Outcome(expect = FORBIDDEN, desc = "A position given twice, a message lost, torn or at another place")
    @State
    public static class Positions extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Application.
         *
         * @param result its position.
         */
        @Actor
        public void application(final III_Result result)
        {
            result.r1 = (int)offer(session, 1);
        }

        /**
         * Node.
         *
         * @param result its position.
         */
        @Actor
        public void node(final III_Result result)
        {
            agent.onStart();
            agent.doWork();
            result.r2 = (int)offer(session, 2);
        }

        /**
         * Node, afterwards.
         *
         * @param result what the core got.
         */
        @Arbiter
        public void afterwards(final III_Result result)
        {
            agent.doWork();
            result.r3 = core.log;
        }
    }

    /**
     * A message is acknowledged before its sender's thread has said which position it has. Between the two lie a few
     * instructions, and a whole turn of the node's: it takes a sender that loses its processor just there, which
     * was seen on a machine with other work only.
     */
    @JCStressTest
    @Description("Never less than nothing is unacknowledged, and what is sent counts until it is acknowledged")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Not sent yet, or acknowledged")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Sent, or acknowledged meanwhile")
    @Outcome(expect = FORBIDDEN, desc = "Fewer than none, or more than were sent")
    @State
    public static class EarlyAck extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Application.
         */
        @Actor
        public void application()
        {
            offer(session, 1);
        }

        /**
         * Node, with a handler that asks.
         *
         * @param result messages unacknowledged.
         */
        @Actor
        public void node(final I_Result result)
        {
            for (int i = 0; i < LOOKS && 0 == core.log; i++)
            {
                agent.doWork();
            }
            if (0 != core.log)
            {
                sessions.onAcked(0, 1, StressCore.RECORD_LENGTH);
            }
            result.r1 = (int)session.unacknowledged();
        }
    }

    /**
     * Another thread asks how much is on its way while a message is sent and acknowledged.
     */
    @JCStressTest
    @Description("Never less than nothing is unacknowledged")
    @Outcome(id = {"0", "1"}, expect = ACCEPTABLE, desc = "One at most is on its way at a time")
    @Outcome(id = {"2", "3", "4", "5", "6", "7"}, expect = ACCEPTABLE, desc = "Sent after it was read")
    @Outcome(expect = FORBIDDEN, desc = "Fewer than none: acknowledged what was not sent")
    @State
    public static class Unacknowledged extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Application and node, one after the other.
         */
        @Actor
        public void sender()
        {
            for (int i = 1; i <= WINDOW; i++)
            {
                offer(session, i);
                session.onAcked(i, i * StressCore.RECORD_LENGTH);
            }
        }

        /**
         * Another thread of the application.
         *
         * @param result the fewest messages unacknowledged that it saw.
         */
        @Actor
        public void observer(final I_Result result)
        {
            result.r1 = Integer.MAX_VALUE;
            for (int i = 0; i < LOOKS; i++)
            {
                result.r1 = Math.min(result.r1, (int)session.unacknowledged());
            }
        }
    }

    /**
     * The node had no room for a message, holds it, and has room again while the application sends one more and closes.
     */
    @JCStressTest
    @Description("A session is closed after what was accepted before")
    @Outcome(id = "129", expect = ACCEPTABLE, desc = "Both messages, then the close")
    @Outcome(id = {"19", "192"}, expect = FORBIDDEN, desc = "The close overtakes the second message")
    @Outcome(expect = FORBIDDEN, desc = "Something is lost")
    @State
    public static class Close extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * One message is held.
         */
        public Close()
        {
            core.backPressured = true;
            offer(session, 1);
            agent.doWork();
            core.backPressured = false;
        }

        /**
         * Application.
         */
        @Actor
        public void application()
        {
            offer(session, 2);
            session.close();
        }

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            agent.doWork();
        }

        /**
         * Node, afterwards.
         *
         * @param result what the core got.
         */
        @Arbiter
        public void afterwards(final I_Result result)
        {
            agent.doWork();
            agent.doWork();
            result.r1 = core.log;
        }
    }

    /**
     * Two threads close one session.
     */
    @JCStressTest
    @Description("A session is closed once")
    @Outcome(id = "0, 9", expect = ACCEPTABLE, desc = "Once")
    @Outcome(expect = FORBIDDEN, desc = "Not at all, or twice")
    @State
    public static class CloseTwice extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Application.
         */
        @Actor
        public void first()
        {
            session.close();
        }

        /**
         * Another thread of it.
         */
        @Actor
        public void second()
        {
            session.close();
        }

        /**
         * Node, afterwards.
         *
         * @param result commands for nothing, and what the core got.
         */
        @Arbiter
        public void afterwards(final II_Result result)
        {
            result.r1 = commands.read((type, buffer, offset, length) ->
            {
                final PendingCommand command = commands.pending(Commands.correlationId(buffer, offset));
                if (command.onTaken(sessions))
                {
                    core.onCommand(type, buffer, offset, length, 0);
                }
                return org.agrona.concurrent.ControlledMessageHandler.Action.CONTINUE;
            }, 2) - 1;
            result.r2 = core.log;
        }
    }
}
