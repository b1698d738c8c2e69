package io.hopwire.agent;

import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.HopwireCrypto;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * Requests to the worker and their results back: a handshake that nobody knows, which costs no key agreement.
 */
public final class SlowWorkStress
{
    private static final int CAPACITY = 8 * 1024;
    private static final long FIRST = 0x1111111111111111L;
    private static final long SECOND = 0x2222222222222222L;
    private static final HopwireCrypto CRYPTO = new HopwireCrypto();

    private SlowWorkStress()
    {
    }

    /**
     * Two requests. That the rings publish by a release can not be observed on x86; that the record is whole before
     * it is published can.
     */
    @JCStressTest
    @Description("Every request has one result, whole and in order, and is in flight until then")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "Both results afterwards")
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "The first at once, the second afterwards")
    @Outcome(id = "12, 0, 0", expect = ACCEPTABLE, desc = "Both at once")
    @Outcome(expect = FORBIDDEN, desc = "Lost, torn, out of order, or counted wrongly")
    @State
    public static class Request
    {
        private final EngineState state = new EngineState();
        private final SlowWork slowWork = new SlowWork(CAPACITY, null);
        private final HandshakeRequest request = new HandshakeRequest();
        private final HandshakeResult result = new HandshakeResult();
        private final WorkerAgent worker =
            new WorkerAgent(slowWork, new HandshakeWorker(CRYPTO, null, new byte[32], 1), state, null, null);

        /**
         * Node.
         *
         * @param found results, as digits.
         */
        @Actor
        public void node(final III_Result found)
        {
            submit(FIRST);
            submit(SECOND);
            for (int i = 0; i < StressNode.LOOKS && found.r1 < 10; i++)
            {
                final int next = next();
                found.r1 = 0 == next ? found.r1 : 10 * found.r1 + next;
            }
        }

        /**
         * Worker.
         */
        @Actor
        public void worker()
        {
            int work = 0;
            for (int i = 0; i < StressNode.LOOKS && work < 2; i++)
            {
                work += worker.doWork();
            }
        }

        /**
         * Both, afterwards.
         *
         * @param found results.
         */
        @Arbiter
        public void rest(final III_Result found)
        {
            worker.doWork();
            worker.doWork();
            found.r2 = next();
            found.r3 = next();
            if (0 != slowWork.inFlight() || state.hasFailed())
            {
                found.r1 = -1;
            }
        }

        private void submit(final long correlation)
        {
            final int index = slowWork.tryClaim(HandshakeRequest.HEADER_LENGTH);
            request.wrapForWrite(slowWork.buffer(), index).header(
                HandshakeRequest.ADVANCE, 0, HandshakeRequest.PATTERN_IK, 3, correlation);
            slowWork.commit();
        }

        private int next()
        {
            final int[] next = new int[1];
            final OneToOneRingBuffer results = slowWork.results();
            results.read((type, buffer, offset, length) ->
            {
                slowWork.onAnswered();
                result.wrap(buffer, offset);
                final boolean whole =
                    HandshakeResult.HEADER_LENGTH == length && HandshakeResult.NO_STATE == result.status();
                next[0] = whole ? FIRST == result.correlation() ? 1 : SECOND == result.correlation() ? 2 : 8 : 7;
            }, 1);
            return next[0];
        }
    }
}
