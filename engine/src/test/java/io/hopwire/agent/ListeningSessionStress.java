package io.hopwire.agent;

import io.hopwire.DataPackage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The clients of a server, between the node that adds them and the threads that take and read them.
 */
public final class ListeningSessionStress
{
    private static final UnsafeBuffer KEY = new UnsafeBuffer(new byte[32]);

    private ListeningSessionStress()
    {
    }

    /**
     * A node that listens.
     */
    static class Listening extends StressNode
    {
        final ListeningSession listener = new ListeningSession(access, null, (peer) -> true, () -> {});

        Listening()
        {
            sessions.listener(listener);
        }

        final EngineSession accept(final int sessionId)
        {
            sessions.onAccepted(sessionId, KEY, 0, 1);
            return sessions.find(sessionId, sessionId + 1);
        }
    }

    /**
     * A client comes while the server closes.
     */
    @JCStressTest
    @Description("A client that comes while the server closes is closed")
    @Outcome(id = "9", expect = ACCEPTABLE, desc = "Closed, once")
    @Outcome(expect = FORBIDDEN, desc = "Open, and nobody knows of it")
    @State
    public static class AddOrClose extends Listening
    {
        /**
         * Node.
         */
        @Actor
        public void node()
        {
            accept(0);
        }

        /**
         * Application.
         */
        @Actor
        public void application()
        {
            listener.close();
        }

        /**
         * Node, afterwards.
         *
         * @param result what the core was told.
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
     * A client comes while another one is taken.
     */
    @JCStressTest
    @Description("A client is neither lost nor taken twice")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The first is taken, the second is there")
    @Outcome(expect = FORBIDDEN, desc = "One is lost, or there twice")
    @State
    public static class AddOrTake extends Listening
    {
        /**
         * One client is there.
         */
        public AddOrTake()
        {
            accept(0);
        }

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            accept(1);
        }

        /**
         * Application.
         *
         * @param result the client that it took.
         */
        @Actor
        public void application(final II_Result result)
        {
            result.r1 = (int)((EngineSession)listener.accept(0L)).generation();
        }

        /**
         * Application, afterwards.
         *
         * @param result the client that is left.
         */
        @Arbiter
        public void afterwards(final II_Result result)
        {
            for (final var client : listener.clients())
            {
                result.r2 = 10 * result.r2 + (int)((EngineSession)client).generation();
            }
        }
    }

    /**
     * Two threads read from the server, one of two clients has gone. That a reader takes its place among the clients
     * from the other one, beyond the end of its own array, only shows before the compiler has come: compiled code
     * keeps the place in a register.
     */
    @JCStressTest
    @Description("Two readers share the messages of all clients")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "The first reader was first")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "The second reader was first")
    @Outcome(expect = FORBIDDEN, desc = "A message was read twice or not at all, or a reader fell over the other one")
    @State
    public static class TwoReaders extends Listening
    {
        /**
         * The second client has gone and is about to be forgotten.
         */
        public TwoReaders()
        {
            accept(0);
            accept(1);
            receive(0, 1);
            receive(0, 2);
            sessions.onClosed(1, -12, 0);
        }

        /**
         * One application thread.
         *
         * @param result what it read.
         */
        @Actor
        public void first(final II_Result result)
        {
            result.r1 = read();
        }

        /**
         * Another.
         *
         * @param result what it read.
         */
        @Actor
        public void second(final II_Result result)
        {
            result.r2 = read();
        }

        private int read()
        {
            try
            {
                // One look may find only the client that the other one looks at.
                DataPackage received = null;
                for (int i = 0; i < 3 && null == received; i++)
                {
                    received = listener.read(0L);
                }
                return valueOf(received);
            }
            catch (final IndexOutOfBoundsException ex)
            {
                return -1;
            }
        }
    }
}
