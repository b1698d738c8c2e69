package io.hopwire.agent;

import io.hopwire.spi.Commands;
import org.agrona.concurrent.ControlledMessageHandler.Action;
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
 * What the node may find in the queue of commands while applications write to it.
 */
public final class CommandQueueStress
{
    private static final int CAPACITY = 512;
    private static final long GENERATION = 0x0102030405060708L;
    private static final int SESSION = 77;

    private CommandQueueStress()
    {
    }

    /**
     * What waits for the answer to a command lies beside the ring that holds the command.
     */
    @JCStressTest
    @Description("Whoever reads a command finds what waits for its answer, and what its author wrote before")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Not there yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The command as it was, and all that was written before it")
    @Outcome(id = "-1", expect = FORBIDDEN, desc = "A command that nothing waits for")
    @Outcome(id = "-2", expect = FORBIDDEN, desc = "A command that does not see what its author wrote before, or torn")
    @State
    public static class Pending
    {
        private final CommandQueue queue = new CommandQueue(CAPACITY, null);
        private int written;

        /**
         * Application.
         */
        @Actor
        public void application()
        {
            written = 1;
            queue.submit(new PendingCommand(Commands.CLOSE, new Commands.OfSession(SESSION).buffer()));
        }

        /**
         * Node.
         *
         * @param result what it saw.
         */
        @Actor
        public void node(final I_Result result)
        {
            for (int i = 0; i < StressNode.LOOKS && 0 == result.r1; i++)
            {
                result.r1 = read();
            }
        }

        private int read()
        {
            final int[] seen = new int[1];
            queue.read((type, buffer, offset, length) ->
            {
                final Commands.OfSession command = new Commands.OfSession().wrap(buffer, offset, length);
                final boolean isWhole =
                    Commands.CLOSE == type && SESSION == command.sessionId() && 1 == written;
                seen[0] = null == queue.remove(command.correlationId()) ? -1 : isWhole ? 1 : -2;
                return Action.CONTINUE;
            }, 1);
            return seen[0];
        }
    }

    /**
     * A message is copied into the ring. That its commit is a release can not be observed on x86, which keeps stores in
     * their order; that it comes last can.
     */
    @JCStressTest
    @Description("A message is there as a whole or not at all")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Not there yet")
    @Outcome(id = "5", expect = ACCEPTABLE, desc = "The message, for its session")
    @Outcome(expect = FORBIDDEN, desc = "Part of it, or for another session")
    @State
    public static class Offer
    {
        private final CommandQueue queue = new CommandQueue(CAPACITY, null);

        /**
         * Application.
         */
        @Actor
        public void application()
        {
            queue.offer(GENERATION, SESSION, StressNode.message(5), 0, StressCore.MESSAGE_LENGTH);
        }

        /**
         * Node.
         *
         * @param result the message.
         */
        @Actor
        public void node(final I_Result result)
        {
            for (int i = 0; i < StressNode.LOOKS && 0 == result.r1; i++)
            {
                result.r1 = read(queue);
            }
        }
    }

    /**
     * Two applications at once.
     */
    @JCStressTest
    @Description("Messages of two threads both arrive")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both, the first thread's before")
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "Both, the second thread's before")
    @Outcome(expect = FORBIDDEN, desc = "One is lost or torn")
    @State
    public static class TwoWriters
    {
        private final CommandQueue queue = new CommandQueue(CAPACITY, null);

        /**
         * One application thread.
         */
        @Actor
        public void first()
        {
            queue.offer(GENERATION, SESSION, StressNode.message(1), 0, StressCore.MESSAGE_LENGTH);
        }

        /**
         * Another.
         */
        @Actor
        public void second()
        {
            queue.offer(GENERATION, SESSION, StressNode.message(2), 0, StressCore.MESSAGE_LENGTH);
        }

        /**
         * Node, afterwards.
         *
         * @param result both messages.
         */
        @Arbiter
        public void node(final II_Result result)
        {
            result.r1 = read(queue);
            result.r2 = read(queue);
        }
    }

    private static int read(final CommandQueue queue)
    {
        final int[] found = new int[1];
        queue.read((type, buffer, offset, length) ->
        {
            final boolean addressed =
                CommandQueue.OFFER == type &&
                GENERATION == buffer.getLong(offset + CommandQueue.GENERATION_OFFSET) &&
                SESSION == buffer.getInt(offset + CommandQueue.SESSION_OFFSET);
            found[0] = addressed ? StressCore.valueOf(
                buffer, offset + CommandQueue.MESSAGE_OFFSET, length - CommandQueue.MESSAGE_OFFSET) : -1;
            return Action.CONTINUE;
        }, 1);
        return found[0];
    }
}
