package io.hopwire.perf;

import io.hopwire.component.session.SessionSettings;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.Tampering;
import org.agrona.MutableDirectBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * Ten endpoints, each behind a relay of its own, that take all places of a listener by sessions which they never use,
 * or connect and never confirm it. Twenty others connect, have something to say, and stay.
 */
final class ListenerAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final int ATTACKERS = 10;
    private static final int PLACES = 128;
    private static final int HONEST = 20;
    private static final int CONNECTS_PER_SECOND = 10;

    private static final long HONEST_EVERY_NS = SECOND / 4;

    private final AttackNetwork net = new AttackNetwork(16);
    private final List<SimNode> attackers = new ArrayList<>();
    private final RecordingEvents serverEvents = new RecordingEvents();
    private final RecordingEvents honestEvents = new RecordingEvents();
    private final SimNode server;
    private final SimNode honest;
    private long connects;

    private ListenerAttack(final int places)
    {
        net.network.allowTampering();
        final List<SimNode> relays = new ArrayList<>();
        for (int i = 0; i <= ATTACKERS; i++)
        {
            relays.add(net.relay(NodeSetup.DEFAULTS));
        }
        server = net.endpoint(
            relays.get(0), serverEvents, (config) -> config.set(SessionSettings.MAX_SESSIONS, places));
        server.listen(true);
        for (int i = 1; i <= ATTACKERS; i++)
        {
            server.bootstrapFrom(relays.get(i), true);
        }
        for (int i = 0; i < ATTACKERS; i++)
        {
            attackers.add(net.endpoint(relays.get(i), new RecordingEvents()));
        }
        honest = net.endpoint(relays.get(ATTACKERS), honestEvents);
        net.network.run(3 * SECOND);
    }

    static Attack.Result run(final int size, final boolean isUnconfirmed)
    {
        final ListenerAttack attack = new ListenerAttack(isUnconfirmed ? SessionSettings.MAX_SESSIONS.defaultValue() :
            PLACES * size);
        return isUnconfirmed ? attack.connectWithoutConfirming(size) : attack.hoard(PLACES * size);
    }

    private Attack.Result connectWithoutConfirming(final int size)
    {
        attackers.forEach((attacker) -> attacker.hostility().begin(new Mute()));
        final long forNs = 5L * size * SECOND + HONEST * HONEST_EVERY_NS;
        for (final SimNode attacker : attackers)
        {
            net.repeat(SECOND / CONNECTS_PER_SECOND, net.network.nowNs() + forNs, () -> connect(attacker));
        }
        net.network.run(5 * size * SECOND);
        final int ok = connectHonest();
        return Attack.Result.of((serverEvents.accepted().size() - ok) / (double)connects, ok, HONEST);
    }

    private Attack.Result hoard(final int places)
    {
        for (int i = 0; i < places; i++)
        {
            connect(attackers.get(i % ATTACKERS));
            net.network.run(SECOND / 100);
        }
        net.network.run(SECOND);
        final int ok = connectHonest();
        return Attack.Result.of(honestEvents.closed().size() / (double)HONEST, ok, HONEST);
    }

    private void connect(final SimNode attacker)
    {
        attacker.connect(++connects, server, 3, 1, 1, AttackNetwork.TIMEOUT);
    }

    private int connectHonest()
    {
        for (int i = 0; i < HONEST; i++)
        {
            honest.connect(i, server, 3, 1, 1, AttackNetwork.TIMEOUT);
            net.network.run(HONEST_EVERY_NS);
            if (AttackNetwork.isOk(honestEvents, i))
            {
                honest.offer(honestEvents.outcome(i).sessionId(), new byte[1]);
            }
        }
        net.network.run(AttackNetwork.TIMEOUT);
        return AttackNetwork.succeeded(honestEvents, 0, HONEST);
    }

    /** Not a packet of any of its sessions leaves. */
    private static final class Mute implements Tampering
    {
        @Override
        public boolean onPacket(final MutableDirectBuffer plaintext, final int offset, final int length)
        {
            return false;
        }
    }
}
