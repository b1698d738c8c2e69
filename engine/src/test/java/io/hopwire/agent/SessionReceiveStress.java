package io.hopwire.agent;

import io.hopwire.SessionException;
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
 * A session from the node to the application: its messages, and its end.
 */
public final class SessionReceiveStress
{
    private SessionReceiveStress()
    {
    }

    /**
     * Two messages. That the ring publishes by a release can not be observed on x86; that the message is whole before
     * it is published can.
     */
    @JCStressTest
    @Description("Messages are read whole and in order")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing there yet")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Only the first")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Only the first, at the second look")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both")
    @Outcome(expect = FORBIDDEN, desc = "Torn, out of order, or twice")
    @State
    public static class Messages extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            receive(0, 1);
            receive(0, 2);
        }

        /**
         * Application.
         *
         * @param result what it read.
         */
        @Actor
        public void application(final II_Result result)
        {
            for (int i = 0; i < LOOKS && 0 == result.r1; i++)
            {
                result.r1 = valueOf(session.poll());
            }
            for (int i = 0; i < LOOKS && 0 == result.r2; i++)
            {
                result.r2 = valueOf(session.poll());
            }
        }
    }

    /**
     * The node gives an idle session's ring back, and takes one again for the next message, while the application
     * reads.
     */
    @JCStressTest
    @Description("Whoever reads misses nothing when the ring goes back")
    @Outcome(id = "12", expect = ACCEPTABLE, desc = "Both, in order")
    @Outcome(expect = FORBIDDEN, desc = "Torn, lost or twice")
    @State
    public static class Trimmed extends StressNode
    {
        private static final long SECOND = 1_000_000_000L;

        private final EngineSession session = connect(0);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            receive(0, 1);
            session.trimInbox(2 * SECOND);
            session.trimInbox(4 * SECOND);
            receive(0, 2);
        }

        /**
         * Application.
         *
         * @param result what it read, a digit each.
         */
        @Actor
        public void application(final I_Result result)
        {
            for (int i = 0; i < LOOKS && result.r1 < 10; i++)
            {
                read(result);
            }
        }

        /**
         * The application, later.
         *
         * @param result what it read, a digit each.
         */
        @Arbiter
        public void later(final I_Result result)
        {
            read(result);
            read(result);
        }

        private void read(final I_Result result)
        {
            final int value = valueOf(session.poll());
            result.r1 = 0 == value ? result.r1 : 10 * result.r1 + value;
        }
    }

    /**
     * Two threads read from one session.
     */
    @JCStressTest
    @Description("Two readers share the messages")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The first reader was first")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The second reader was first")
    @Outcome(expect = FORBIDDEN, desc = "A message was read twice, or not at all")
    @State
    public static class TwoReaders extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Two messages are there.
         */
        public TwoReaders()
        {
            receive(0, 1);
            receive(0, 2);
        }

        /**
         * One application thread.
         *
         * @param result what it read.
         */
        @Actor
        public void first(final II_Result result)
        {
            result.r1 = valueOf(session.poll());
        }

        /**
         * Another.
         *
         * @param result what it read.
         */
        @Actor
        public void second(final II_Result result)
        {
            result.r2 = valueOf(session.poll());
        }
    }

    /**
     * The peer says a last word and leaves.
     */
    @JCStressTest
    @Description("The end is not told before the last message was read")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Nothing there yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The message")
    @Outcome(id = "-1", expect = FORBIDDEN, desc = "The end, and the message is still there")
    @State
    public static class LastMessage extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            receive(0, 1);
            sessions.onClosed(0, SessionCodes.ROUTE_LOST, 0);
        }

        /**
         * Application.
         *
         * @param result what it read.
         */
        @Actor
        public void application(final I_Result result)
        {
            try
            {
                for (int i = 0; i < LOOKS && 0 == result.r1; i++)
                {
                    result.r1 = valueOf(session.read(0L));
                }
            }
            catch (final SessionException ex)
            {
                result.r1 = -1;
            }
        }
    }

    /**
     * A server looks whether a client can be forgotten.
     */
    @JCStressTest
    @Description("Nothing comes after a session was found drained")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not drained, nothing there yet")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Not drained, and there is the message")
    @Outcome(expect = FORBIDDEN, desc = "Drained, and the message is still there")
    @State
    public static class Drained extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            receive(0, 1);
            sessions.onClosed(0, SessionCodes.CLOSED_BY_PEER, 0);
        }

        /**
         * Application.
         *
         * @param result whether it is drained, and what it read then.
         */
        @Actor
        public void application(final II_Result result)
        {
            for (int i = 0; i < LOOKS && 0 == result.r1; i++)
            {
                result.r1 = session.isDrained() ? 1 : 0;
            }
            result.r2 = valueOf(session.poll());
        }
    }

    /**
     * The peer closes a session while the application asks why it ended.
     */
    @JCStressTest
    @Description("Who closed a session is told rightly from the first moment on")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Open")
    @Outcome(id = "-12", expect = ACCEPTABLE, desc = "Closed by the peer")
    @Outcome(id = "-11", expect = FORBIDDEN, desc = "Closed by us, who did not")
    @State
    public static class Ended extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            sessions.onClosed(0, SessionCodes.CLOSED_BY_PEER, 0);
        }

        /**
         * Application.
         *
         * @param result why it ended.
         */
        @Actor
        public void application(final I_Result result)
        {
            for (int i = 0; i < LOOKS && 0 == result.r1; i++)
            {
                result.r1 = session.closeReason();
            }
        }
    }

    /**
     * A peer that sends more than the window breaks a session. That the reason comes before the close matters for the
     * time of two reads of the application, and is found seldom.
     */
    @JCStressTest
    @Description("A session that breaks is closed for a reason from the first moment on")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Open")
    @Outcome(id = "-14", expect = ACCEPTABLE, desc = "Broken by the peer")
    @Outcome(id = "-11", expect = FORBIDDEN, desc = "Closed by us, who did not")
    @State
    public static class Broken extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            session.onBroken(SessionCodes.PROTOCOL);
        }

        /**
         * Application.
         *
         * @param result why it ended.
         */
        @Actor
        public void application(final I_Result result)
        {
            for (int i = 0; i < LOOKS && 0 == result.r1; i++)
            {
                result.r1 = session.closeReason();
            }
        }
    }

    /**
     * An engine that is closed waits until no session is open.
     */
    @JCStressTest
    @Description("A session that is not counted any more has told its end")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Counted")
    @Outcome(id = "-12", expect = ACCEPTABLE, desc = "Not counted, and ended")
    @Outcome(expect = FORBIDDEN, desc = "Not counted, and not ended")
    @State
    public static class Counted extends StressNode
    {
        private final EngineSession session = connect(0);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            sessions.onClosed(0, SessionCodes.CLOSED_BY_PEER, 0);
        }

        /**
         * Application, as it closes the engine.
         *
         * @param result what it sees.
         */
        @Actor
        public void application(final I_Result result)
        {
            for (int i = 0; i < LOOKS && 0 == result.r1; i++)
            {
                final boolean counted = sessions.open() > 0;
                final int reason = session.endReason();
                result.r1 = counted ? 0 : 0 == reason ? 1 : reason;
            }
        }
    }
}
