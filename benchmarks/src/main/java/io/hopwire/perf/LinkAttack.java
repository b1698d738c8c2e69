package io.hopwire.perf;

import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.NatType;

import java.util.ArrayList;
import java.util.List;

/**
 * As many keys as a relay has places for links, in ten networks, dial it again at once where they are put out; eight
 * sessions of others run over it, and twenty newcomers come.
 */
final class LinkAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final int PLACES = 96;
    private static final int NETWORKS = 10;
    private static final int SENDERS = 8;
    private static final int NEWCOMERS = 20;
    private static final int DIALS_PER_SECOND = 160;

    private final AttackNetwork net = new AttackNetwork(21);
    private final List<SimNode> attackers = new ArrayList<>();
    private final List<SimNode> senders = new ArrayList<>();
    private final RecordingEvents senderEvents = new RecordingEvents();
    private final SimNode relay;
    private final SimNode server;
    private int dials;

    private LinkAttack(final int places)
    {
        relay = net.relay((config) -> config.set(LinkSettings.MAX_LINKS, places).set(LinkSettings.PER_NETWORK, 2));
        server = net.endpoint(relay, new RecordingEvents());
        server.listen(true);
        for (int i = 0; i < SENDERS; i++)
        {
            senders.add(net.endpoint(relay, senderEvents));
        }
        final List<Nat> nats = new ArrayList<>();
        for (int i = 0; i < NETWORKS; i++)
        {
            nats.add(net.network.addNat(NatType.FULL_CONE.config()));
        }
        for (int i = 0; i < places; i++)
        {
            attackers.add(net.network.addNode(
                (config) -> config.role(LinkRole.ENDPOINT).discovery(false),
                (node) -> new RecordingEvents(), nats.get(i % NETWORKS)));
        }
        net.network.run(2 * SECOND);
    }

    static Attack.Result run(final int size)
    {
        final LinkAttack attack = new LinkAttack(PLACES * size);
        final int ok = attack.come();
        return Attack.Result.of((double)attack.senderEvents.closed().size() / NEWCOMERS, ok, NEWCOMERS);
    }

    private int come()
    {
        for (int i = 0; i < SENDERS; i++)
        {
            senders.get(i).connect(i, server, 3, 1, 1, AttackNetwork.TIMEOUT);
        }
        net.network.run(2 * SECOND);
        final long untilNs = net.network.nowNs() + 40 * SECOND;
        net.repeat(SECOND / DIALS_PER_SECOND, untilNs, this::dial);
        net.repeat(SECOND, untilNs, this::talk);
        net.network.run(10 * SECOND);
        final RecordingEvents events = new RecordingEvents();
        for (int i = 0; i < NEWCOMERS; i++)
        {
            final SimNode newcomer = net.endpoint(relay, events);
            final int number = i;
            net.network.schedule(SECOND, () -> newcomer.connect(number, server, 3, 1, 1, AttackNetwork.TIMEOUT));
            net.network.run(SECOND / 2);
        }
        net.network.run(AttackNetwork.TIMEOUT + SECOND);
        return AttackNetwork.succeeded(events, 0, NEWCOMERS);
    }

    /** The next of them that has no link. */
    private void dial()
    {
        for (int i = 0; i < attackers.size(); i++)
        {
            final SimNode attacker = attackers.get(dials++ % attackers.size());
            if (null == attacker.links().anyByKey(relay.publicKey(), 0))
            {
                attacker.links().open(relay.publicKey(), 0, relay.index(), attacker.nowNs());
                attacker.touch();
                return;
            }
        }
    }

    private void talk()
    {
        for (int i = 0; i < SENDERS; i++)
        {
            if (AttackNetwork.isOk(senderEvents, i))
            {
                senders.get(i).offer(senderEvents.outcome(i).sessionId(), new byte[1]);
            }
        }
    }
}
