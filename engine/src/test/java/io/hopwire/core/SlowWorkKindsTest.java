package io.hopwire.core;

import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.Sha256;
import io.hopwire.link.LinkRole;
import io.hopwire.link.TestAddresses;
import io.hopwire.link.TestEntropy;
import io.hopwire.link.TestOutbox;
import io.hopwire.link.TestRequests;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.WorkHeader;
import io.hopwire.spi.Workers;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A kind of slow work that the core has never heard of, beside handshakes: a part asks for it with what every part is
 * lent, and gets what comes of it.
 */
class SlowWorkKindsTest
{
    private static final int PUZZLE = 7;
    private static final int TICKET_OFFSET = 4;
    private static final int VALUE_OFFSET = 8;
    private static final int PUZZLE_LENGTH = 16;
    private static final int NEIGHBOUR = 9;

    private final TestOutbox outbox = new TestOutbox(Limits.MAX_DATAGRAMS_PER_INPUT, Limits.DEFAULT_MTU);
    private final TestRequests requests = new TestRequests(Limits.MAX_REQUESTS_PER_INPUT);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private final CryptoProvider crypto = new HopwireCrypto();
    private final Services services = new Services(
        outbox,
        requests,
        new RecordingEvents(),
        new TestEntropy(3),
        new TestAddresses(),
        new Counters(new UnsafeBuffer(new byte[Counters.LENGTH])));
    private final byte[] privateKey = new byte[32];
    private final Workers workers = new Workers().register(PUZZLE, SlowWorkKindsTest::solve);
    private final NodeCore core;

    SlowWorkKindsTest()
    {
        new TestEntropy(5).nextBytes(privateKey, 0, privateKey.length);
        workers.register(WorkHeader.HANDSHAKE, new HandshakeWorker(crypto, new TestEntropy(4), privateKey, 8));
        final byte[] publicKey = new byte[32];
        crypto.publicKey(privateKey, publicKey);
        core = new NodeCore(
            new CoreConfig().publicKey(publicKey).role(LinkRole.RELAY).discovery(false), crypto, services);
    }

    @Test
    void eachResultReachesThePartThatAsked()
    {
        final Puzzles first = new Puzzles(services);
        final Puzzles second = new Puzzles(services);
        first.ask(11, 1_000_003L);
        connect();
        second.ask(12, 77L);
        final byte[] ofFirst = requests.poll();
        final byte[] ofLinks = requests.poll();
        final byte[] ofSecond = requests.poll();
        assertNotNull(ofSecond);
        assertNull(requests.poll());

        work(ofSecond);
        assertEquals(12, second.ticket);
        assertTrue(isSolved(77L, second.solution));
        assertEquals(0, first.results);
        assertEquals(0, outbox.count(), "no result of a puzzle is taken for a handshake's");

        work(ofLinks);
        assertEquals(1, outbox.count(), "the first message of a handshake has left");
        assertEquals(NEIGHBOUR, outbox.addressId(0));
        assertEquals(0, first.results);

        work(ofFirst);
        assertEquals(11, first.ticket);
        assertTrue(isSolved(1_000_003L, first.solution));
        assertEquals(1, first.results);
        assertEquals(1, second.results);
        assertEquals(1, outbox.count());
    }

    @Test
    void aKindThatNobodyDoesIsABug()
    {
        final UnsafeBuffer request = new UnsafeBuffer(new byte[PUZZLE_LENGTH]);
        WorkHeader.put(request, 0, PUZZLE + 1, 0);
        assertThrows(
            IllegalStateException.class, () -> workers.execute(request, 0, PUZZLE_LENGTH, result, 0));
        request.putByte(0, (byte)200);
        assertThrows(
            IllegalStateException.class, () -> workers.execute(request, 0, PUZZLE_LENGTH, result, 0));
    }

    @Test
    void aKindHasOneWorker()
    {
        assertThrows(IllegalStateException.class, () -> workers.register(PUZZLE, SlowWorkKindsTest::solve));
    }

    private void connect()
    {
        final Commands.Bootstrap command = new Commands.Bootstrap(0, null).add(NEIGHBOUR);
        core.onCommand(Commands.BOOTSTRAP, command.buffer(), 0, command.buffer().capacity(), 0);
        while (core.nextDeadlineNs() <= 0)
        {
            core.onDeadline(0);
        }
    }

    private void work(final byte[] request)
    {
        final int length = workers.execute(new UnsafeBuffer(request), 0, request.length, result, 0);
        assertTrue(length > 0);
        requests.answered();
        core.onResult(result, 0, length, 1);
    }

    /** Counts up until a hash begins with a zero byte: some 256 hashes, which nobody does on a duty cycle. */
    private static int solve(
        final DirectBuffer request,
        final int offset,
        final int length,
        final MutableDirectBuffer result,
        final int resultOffset)
    {
        assertEquals(PUZZLE_LENGTH, length);
        final long question = request.getLong(offset + VALUE_OFFSET);
        long solution = 0;
        while (!isSolved(question, solution))
        {
            solution++;
        }
        result.putInt(resultOffset + TICKET_OFFSET, request.getInt(offset + TICKET_OFFSET));
        result.putLong(resultOffset + VALUE_OFFSET, solution);
        return PUZZLE_LENGTH;
    }

    private static boolean isSolved(final long question, final long solution)
    {
        final UnsafeBuffer hashed = new UnsafeBuffer(new byte[2 * Long.BYTES]);
        hashed.putLong(0, question);
        hashed.putLong(Long.BYTES, solution);
        final byte[] digest = new byte[Sha256.LENGTH];
        final Sha256 sha = new Sha256();
        sha.update(hashed, 0, hashed.capacity());
        sha.digest(digest, 0);
        return 0 == digest[0];
    }

    /** A part: it asks, and is told. */
    private static final class Puzzles
    {
        private final Requests requests;
        private final int owner;
        int results;
        int ticket;
        long solution;

        Puzzles(final Services services)
        {
            requests = services.requests();
            owner = services.results().register(this::onResult);
        }

        void ask(final int ofTicket, final long question)
        {
            final int offset = requests.tryClaim(PUZZLE_LENGTH);
            WorkHeader.put(requests.buffer(), offset, PUZZLE, owner);
            requests.buffer().putInt(offset + TICKET_OFFSET, ofTicket);
            requests.buffer().putLong(offset + VALUE_OFFSET, question);
            requests.commit();
        }

        private void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            assertEquals(PUZZLE_LENGTH, length);
            assertEquals(PUZZLE, WorkHeader.kind(buffer, offset));
            results++;
            ticket = buffer.getInt(offset + TICKET_OFFSET);
            solution = buffer.getLong(offset + VALUE_OFFSET);
        }
    }
}
