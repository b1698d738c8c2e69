package io.hopwire.sim;

import io.hopwire.crypto.Sha256;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Commands;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A neighbour that sends FIND_VALUE and STORE of which one thing is wrong: each is counted, and nothing is kept of it.
 */
class DhtHostileTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final int MAX = 1100;

    private final SimNetwork network = new SimNetwork(SimConfig.of(1).withNullCrypto(true));
    private final byte[] key = {'k', 'e', 'y'};
    private final byte[] address = new byte[32];

    /** What is right, one field of which each case spoils. */
    private byte[] sentKey = key;
    private byte[] sentAddress = address;
    private Consumer<MsgPackEncoder> value = (encoder) -> encoder.putString("v");
    private int owner = 32;
    private long version = 1;
    private long timestampMs;
    private long ttlS = 60;
    private long lockToken;
    private long counter = 10;
    private int fields = 7;
    private boolean hasTail;
    private int speaker;
    /** How readings of node 1 ended. */
    private final List<Integer> told = new ArrayList<>();

    @BeforeEach
    void twoNodes()
    {
        network.addNode((config) -> config.discovery(false).role(LinkRole.ENDPOINT), new RecordingEvents());
        network.addNode((config) -> config.discovery(false), new Told());
        network.node(0).bootstrapFrom(network.node(1), true);
        network.run(5 * SECOND);
        final Sha256 sha256 = new Sha256();
        sha256.update(key, 0, key.length);
        sha256.digest(address, 0);
        timestampMs = network.nowNs() / MS;
    }

    @Test
    void takesWhatIsRight()
    {
        store();
        assertEquals(1, kept());
        assertEquals(0, rejected(RejectCode.PAYLOAD));
        assertEquals(1, network.node(1).counters().get(SystemCounter.DHT_STORED));
    }

    @Test
    void keepsNothingOfWhatIsMalformed()
    {
        malformed(() -> sentAddress = new byte[32], () -> sentAddress = address);
        malformed(() -> sentAddress = new byte[31], () -> sentAddress = address);
        malformed(() -> sentKey = new byte[0], () -> sentKey = key);
        malformed(() -> sentKey = new byte[65], () -> sentKey = key);
        malformed(() -> value = MsgPackEncoder::putNil, () -> value = (encoder) -> encoder.putString("v"), 0);
        malformed(() -> value = this::deep, () -> value = (encoder) -> encoder.putString("v"));
        malformed(() -> value = (e) -> e.putMapHeader(1).putLong(1).putLong(2), () -> value = (e) -> e.putLong(1));
        malformed(() -> owner = 31, () -> owner = 32);
        malformed(() -> version = 0, () -> version = 1);
        malformed(() -> version = -1, () -> version = 1);
        malformed(() -> timestampMs = -1, () -> timestampMs = network.nowNs() / MS);
        malformed(() -> timestampMs = Long.MAX_VALUE, () -> timestampMs = network.nowNs() / MS);
        malformed(() -> ttlS = 0, () -> ttlS = 60);
        malformed(() -> ttlS = Long.MAX_VALUE, () -> ttlS = 60);
        malformed(() -> lockToken = -5, () -> lockToken = 0);
        malformed(() -> counter = 0, () -> counter = 10);
        malformed(() -> counter = -1, () -> counter = 10);
        malformed(() -> fields = 6, () -> fields = 7);
        malformed(() -> fields = 9, () -> fields = 7);
        malformed(() -> hasTail = true, () -> hasTail = false);
    }

    @Test
    void refusesWhatIsOutOfDateOrFromTheFuture()
    {
        timestampMs -= 61_000;
        store();
        timestampMs += 61_000 + 31_000;
        store();
        timestampMs -= 31_000;
        counter = timestampMs + 31_000;
        store();
        assertEquals(3, rejected(RejectCode.DHT_REFUSED));
        assertEquals(0, kept());
    }

    @Test
    void answersThatNobodyWaitsForAreCountedAndChangeNothing()
    {
        for (int i = 0; i < 20; i++)
        {
            final int id = i;
            send(Operation.ACK, (e) ->
                e.putArrayHeader(3).putLong(Operation.STORE).putBinary(buffer(key), 0, 3).putLong(id));
            send(Operation.NACK, (e) -> e.putArrayHeader(6).putLong(Operation.STORE).putBinary(buffer(key), 0, 3)
                .putLong(id).putLong(1).putLong(Long.MAX_VALUE).putLong(0));
        }
        send(Operation.NACK, (e) -> e.putArrayHeader(6).putLong(Operation.STORE).putBinary(buffer(key), 0, 3)
            .putLong(0).putLong(99).putLong(0).putLong(0));
        assertEquals(40, network.node(1).counters().get(SystemCounter.DHT_LATE_ANSWERS));
        assertEquals(1, rejected(RejectCode.PAYLOAD));
        assertEquals(0, kept());
    }

    @Test
    void believesNobodyWhomItHasNotAsked()
    {
        // An endpoint is never asked: it keeps nothing.
        assertEquals(DhtCodes.NOT_FOUND, readWhile(0, 0, () -> say(Operation.ACK, this::lie)));
        assertEquals(1, rejected(RejectCode.DHT_NOT_ASKED));
        assertEquals(0, network.node(1).counters().get(SystemCounter.DHT_LATE_ANSWERS));
    }

    @Test
    void takesTheAnswerOfTheOneWhomItHasAsked()
    {
        assertEquals(DhtCodes.OK, readWhile(2, 0, () -> say(Operation.ACK, this::lie)));
        assertEquals(0, rejected(RejectCode.DHT_NOT_ASKED));
    }

    @Test
    void aRefusalOfOneWhoWasNotAskedIsNone()
    {
        final Consumer<MsgPackEncoder> refusal = (e) -> e.putArrayHeader(6).putLong(Operation.FIND_VALUE)
            .putBinary(buffer(key), 0, 3).putLong(512 << 1).putLong(1).putLong(9).putLong(9);
        // When the search has ended it asks for promises: with the first of all ids.
        assertEquals(DhtCodes.NOT_FOUND, readWhile(0, StoreCommand.READ, () ->
        {
            for (int i = 0; i < 200; i++)
            {
                network.schedule(i * MS, () -> say(Operation.NACK, refusal));
            }
        }));
        assertTrue(rejected(RejectCode.DHT_NOT_ASKED) > 0, "none came in time");
    }

    /** What node 1 is told that reads the key, of which nobody has anything, while somebody does something. */
    private int readWhile(final int speaker, final int kindOrZero, final Runnable deed)
    {
        network.addNode((config) -> config.discovery(false).role(LinkRole.RELAY), new RecordingEvents());
        network.node(1).bootstrapFrom(network.node(2), true);
        network.node(2).bootstrapFrom(network.node(0), true);
        network.run(5 * SECOND);
        this.speaker = speaker;
        final int kind = 0 == kindOrZero ? StoreCommand.READ_ANY : kindOrZero;
        network.schedule(0, () ->
            network.node(1).command(Commands.FIND_VALUE, 7, new StoreCommand(kind, buffer(key), null)));
        deed.run();
        network.run(30 * SECOND);
        return told.get(0);
    }

    private void lie(final MsgPackEncoder encoder)
    {
        encoder.putArrayHeader(5).putLong(Operation.FIND_VALUE).putBinary(buffer(key), 0, 3).putString("lie")
            .putArrayHeader(7).putBinary(buffer(new byte[32]), 0, 32).putLong(1)
            .putLong(network.nowNs() / MS).putLong(60).putLong(1).putLong(0).putLong(0)
            .putLong(16);
    }

    private void deep(final MsgPackEncoder encoder)
    {
        for (int i = 0; i < 20; i++)
        {
            encoder.putArrayHeader(1);
        }
        encoder.putNil();
    }

    private void malformed(final Runnable spoil, final Runnable mend)
    {
        malformed(spoil, mend, 1);
    }

    private void malformed(final Runnable spoil, final Runnable mend, final int expected)
    {
        final long before = rejected(RejectCode.PAYLOAD);
        final long keptBefore = kept();
        spoil.run();
        store();
        mend.run();
        assertEquals(expected, rejected(RejectCode.PAYLOAD) - before);
        assertTrue(0 == expected || keptBefore == kept(), "kept");
    }

    private void store()
    {
        send(Operation.STORE, (encoder) ->
        {
            encoder.putArrayHeader(fields).putBinary(buffer(sentAddress), 0, sentAddress.length)
                .putBinary(buffer(sentKey), 0, sentKey.length);
            value.accept(encoder);
            encoder.putArrayHeader(7).putBinary(buffer(new byte[owner]), 0, owner).putLong(version)
                .putLong(timestampMs).putLong(ttlS).putLong(1).putLong(lockToken).putLong(0)
                .putLong(5).putLong(counter).putLong(0);
            if (hasTail)
            {
                encoder.putNil();
            }
        });
    }

    private static UnsafeBuffer buffer(final byte[] bytes)
    {
        return new UnsafeBuffer(bytes);
    }

    private void send(final int operation, final Consumer<MsgPackEncoder> payload)
    {
        say(operation, payload);
        network.run(SECOND / 10);
    }

    private void say(final int operation, final Consumer<MsgPackEncoder> payload)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[MAX]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(frame, 0, MAX, Byte.SIZE * 32);
        final int at = encoder.beginMessage(
            network.node(speaker).publicKey(), 0, network.node(1).publicKey(), 0, operation, false);
        final MsgPackEncoder message = new MsgPackEncoder().wrap(frame, at, encoder.payloadCapacity());
        payload.accept(message);
        encoder.commitMessage(message.length());
        final int whole = encoder.finish();
        network.schedule(0, () ->
        {
            final LinkTable links = network.node(speaker).links();
            final Link link = links.byKey(network.node(1).publicKey(), 0);
            assertEquals(0, links.send(link, frame, 0, whole, network.nowNs()));
        });
    }

    private long kept()
    {
        return network.node(1).counters().get(SystemCounter.DHT_RECORDS);
    }

    private long rejected(final RejectCode code)
    {
        return network.node(1).counters().get(code);
    }

    /** Who asks node 1. */
    private final class Told extends RecordingEvents
    {
        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (Commands.FIND_VALUE == type)
            {
                told.add(code);
            }
        }
    }
}
