package io.hopwire.perf;

import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.TransitFilter;
import io.hopwire.sim.Victim;
import io.hopwire.spi.SystemCounter;
import org.agrona.MutableDirectBuffer;

/**
 * Somebody on the path gives one in fifty of a client's frames the address of a third host, while its server sends it
 * as much as it can.
 */
final class RoamAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final int LENGTH = 1000;
    private static final int MESSAGES = 5_000;
    private static final int ONE_OF = 50;

    private final AttackNetwork net = new AttackNetwork(4);
    private final RecordingEvents serverEvents = new RecordingEvents();
    private final RecordingEvents clientEvents = new RecordingEvents();
    private final SimNode server;
    private final SimNode client;
    private boolean isOn;
    private int frames;
    private long bytesFrom;
    private long bytesTo;
    private double mostFactor;

    private RoamAttack()
    {
        server = net.network.addNode((config) -> config.discovery(false), serverEvents);
        server.listen(true);
        client = net.endpoint(server, clientEvents);
        net.network.run(SECOND);
        net.network.onTransit(this::onTransit);
    }

    static Attack.Result run(final int size)
    {
        final RoamAttack attack = new RoamAttack();
        final int messages = MESSAGES * size;
        final int received = attack.receive(messages);
        if (0 == attack.bytesFrom || 0 == attack.server.counters().get(SystemCounter.ADDRESSES_CHALLENGED))
        {
            throw new IllegalStateException("no false source was taken for a new address");
        }
        return Attack.Result.of(attack.mostFactor, received, messages);
    }

    private int receive(final int messages)
    {
        client.connect(1, server, 1, 1, 1, AttackNetwork.TIMEOUT);
        net.network.run(SECOND);
        final int session = serverEvents.accepted().get(0);
        isOn = true;
        int sent = 0;
        final long untilNs = net.network.nowNs() + 300 * SECOND;
        while (clientEvents.messages().size() < messages && net.network.nowNs() < untilNs)
        {
            while (sent < messages && server.offer(session, new byte[LENGTH]) >= 0)
            {
                sent++;
            }
            net.network.run(AttackNetwork.MILLI);
        }
        return clientEvents.messages().size();
    }

    /** The copy is faster than the frame itself, which arrives, too: the newest frame comes from elsewhere. */
    private int onTransit(final int from, final int to, final MutableDirectBuffer buffer, final int length)
    {
        if (Victim.HOST == to)
        {
            bytesTo += length;
            mostFactor = Math.max(mostFactor, (double)bytesTo / bytesFrom);
            return TransitFilter.DROP;
        }
        if (isOn && from == client.index() && 0 == frames++ % ONE_OF)
        {
            bytesFrom += length;
            net.network.inject(Victim.HOST, to, buffer, 0, length, 0);
        }
        return length;
    }
}
