package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.circuit.RouteRequest;
import io.hopwire.circuit.RouteReason;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.OwnAddress;
import io.hopwire.sim.NullCrypto;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Transit;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * One node of a {@link SessionNet}: the component under test and everything it is given.
 */
final class SessionNode implements Circuits, Requests, EntropySource
{
    private static final int NONE = -1;

    final SessionNet net;
    final int index;
    final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
    final VirtualTimers timers = new VirtualTimers();
    final Services services;
    final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    final TestApplication app;
    final SessionComponent component;
    TestWorker worker;
    boolean alive = true;
    /** No circuit can be had here. */
    boolean full;
    boolean workerFull;
    boolean outboxFull;
    int claims;
    /** Cells from here that the network lost. */
    int lost;
    int nextCircuitId;
    int nextRequestId;
    int nextToken = 1000;
    int cancelled;
    int lastReason = NONE;
    long lastGroupId;
    long traced;
    final List<Integer> attempts = new ArrayList<>();
    final List<byte[]> firstMessages = new ArrayList<>();
    private final TreeMap<Integer, Boolean> pending = new TreeMap<>();
    private final TreeMap<Integer, Pending> tokens = new TreeMap<>();
    private final UnsafeBuffer cell = new UnsafeBuffer(new byte[SessionNet.MAX_CELL]);
    private UnsafeBuffer request;

    /** A route request that waits for the target's answer. */
    record Pending(SessionNode initiator, int requestId, int hops)
    {
    }

    /** The end of a duty cycle. */
    void flush()
    {
        boolean hasMore = alive;
        while (hasMore)
        {
            hasMore = component.flush(net.nowNs);
        }
    }

    SessionNode(final SessionNet net, final int index, final Settings config)
    {
        this.net = net;
        this.index = index;
        final byte[] bytes = new byte[32];
        net.random.nextBytes(bytes);
        key.putBytes(0, bytes);
        worker = new TestWorker(bytes, net.random.nextLong());
        app = new TestApplication(this);
        services = new Services(null, this, app, this, null, counters).with(timers);
        component = new SessionComponent(
            config,
            new NullCrypto(),
            new OwnAddress(key, new AddressSpace(32)),
            services,
            this);
    }

    void connect(final long correlationId, final SessionNode peer, final int minRoutes, final int maxRoutes)
    {
        connect(correlationId, peer, minRoutes, maxRoutes, Transit.DUPLICATE);
    }

    void connect(
        final long correlationId, final SessionNode peer, final int minRoutes, final int maxRoutes, final int policy)
    {
        final Commands.Connect command = new Commands.Connect(peer.key)
            .hops(5).routes(minRoutes, maxRoutes).policy(policy).timeoutNs(5 * SessionNet.SECOND);
        command.correlationId(correlationId);
        component.connect(command, net.nowNs);
    }

    /** The process is gone: nothing leaves, nothing arrives, nobody is told. */
    void kill()
    {
        alive = false;
    }

    // Circuits

    @Override
    public int request(final RouteRequest request, final long nowNs)
    {
        if (net.search == SessionNet.Search.NO_LINK)
        {
            return NO_LINK;
        }
        final int requestId = nextRequestId++;
        pending.put(requestId, true);
        final boolean probe = request.isProbe();
        final long groupId = request.groupId();
        final int attempt = request.attempt();
        attempts.add(attempt);
        final byte[] message = new byte[request.handshakeLength()];
        if (!probe)
        {
            request.handshake().getBytes(request.handshakeOffset(), message);
        }
        firstMessages.add(message);
        final UnsafeBuffer target = new UnsafeBuffer(new byte[32]);
        target.putBytes(0, request.target(), request.targetOffset(), 32);
        if (net.search == SessionNet.Search.NO_ROUTE_WITHIN_CALL)
        {
            failed(requestId, RouteReason.NO_ROUTE);
            return requestId;
        }
        net.at(net.delay(), () -> searched(requestId, target, groupId, attempt, probe, message));
        net.at(request.timeoutNs(), () -> failed(requestId, RouteReason.TIMEOUT));
        return requestId;
    }

    private void searched(
        final int requestId,
        final UnsafeBuffer target,
        final long groupId,
        final int attempt,
        final boolean probe,
        final byte[] message)
    {
        final SessionNode peer =
            net.nodes.stream().filter(n -> n.alive && n.key.equals(target)).findFirst().orElse(null);
        if (net.search == SessionNet.Search.SILENT)
        {
            return;
        }
        if (probe)
        {
            probed(requestId);
        }
        else if (net.search == SessionNet.Search.HOP_LIMIT)
        {
            failed(requestId, RouteReason.HOP_LIMIT);
        }
        else if (null == peer || net.search == SessionNet.Search.NO_ROUTE || liveWires() >= net.maxRoutes)
        {
            failed(requestId, RouteReason.NO_ROUTE);
        }
        else
        {
            peer.ask(new Pending(this, requestId, net.hops), groupId, message);
        }
    }

    private void probed(final int requestId)
    {
        if (net.probedHops == 0)
        {
            failed(requestId, RouteReason.NO_ROUTE);
        }
        else if (null != pending.remove(requestId))
        {
            component.onRouteOpened(requestId, NONE, net.probedHops, cell, 0, 0, net.nowNs);
        }
    }

