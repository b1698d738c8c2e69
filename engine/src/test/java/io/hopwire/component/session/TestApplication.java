package io.hopwire.component.session;

import io.hopwire.delivery.MessageReader;
import io.hopwire.delivery.SessionReaders;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Events;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The application of one node. Checks everything it is told: messages whole, once and in order, acknowledgements only
 * of what was delivered, one end to everything. A message says which flow it belongs to and its number in it.
 */
final class TestApplication implements Events
{
    /** Bytes of messages that the application has room for. */
    static final int CAPACITY = 1 << 15;

    /** A session as its application sees it. */
    static final class Peer
    {
        final int sessionId;
        final SessionNet.Flow out = new SessionNet.Flow();
        final int flow;
        final boolean accepted;
        SessionNet.Flow in;
        long ackedBytes;
        /** Bytes that wait to be consumed. */
        int queued;
        int reason;
        long unknown = -1;
        int hops;
        int routes;
        /** It reads what comes. */
        boolean consuming = true;
        final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);

        Peer(final int sessionId, final int flow, final boolean accepted)
        {
            this.sessionId = sessionId;
            this.flow = flow;
            this.accepted = accepted;
        }

        boolean isOpen()
        {
            return reason == 0;
        }
    }

    /** How a connect failed. */
    record Failure(int reason, int routes, int hops)
    {
    }

    /** One answer of a trace. */
    record Hop(int hop, int key, long rttNs, boolean last)
    {
    }

    final SessionNode node;
    final List<Peer> peers = new ArrayList<>();
    final TreeMap<Integer, Peer> open = new TreeMap<>();
    final TreeMap<Long, Object> outcomes = new TreeMap<>();
    final List<Hop> hops = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    final Set<Long> unordered = new LinkedHashSet<>();
    final Set<Long> datagrams = new LinkedHashSet<>();
    private final MessageReader asideReader = new MessageReader(null);
    boolean consuming = true;
    boolean echo;
    boolean closeOnMessage;
    boolean accepting = true;
    /** What the session that was told of last demands of its routes. */
    int transit;
    final List<UnsafeBuffer> asked = new ArrayList<>();
    /** Early data that the application was asked with. */
    final List<String> askedWith = new ArrayList<>();
    int maxLength = SessionNet.MAX_CELL - SessionPacket.OVERHEAD - 2;
    private final SessionReaders readers = new SessionReaders();
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[SessionNet.MAX_CELL]);

    TestApplication(final SessionNode node)
    {
        this.node = node;
    }

    Peer peer()
    {
        return peers.get(peers.size() - 1);
    }

    Failure failure(final long correlationId)
    {
        return (Failure)outcomes.get(correlationId);
    }

    /**
     * Hand one message over.
     *
     * @param peer to whom.
     * @return what the component said.
     */
    long offer(final Peer peer)
    {
        final long seq = peer.out.offered;
        final int length = 12 + (int)((seq * 7919 + peer.flow) % (maxLength - 12 + 1));
        out.putInt(0, peer.flow);
        out.putLong(4, seq);
        for (int i = 12; i < length; i++)
        {
            out.putByte(i, (byte)(seq * 31 + i));
        }
        peer.out.offered++;
        final long position = node.component.offer(peer.sessionId, out, 0, length, node.net.nowNs);
        node.flush();
        if (position < 0)
        {
            peer.out.offered--;
        }
        else
        {
            assertEquals(seq + 1, position);
            peer.out.onOffered(node.net.nowNs);
        }
        return position;
    }

    /**
     * Hand over as many as are taken.
     *
     * @param peer to whom.
     * @param total messages since the session began.
     */
    void offerUpTo(final Peer peer, final long total)
    {
        while (peer.isOpen() && peer.out.offered < total && offer(peer) > 0)
        {
            assertTrue(peer.out.offered <= total);
        }
    }

    void consume(final Peer peer)
    {
        peer.queued = 0;
    }

    @Override
    public void onAnswer(
        final int type,
        final long correlationId,
        final int code,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        assertEquals(Commands.CONNECT, type);
        final ConnectAnswer answer = new ConnectAnswer().wrap(buffer, offset);
        if (Commands.OK == code)
        {
            final Peer peer = add(answer.sessionId(), false);
            peer.hops = answer.hops();
            peer.routes = answer.routes();
            assertEquals(null, outcomes.put(correlationId, peer), "second outcome of a connect");
        }
        else
        {
            log.add("failed " + SessionCodes.name(code));
            final Failure failure = new Failure(code, answer.routes(), answer.hops());
            assertEquals(null, outcomes.put(correlationId, failure), "second outcome");
        }
    }

    @Override
    public boolean mayAccept(final DirectBuffer key, final int keyOffset, final DirectBuffer early)
    {
        askedWith.add(early.getStringWithoutLengthAscii(0, early.capacity()));
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[32]);
        copy.putBytes(0, key, keyOffset, 32);
        asked.add(copy);
        return accepting;
    }

    @Override
    public void onEarlyData(final int sessionId, final DirectBuffer early)
    {
        log.add("early " + early.getStringWithoutLengthAscii(0, early.capacity()));
    }

    @Override
    public void onAccepted(final int sessionId, final DirectBuffer key, final int keyOffset, final int hopCount)
    {
        final Peer peer = add(sessionId, true);
        peer.hops = hopCount;
        peer.key.putBytes(0, key, keyOffset, 32);
    }

    private Peer add(final int sessionId, final boolean accepted)
    {
        final Peer peer = new Peer(sessionId, node.net.flows.size(), accepted);
        node.net.flows.add(peer.out);
        peers.add(peer);
        assertEquals(null, open.put(sessionId, peer), "id in use");
        log.add((accepted ? "accepted " : "connected ") + sessionId);
        return peer;
    }

    @Override
    public int receiveWindow(final int sessionId)
    {
        assertTrue(open.containsKey(sessionId), "asked for a session that is not open");
        return CAPACITY - open.get(sessionId).queued;
    }

    @Override
    public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
    {
        final Peer peer = open.get(sessionId);
        assertNotNull(peer);
        peer.queued += consuming && peer.consuming ? 0 : length;
        assertTrue(peer.queued <= CAPACITY, "more than the credit");
        readers.read(
            sessionId, buffer, offset, length, (message, from, bytes) -> onMessage(peer, message, from, bytes));
    }

    /** Each has a number, and comes once or not at all. */
    @Override
    public boolean onMessages(
        final int sessionId,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        final Peer peer = open.get(sessionId);
        assertNotNull(peer);
        peer.queued += consuming || !isReliable ? 0 : length;
        assertTrue(peer.queued <= CAPACITY, "more than the credit");
        asideReader.read(
            buffer, offset, length,
            (message, from, bytes) -> onAside(isReliable, message, from, bytes), Integer.MAX_VALUE);
        return true;
    }

    private void onAside(final boolean isReliable, final DirectBuffer buffer, final int offset, final int length)
    {
        final long number = buffer.getLong(offset + 4);
        assertEquals(asideLength(number), length);
        for (int i = 12; i < length; i++)
        {
            assertEquals((byte)(number * 31 + i), buffer.getByte(offset + i));
        }
        if (isReliable)
        {
            node.net.flows.get(buffer.getInt(offset)).asideDelivered++;
        }
        assertTrue((isReliable ? unordered : datagrams).add(number), "came twice: " + number);
    }

    /**
     * Hand one message over that needs no order.
     *
     * @param peer   to whom.
     * @param number that tells it from all others.
     * @return whether it was taken.
     */
    boolean offerAside(final Peer peer, final boolean isReliable, final long number)
    {
        final int length = asideLength(number);
        out.putInt(0, peer.flow);
        out.putLong(4, number);
        for (int i = 12; i < length; i++)
        {
            out.putByte(i, (byte)(number * 31 + i));
        }
        peer.out.asideOffered += isReliable ? 1 : 0;
        final boolean isTaken = node.component.offerAside(peer.sessionId, isReliable, out, 0, length) > 0;
        peer.out.asideOffered -= isReliable && !isTaken ? 1 : 0;
        node.flush();
        return isTaken;
    }

    private static int asideLength(final long number)
    {
        return 12 + (int)(number * 7919 % 180);
    }

    private void onMessage(final Peer peer, final DirectBuffer buffer, final int offset, final int length)
    {
        final SessionNet.Flow flow = node.net.flows.get(buffer.getInt(offset));
        assertTrue(null == peer.in || peer.in == flow, "message of another session");
        peer.in = flow;
        final long seq = buffer.getLong(offset + 4);
        assertEquals(flow.delivered, seq, "out of order");
        assertEquals(12 + (int)((seq * 7919 + buffer.getInt(offset)) % (maxLength - 12 + 1)), length);
        for (int i = 12; i < length; i++)
        {
            assertEquals((byte)(seq * 31 + i), buffer.getByte(offset + i));
        }
        flow.onDelivered(node.net.nowNs);
        if (echo)
        {
            assertTrue(offer(peer) > 0);
        }
        if (closeOnMessage)
        {
            node.component.close(peer.sessionId, node.net.nowNs);
        }
    }

    @Override
    public void onAcked(final int sessionId, final long acked, final long ackedBytes)
    {
        final Peer peer = open.get(sessionId);
        assertTrue(acked >= peer.out.acked, "acked " + acked);
        assertTrue(
            acked <= peer.out.delivered + peer.out.asideDelivered || peer.out.isLiedAbout, "acked " + acked);
        assertTrue(ackedBytes > peer.ackedBytes);
        peer.ackedBytes = ackedBytes;
        peer.out.acked = acked;
    }

    @Override
    public void onClosed(final int sessionId, final int reason, final long unknown)
    {
        readers.forget(sessionId);
        final Peer peer = open.remove(sessionId);
        assertNotNull(peer, "closed twice");
        assertFalse(peer.out.ended);
        peer.out.ended = true;
        peer.reason = reason;
        peer.unknown = unknown;
        log.add("closed " + sessionId + " " + SessionCodes.name(reason) + " unknown " + unknown);
        assertEquals(peer.out.offered + peer.out.asideOffered - peer.out.acked, unknown, "neither acked nor unknown");
    }

    @Override
    public void onTransit(final int sessionId, final int newTransit, final boolean isChanged)
    {
        assertTrue(open.containsKey(sessionId), "told of a session that is not open");
        transit = newTransit;
    }

    @Override
    public void onTrace(
        final int sessionId,
        final int hop,
        final DirectBuffer key,
        final int keyOffset,
        final long rttNs,
        final boolean last)
    {
        hops.add(new Hop(hop, key.getInt(keyOffset), rttNs, last));
    }

    @Override
    public void onLinkUp(
        final DirectBuffer key, final int keyOffset, final int addressId, final int role, final long rttNs)
    {
    }

    @Override
    public void onLinkDown(final DirectBuffer key, final int keyOffset, final int reason)
    {
    }
}
