package io.hopwire.sim;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.component.dht.DhtSettings;
import io.hopwire.component.discovery.LookupMemory;
import io.hopwire.component.payload.BroadcastSettings;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.core.CoreMemory;
import io.hopwire.core.MemoryBudget;
import io.hopwire.crypto.Aead;
import io.hopwire.link.LinkMemory;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.link.LinkTable;
import io.hopwire.routing.RoutingMemory;
import io.hopwire.sim.fault.FaultDriver;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import io.hopwire.test.ReachableSize;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.Operation;
import io.hopwire.wire.compress.TransmissionPacker;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A relay that listens and keeps records, and peers that do to it, all at once, the worst that is known: handshakes
 * that never go on, ever new keys, connects that are never confirmed, sessions that are never used, requests for
 * routes, SHOUTs, STOREs, lies about nodes, acknowledgements that have everything sent again, and bytes without form.
 * Its memory and its work stay within what is configured, and those who are honest have most of what they had without.
 * <p>
 * {@code -Dhopwire.test.hostile=1000} is the size that figures are reported for; with
 * {@code -Dhopwire.test.hostile.real=true} keys are real, which is what memory is reckoned for.
 */
@Tag("long")
class HostileBudgetTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;
    private static final int HOSTILE = Integer.getInteger("hopwire.test.hostile", 100);
    private static final int SECONDS = Integer.getInteger("hopwire.test.hostile.seconds", 6);
    private static final boolean IS_REAL = Boolean.getBoolean("hopwire.test.hostile.real");
    private static final int PAIRS = 10;
    private static final int KINDS = 10;
    private static final int FIRST_HOSTILE = 1 + 2 * PAIRS;
    private static final long MESSAGE_NS = 50 * MS;
    private static final long SEED = Long.getLong("hopwire.test.seed", 16);
    /** A tenth of the limits, as ten times fewer are hostile. */
    private static final int SHARE = Math.max(1, 1000 / HOSTILE);

    /**
     * What those who are honest have of the network.
     */
    private record Good(long messages, long connects, long lookups, long newcomers)
    {
        double least(final Good before)
        {
            return Math.min(
                Math.min((double)messages / before.messages, (double)newcomers / before.newcomers),
                Math.min((double)connects / before.connects, (double)lookups / before.lookups));
        }
    }

    /** Counts what is found besides. */
    private static final class Honest extends RecordingEvents
    {
        private long found;

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            found += Commands.FIND == type && Commands.OK == code ? 1 : 0;
            super.onAnswer(type, correlationId, code, buffer, offset, length);
        }
    }

    /** Nothing that a part of the victim tells is above its limit. */
    private final Inspector limits = new Inspector()
    {
        @Override
        public void level(final String what, final long value, final long limit)
        {
            assertTrue(value >= 0 && value <= limit, what + ": " + value + " of " + limit);
        }
    };

    private SimNetwork network;
    private FaultDriver driver;
    private SimRandom luck;
    private SimNode victim;
    private final RecordingEvents victimEvents = new RecordingEvents();
    private final List<Honest> events = new ArrayList<>();
    private MemoryBudget budget;
    private long connects;
    private long victimConnects;
    private long stores;
    private long pressed;
    private final List<RecordingEvents> newcomers = new ArrayList<>();
    private final Map<Integer, Integer> dialled = new HashMap<>();
    private long peakBytes;
    private int peakAtWorker;
    private int mostAtWorker;
    private long peakSessions;

    @Test
    void memoryAndWorkStayWithinWhatIsConfigured()
    {
        final Good without = run(0);
        final Good with = run(HOSTILE);
        final Counters counters = victim.counters();
        final long received = counters.get(SystemCounter.DATAGRAMS_RECEIVED);
        final long sent = counters.get(SystemCounter.DATAGRAMS_SENT);
        final long shouts = counters.get(SystemCounter.SHOUTS_TAKEN);
        Figures.say("%d hostile, %d s: memory %d of %d KiB; at the worker %d of %d at most, %d handshakes answered, " +
            "%d displaced; %d datagrams came, %d left, %d SHOUTs; links displaced %d; sessions %d at most; " +
            "records %d; messages, connects, look-ups %s, without them %s; rejected %d",
            HOSTILE, SECONDS, peakBytes >> 10, budget.bytes() >> 10, peakAtWorker, mostAtWorker,
            counters.get(SystemCounter.HANDSHAKES_ANSWERED), counters.get(SystemCounter.HANDSHAKES_DISPLACED),
            received, sent, shouts, counters.get(SystemCounter.LINKS_DISPLACED),
            peakSessions, counters.get(SystemCounter.DHT_RECORDS), with, without,
            counters.rejected());
        assertTrue(peakBytes <= budget.bytes(), peakBytes + " bytes, of " + budget);
        assertTrue(peakAtWorker <= mostAtWorker, peakAtWorker + " requests to the worker");
        assertTrue(sent <= 2 * received + shouts * victim.links().upCount(), sent + " of " + received);
        assertTrue(with.least(without) >= 0.8, with + " of " + without);
    }

    private Good run(final int hostile)
    {
        grow(hostile);
        network.run(3 * SECOND);
        for (int i = 0; i < PAIRS; i++)
        {
            honest(i).connect(++connects, honest(PAIRS + i), 5, 1, 1, 5 * SECOND);
            talk(i, connects);
        }
        network.run(2 * SECOND);
        if (hostile > 0)
        {
            driver.start();
            attack(hostile);
        }
        work();
        for (int i = 0; i < SECONDS * 10; i++)
        {
            network.run(SECOND / 10);
            victim.core().inspect(limits);
            peakSessions = Math.max(peakSessions, victim.counters().get(SystemCounter.SESSIONS_OPEN));
            peakBytes = 0 == i % 10 ? Math.max(peakBytes, bytes()) : peakBytes;
        }
        final long messages = events.stream().mapToLong(of -> of.messages().size()).sum();
        return new Good(messages, ended(), events.stream().mapToLong(of -> of.found).sum(),
            newcomers.stream().filter(of -> null != of.outcome(1) && Commands.OK == of.outcome(1).code()).count());
    }

    private long ended()
    {
        long count = 0;
        for (int id = 1 + PAIRS; id <= connects; id++)
        {
            for (final RecordingEvents of : events)
            {
                count += null != of.outcome(id) && Commands.OK == of.outcome(id).code() ? 1 : 0;
            }
        }
        return count;
    }

    private void grow(final int hostile)
    {
        network = new SimNetwork(SimConfig.of(SEED).withNullCrypto(!IS_REAL));
        luck = new SimRandom(SEED);
        driver = new FaultDriver(network, FaultPlan.parse("delay 5ms" + plan(hostile)), SEED);
        connects = 0;
        peakBytes = 0;
        peakAtWorker = 0;
        peakSessions = 0;
        newcomers.clear();
        events.clear();
        victim = driver.addNode(this::limit, victimEvents);
        victim.listen(true);
        for (int i = 0; i < 2 * PAIRS; i++)
        {
            events.add(new Honest());
            join(driver.addNode(config -> config.role(LinkRole.ENDPOINT), events.get(i)));
        }
        network.run(5 * SECOND);
        for (int i = 0; i < hostile; i++)
        {
            join(driver.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), new RecordingEvents()));
        }
        network.watch(new DeliveryWatch()
        {
            @Override
            public void before(final SimNode node)
            {
                // Nothing is known yet.
            }

            @Override
            public void after(final SimNode node)
            {
                peakAtWorker = node == victim ? Math.max(peakAtWorker, node.slowWorkInFlight()) : peakAtWorker;
            }
        });
    }

    /** Of its own: what the nodes of a simulation share is bounded by {@link Limits#MAX_KEPT}. */
    private long bytes()
    {
        return ReachableSize.of(
            victim.core(),
            object -> object instanceof CoreMemory || object instanceof LinkMemory || object instanceof LookupMemory ||
                object instanceof RoutingMemory || object instanceof TransmissionPacker || object instanceof Settings ||
                object.getClass().getName().startsWith("io.hopwire.sim.") && !(object instanceof Aead));
    }

    private void limit(final CoreConfig config)
    {
        config.set(LinkSettings.MAX_LINKS, 1700 / SHARE)
            .set(LinkSettings.MAX_HANDSHAKES, Math.max(16, 256 / SHARE))
            .set(LinkSettings.MAX_TIMESTAMPS, 128)
            .set(LinkSettings.PER_NETWORK, 2)
            .set(SessionSettings.MAX_SESSIONS, 2560 / SHARE)
            .set(SessionSettings.MAX_HANDSHAKES, Math.max(16, 1024 / SHARE))
            .set(SessionSettings.MAX_BUFFERED, (16L << 20) / SHARE)
            .set(CircuitSettings.MAX_CIRCUITS, 16_384 / SHARE)
            .set(CircuitSettings.MAX_SEARCHES, 1024 / SHARE)
            .set(BroadcastSettings.MAX_SEEN, (1 << 18) / SHARE)
            .set(DhtSettings.MAX_BYTES, (1L << 20) / SHARE)
            .set(DhtSettings.MAX_BYTES_OF_WRITER, (1L << 18) / SHARE);
        budget = MemoryBudget.of(config);
        mostAtWorker = MemoryBudget.requests(config);
    }

    /** Each kind is of as many nodes, one kind behind the other; those that the plan knows come first. */
    private static String plan(final int hostile)
    {
        if (0 == hostile)
        {
            return "";
        }
        return "; unconfirmed " + nodes(hostile, 0) + " 20/s; hoarders " + nodes(hostile, 1) + "; greedy " +
            nodes(hostile, 2) + "; liars " + nodes(hostile, 3) + "; attackers " + nodes(hostile, 4) +
            " whisper 50/s; attackers " + nodes(hostile, 5) + " shout 20/s";
    }

    private static String nodes(final int hostile, final int kind)
    {
        return "nodes " + first(hostile, kind) + ".." + (first(hostile, kind + 1) - 1);
    }

    private static int first(final int hostile, final int kind)
    {
        return FIRST_HOSTILE + hostile * kind / KINDS;
    }

    private SimNode honest(final int number)
    {
        return network.node(1 + number);
    }

    private void join(final SimNode node)
    {
        node.listen(true);
        node.bootstrapFrom(victim, true);
    }

    /** Each says something again and again, connects anew, and looks for a key. */
    private void work()
    {
        for (int i = 0; i < PAIRS; i++)
        {
            final SimNode from = honest(i);
            final int number = i;
            from.connect(++connects, 0 == (connects & 1) ? victim : honest(PAIRS + i), 5, 1, 1, 5 * SECOND);
            final long id = connects;
            network.schedule(SECOND * 9 / 10, () -> close(number, id));
            final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
            luck.nextBytes(key.byteArray(), 0, 32);
            from.find(id, key);
        }
        come();
        network.schedule(SECOND, this::work);
    }

    /** Somebody new joins, and connects as soon as he may have a link. */
    private void come()
    {
        final RecordingEvents of = new RecordingEvents();
        newcomers.add(of);
        final SimNode node = driver.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), of);
        join(node);
        network.schedule(SECOND, () -> node.connect(1, victim, 3, 1, 1, 4 * SECOND));
    }

    private void close(final int number, final long id)
    {
        final RecordingEvents.Outcome outcome = events.get(number).outcome(id);
        if (null != outcome && Commands.OK == outcome.code())
        {
            honest(number).close(outcome.sessionId());
        }
    }

    private void talk(final int number, final long id)
    {
        final RecordingEvents.Outcome outcome = events.get(number).outcome(id);
        if (null != outcome && Commands.OK == outcome.code())
        {
            honest(number).offer(outcome.sessionId(), new byte[200]);
        }
        network.schedule(MESSAGE_NS, () -> talk(number, id));
    }

    private void attack(final int hostile)
    {
        network.onTransit(
            (from, to, buffer, length) -> isMute(hostile, from) && FrameTypes.XX_3 == buffer.getByte(0) ?
                TransitFilter.DROP : length);
        for (int i = first(hostile, 2); i < first(hostile, 3); i++)
        {
            feed(network.node(i), ++victimConnects);
        }
        for (int i = FIRST_HOSTILE; i < first(hostile, 2); i++)
        {
            press(network.node(i));
        }
        for (int i = first(hostile, 6); i < FIRST_HOSTILE + hostile; i++)
        {
            act(i, first(hostile, 7), first(hostile, 8), first(hostile, 9));
        }
    }

    /** Besides what they do to everybody, those who never confirm and those who hoard connect to the victim. */
    private void press(final SimNode node)
    {
        node.connect(1_000_000 + ++pressed, victim, 3, 1, 1, 5 * SECOND);
        network.schedule(SECOND / 20, () -> press(node));
    }

    private boolean isMute(final int hostile, final int node)
    {
        return node >= first(hostile, 6) && node < first(hostile, 7);
    }

    /** To who is greedy the victim has something to say. */
    private void feed(final SimNode greedy, final long id)
    {
        victim.connect(id, greedy, 3, 1, 1, 5 * SECOND);
        network.schedule(SECOND, () -> say(id));
    }

    private void say(final long id)
    {
        final RecordingEvents.Outcome outcome = victimEvents.outcome(id);
        if (null != outcome && Commands.OK == outcome.code())
        {
            victim.offer(outcome.sessionId(), new byte[500]);
        }
        network.schedule(20 * MS, () -> say(id));
    }

    /** Handshakes that never go on; ever new keys; records; bytes. */
    private void act(final int number, final int keys, final int records, final int bytes)
    {
        final SimNode node = network.node(number);
        if (number < keys)
        {
            dial(node);
        }
        else if (number < records)
        {
            node.crash();
            node.restart(false);
        }
        else if (number < bytes)
        {
            store(node);
        }
        else
        {
            noise(node);
        }
        final boolean isNew = number >= keys && number < records;
        network.schedule((isNew ? SECOND : SECOND / 50) + luck.nextInt(1000), () -> act(number, keys, records, bytes));
    }

    private void dial(final SimNode node)
    {
        final LinkTable links = node.links();
        links.close(dialled.getOrDefault(node.index(), 0), node.nowNs());
        dialled.put(node.index(), links.open(null, 0, victim.index(), node.nowNs()));
        node.touch();
    }

    private void store(final SimNode node)
    {
        final SignedRecord record = new SignedRecord();
        record.value = "v".repeat(1 + luck.nextInt(500));
        record.timestampMs = network.nowNs() / MS;
        record.isSigned = 0 == (++stores & 1);
        final byte[] bytes = record.bytes();
        bytes[bytes.length - 1] ^= 1;
        final byte[] key = Long.toString(stores).getBytes(StandardCharsets.US_ASCII);
        HostileMessages.send(node, node.links().byKey(victim.publicKey(), 0), HostileMessages.message(
            node, victim.publicKey(), Operation.STORE, (message) -> message
                .putArrayHeader(7).putBinary(new UnsafeBuffer(SignedRecord.address(key)), 0, 32)
                .putBinary(new UnsafeBuffer(key), 0, key.length)
                .putEncoded(new UnsafeBuffer(bytes), 0, bytes.length).putLong(5)
                .putLong(network.nowNs() / MS + stores).putLong(0)));
    }

    private void noise(final SimNode node)
    {
        final byte[] bytes = new byte[1 + luck.nextInt(300)];
        luck.nextBytes(bytes, 0, bytes.length);
        bytes[0] = (byte)luck.nextInt(8);
        network.inject(node.index(), victim.index(), new UnsafeBuffer(bytes), 0, bytes.length, MS);
        HostileMessages.send(node, node.links().byKey(victim.publicKey(), 0), bytes);
        HostileMessages.send(node, node.links().byKey(victim.publicKey(), 0), HostileMessages.message(
            node, victim.publicKey(), Operation.FIND_NODE,
            (message) -> message.putArrayHeader(1).putBinary(victim.publicKey(), 0, 32)));
    }
}
