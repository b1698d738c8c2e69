package io.hopwire.status;

import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * What a tool may read of a node's counters and errors while the node writes them.
 */
public final class StatusStress
{
    private static final Path NOWHERE = Path.of("nowhere");
    private static final PublicKey KEY = new PublicKey(new byte[32]);
    private static final int LOG_LENGTH = 256;

    /* Who reads looks again and again, to be there at the moment at which the other one publishes. */
    private static final int LOOKS = 100;

    private StatusStress()
    {
    }

    /**
     * A tool opens the file of a node that starts.
     */
    @JCStressTest
    @Description("A file with the magic number has the whole header")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Not ready")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Ready, and whole")
    @Outcome(expect = FORBIDDEN, desc = "Ready, and a part is missing")
    @State
    public static class Header
    {
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CountersFile.FILE_LENGTH]);

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            CountersFile.writeHeader(buffer, KEY, 5);
        }

        /**
         * Tool.
         *
         * @param result what it finds.
         */
        @Actor
        public void tool(final I_Result result)
        {
            for (int i = 0; i < LOOKS && 0 == result.r1; i++)
            {
                result.r1 = look();
            }
        }

        private int look()
        {
            try
            {
                CountersFile.checkHeader(NOWHERE, buffer);
                return 1;
            }
            catch (final HopwireException ex)
            {
                return ex.getMessage().startsWith("not a counters file, or not ready") ? 0 : -1;
            }
        }
    }

    /**
     * A message is counted as sent, then as acknowledged. On x86 stores keep their order, so a plain store in place of
     * the release would not be found here; the test is for processors that are less strict.
     */
    @JCStressTest
    @Description("Counters are seen in the order in which they were counted, and never torn")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing counted yet")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The first counted")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both counted")
    @Outcome(expect = FORBIDDEN, desc = "The second counted before the first, or half a number")
    @State
    public static class Counting
    {
        private static final long ONE = 0x100000001L;
        private final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            counters.add(SystemCounter.get(0), ONE);
            counters.add(SystemCounter.get(1), ONE);
        }

        /**
         * Tool.
         *
         * @param result the second counter, and then the first.
         */
        @Actor
        public void tool(final II_Result result)
        {
            for (int i = 0; i < LOOKS && 0 == result.r1; i++)
            {
                result.r1 = number(counters.get(SystemCounter.get(1)));
            }
            result.r2 = number(counters.get(SystemCounter.get(0)));
        }

        private static int number(final long value)
        {
            return ONE == value ? 1 : 0 == value ? 0 : -1;
        }
    }

    /**
     * Node and worker meet the same error.
     */
    @JCStressTest
    @Description("Errors of two threads are both counted, and equal ones are one record")
    @Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "Both counted, one record of two")
    @Outcome(expect = FORBIDDEN, desc = "One is lost, or recorded twice")
    @State
    public static class Errors
    {
        private static final Exception ERROR = new IllegalStateException("the same", null);

        static
        {
            ERROR.setStackTrace(new StackTraceElement[0]);
        }

        private final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
        private final UnsafeBuffer log = new UnsafeBuffer(ByteBuffer.allocateDirect(LOG_LENGTH));
        private final DistinctErrorHandler handler = new DistinctErrorHandler(
            counters, log, () -> 1, new PrintStream(OutputStream.nullOutputStream()));

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            handler.onError(ERROR);
        }

        /**
         * Worker.
         */
        @Actor
        public void worker()
        {
            handler.onError(ERROR);
        }

        /**
         * Tool, afterwards.
         *
         * @param result how many were counted, and records and errors in them.
         */
        @Arbiter
        public void tool(final II_Result result)
        {
            result.r1 = (int)counters.get(SystemCounter.ERRORS);
            ErrorLogReader.read(log, (count, first, last, text) -> result.r2 += 10 + count);
        }
    }
}