    private long liveWires()
    {
        return net.wires.stream().filter(w -> !w.broken && (w.open[0] || w.open[1])).count();
    }

    private void failed(final int requestId, final int reason)
    {
        if (null != pending.remove(requestId) && alive)
        {
            component.onRouteFailed(requestId, reason, net.nowNs);
        }
    }

    void ask(final Pending from, final long groupId, final byte[] message)
    {
        final int token = nextToken++;
        tokens.put(token, from);
        lastGroupId = groupId;
        component.onRouteRequested(
            token, groupId, new UnsafeBuffer(message), 0, message.length, from.hops, net.nowNs);
    }

    @Override
    public void cancel(final int requestId, final long nowNs)
    {
        cancelled++;
        pending.remove(requestId);
    }

    @Override
    public void accept(
        final int token, final DirectBuffer handshake, final int offset, final int length, final long nowNs)
    {
        if (full)
        {
            refuse(token, RouteReason.LIMIT, nowNs);
            return;
        }
        final Pending from = tokens.remove(token);
        final SessionNet.Wire wire = new SessionNet.Wire();
        wire.ends[0] = from.initiator;
        wire.ends[1] = this;
        wire.ids[1] = nextCircuitId++;
        wire.open[1] = true;
        wire.hops = from.hops;
        net.wires.add(wire);
        component.onRouteAccepted(token, wire.ids[1], nowNs);
        final byte[] message = new byte[length];
        handshake.getBytes(offset, message);
        net.at(net.delay(), () -> from.initiator.opened(from.requestId, wire, message));
    }

    private void opened(final int requestId, final SessionNet.Wire wire, final byte[] message)
    {
        if (alive && null != pending.remove(requestId))
        {
            wire.ids[0] = nextCircuitId++ * 3 + 7;
            wire.open[0] = true;
            component.onRouteOpened(
                requestId, wire.ids[0], wire.hops, new UnsafeBuffer(message), 0, message.length, net.nowNs);
        }
    }

    @Override
    public void refuse(final int token, final int reason, final long nowNs)
    {
        final Pending from = tokens.remove(token);
        lastReason = reason;
        if (null != from.initiator)
        {
            net.at(net.delay(), () -> from.initiator.failed(from.requestId, reason));
        }
    }

    @Override
    public int lastHop(final int token)
    {
        return tokens.get(token).initiator.index;
    }

    @Override
    public int maxCell()
    {
        return SessionNet.MAX_CELL;
    }

    @Override
    public int maxCell(final int circuitId)
    {
        return SessionNet.MAX_CELL;
    }

    @Override
    public int tryClaim(final int circuitId, final int maxLength)
    {
        if (maxLength > SessionNet.MAX_CELL)
        {
            throw new AssertionError("cell of " + maxLength);
        }
        claims++;
        return outboxFull ? NONE : 0;
    }

    @Override
    public MutableDirectBuffer claimBuffer()
    {
        return cell;
    }

    @Override
    public void commit(final int circuitId, final int length, final long nowNs)
    {
        if (alive)
        {
            net.send(this, circuitId, cell, 0, length);
        }
    }

    @Override
    public void close(final int circuitId, final int reason, final long nowNs)
    {
        net.close(this, circuitId, reason);
    }

    @Override
    public void trace(final int circuitId, final int hop, final long token, final long nowNs)
    {
        traced++;
        final SessionNet.Wire wire = net.wire(this, circuitId);
        if (net.random.nextDouble() >= net.loss)
        {
            net.at(2L * hop * SessionNet.MILLI, () ->
            {
                final UnsafeBuffer hopKey = new UnsafeBuffer(new byte[32]);
                hopKey.putInt(0, hop);
                component.onTraceReply(circuitId, token, hopKey, 0, hop == wire.hops, net.nowNs);
            });
        }
    }

    @Override
    public int hops(final int circuitId)
    {
        final SessionNet.Wire wire = net.wire(this, circuitId);
        return null == wire ? 0 : wire.hops;
    }

    // Requests

    @Override
    public int tryClaim(final int length)
    {
        request = new UnsafeBuffer(new byte[length]);
        return workerFull ? BACK_PRESSURED : 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return request;
    }

    @Override
    public void commit()
    {
        final UnsafeBuffer taken = request;
        net.at(100_000, () ->
        {
            final UnsafeBuffer result = new UnsafeBuffer(new byte[2048]);
            final int length = worker.execute(taken, result);
            if (length > 0 && alive)
            {
                services.results().onResult(result, 0, length, net.nowNs);
            }
        });
    }

    @Override
    public void abort()
    {
    }

    @Override
    public int inFlight()
    {
        return 0;
    }

    // EntropySource

    @Override
    public void nextBytes(final byte[] dst, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        net.random.nextBytes(bytes);
        System.arraycopy(bytes, 0, dst, offset, length);
    }

    @Override
    public long nextLong()
    {
        return net.random.nextLong();
    }

    @Override
    public String toString()
    {
        return "node " + index + " " + Arrays.toString(app.log.toArray());
    }
}
