package io.hopwire.benchmarks;

import io.hopwire.crypto.Sha256;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A node that keeps records, and a neighbour that asks it, in one thread, in a time that goes on only where it is told
 * to.
 * <pre>
 *    ask(): asker.sent ── answerOne(): keeper ──► keeper.sent ── answered(): asker
 * </pre>
 * What the asker says is put together here, as WIRE.md has it, so that one question can be asked as often as is wanted.
 */
final class DhtPair
{
    private static final int KEYS = 64;
    private static final int KEY_LENGTH = 16;
    private static final int ID_LENGTH = 32;
    private static final int BETA = 256;
    private static final long MS_NS = 1_000_000L;
    private static final long MONTH_S = 30 * 24 * 3600;

    private final HopNode keeper = new HopNode(0, LinkRole.RELAY);
    private final HopNode asker = new HopNode(1, LinkRole.RELAY);
    private final HopNetwork network = new HopNetwork(keeper, asker);
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[1200]);
    private final UnsafeBuffer value;
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[BETA / Byte.SIZE]);
    private final UnsafeBuffer owner = new UnsafeBuffer(new byte[ID_LENGTH]);
    private final Sha256 sha256 = new Sha256();
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final MsgPackEncoder payload = new MsgPackEncoder();
    private long number;
    private SystemCounter counter;
    private long counted;

    /** What is asked. */
    enum Question
    {
        /** FIND_VALUE without a ballot: what is there? */
        READ(SystemCounter.DHT_VALUES_FOUND),
        /** FIND_VALUE with a ballot: what is there, and promise to accept nothing earlier. */
        PROMISE(SystemCounter.DHT_PROMISED),
        /** STORE. */
        STORE(SystemCounter.DHT_STORED);

        private final SystemCounter counter;

        Question(final SystemCounter counter)
        {
            this.counter = counter;
        }
    }

    /**
     * Links them, and stores a value under each of some keys.
     *
     * @param length bytes of a value.
     */
    DhtPair(final int length)
    {
        value = new UnsafeBuffer(new byte[length]);
        network.link(asker, keeper);
        network.runUntil(() -> 1 == keeper.core.links().upCount() && 1 == asker.core.links().upCount());
        // Until what comes with a new link has been said.
        network.runUntil(() -> false);
        ask(Question.STORE, KEYS);
        for (int i = 0; i < KEYS; i++)
        {
            answerOne(i);
        }
        answered(KEYS);
    }

    /** The asker seals questions, which stay in what it sent. */
    void ask(final Question question, final int count)
    {
        network.step();
        counter = question.counter;
        counted = keeper.counters.get(counter);
        final Link link = asker.core.links().byKey(keeper.publicKey, 0);
        for (int i = 0; i < count; i++)
        {
            put(question, i % KEYS);
            final int refused = asker.core.links().send(link, frame, 0, encoder.finish(), network.nowNs());
            HopNetwork.check(refused, 0, "is why a question was not sent");
        }
        HopNetwork.check(asker.sent.size(), count, "questions");
    }

    /** The keeper takes one of the questions, and answers. */
    void answerOne(final int index)
    {
        final DatagramLog sent = asker.sent;
        keeper.core.onDatagram(asker.addressId, sent.buffer(), sent.offset(index), sent.length(index), network.nowNs());
        keeper.core.flush(network.nowNs());
    }

    /** All were answered, and with what they asked for. */
    void answered(final int count)
    {
        HopNetwork.check(keeper.sent.size(), count, "answers");
        HopNetwork.check(keeper.counters.get(counter) - counted, count, counter.label());
        asker.sent.clear();
        network.step();
    }

    private void put(final Question question, final int keyNumber)
    {
        final long nowMs = network.nowNs() / MS_NS;
        number++;
        key.putInt(0, keyNumber);
        sha256.nodeId(key, 0, KEY_LENGTH, address, 0);
        encoder.wrap(frame, 0, frame.capacity(), BETA);
        final int operation = Question.STORE == question ? Operation.STORE : Operation.FIND_VALUE;
        final int at = encoder.beginMessage(asker.publicKey, 0, keeper.publicKey, 0, operation, false);
        payload.wrap(frame, at, encoder.payloadCapacity());
        payload.putArrayHeader(Question.READ == question ? 3 : Question.PROMISE == question ? 5 : 7)
            .putBinary(address, 0, address.capacity()).putBinary(key, 0, KEY_LENGTH);
        if (Question.STORE == question)
        {
            payload.putBinary(value, 0, value.capacity());
            payload.putArrayHeader(7).putBinary(owner, 0, ID_LENGTH)
                .putLong(number).putLong(nowMs).putLong(MONTH_S).putLong(number).putLong(0).putLong(0);
        }
        payload.putLong(number);
        if (Question.READ != question)
        {
            // Later than all before it, by a clock that is not ahead.
            payload.putLong(nowMs).putLong(number);
        }
        encoder.commitMessage(payload.length());
    }
}
