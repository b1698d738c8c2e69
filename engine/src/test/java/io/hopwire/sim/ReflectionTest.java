package io.hopwire.sim;

import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.sim.nat.SimAddress;
import io.hopwire.spi.Addresses;
import io.hopwire.test.Figures;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A relay that answers each FIND_NODE with as many made-up nodes as an answer holds, all of them at the address of a
 * victim that has nothing to do with the network. Everybody looks something up twice a second, so that the liar is
 * asked as often as can be.
 */
@Tag("simulation")
class ReflectionTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int MINUTES = Integer.getInteger("hopwire.test.reflection.minutes", 3);
    private static final int NODES = 20;
    private static final int LIAR = 7;
    private static final int VICTIM = 5000;
    private static final int BETA = 256;
    private static final int KEY_LENGTH = 32;
    private static final int NAMED = 12;
    private static final int HOSTS = 4000;
    /** Hosts that a node tries in a minute on the word of one neighbour, at the most. */
    private static final int TRIES_A_MINUTE = 256;
    private static final int HEADER = TransmissionFlyweight.HEADER_LENGTH;

    private enum Lie
    {
        /** One address, under ever new keys. */
        ADDRESS,
        /** All ports of the victim. */
        PORTS,
        /** The keys of nodes that are there. */
        KNOWN_KEYS,
        /** Ever other hosts, in networks of their own. */
        HOSTS
    }

    private final SimNetwork network = new SimNetwork(SimConfig.of(3).withNullCrypto(true));
    private final SimRandom random = new SimRandom(3).fork(8);
    private final Map<Integer, Integer> perNode = new HashMap<>();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private long datagrams;
    private long bytes;
    private int lies;
    private int liars = 1;

    @ParameterizedTest
    @EnumSource(Lie.class)
    void oneLiarSetsNobodyOnAVictim(final Lie lie)
    {
        final int most = run(lie);
        assertTrue(most <= (Lie.HOSTS == lie ? TRIES_A_MINUTE : 1) * MINUTES, "datagrams of a node: " + most);
    }

    /** They confirm each other's words. The waits double between tries, each of which has six datagrams at most. */
    @Test
    void twoLiarsDoLittleMore()
    {
        liars = 2;
        final int most = run(Lie.PORTS);
        assertTrue(most <= 6 * (2 + Math.log(60 * MINUTES) / Math.log(2)), "datagrams of a node: " + most);
    }

    private int run(final Lie lie)
    {
        grow();
        network.onTransit((from, to, buffer, length) -> onTransit(lie, from, to, buffer, length));
        int find = 0;
        for (int half = 0; half < 120 * MINUTES; half++)
        {
            for (int i = 0; i < NODES; i++)
            {
                random.nextBytes(key.byteArray(), 0, KEY_LENGTH);
                network.node(i).find(find++, key);
            }
            network.run(SECOND / 2);
        }
        final int most = perNode.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        Figures.say("reflection, %s by %d: %d lies, %d datagrams, %d bytes in %d min, most of a node %d",
            lie, liars, lies, datagrams, bytes, MINUTES, most);
        assertTrue(lies > 100, "lies: " + lies);
        return most;
    }

    private void grow()
    {
        for (int i = 0; i < NODES; i++)
        {
            final SimNode node = network.addNode((config) -> config.role(LinkRole.RELAY), new RecordingEvents());
            if (i > 0)
            {
                node.bootstrapFrom(network.node(0), true);
            }
        }
        network.run(20 * SECOND);
    }

    private int onTransit(
        final Lie lie, final int from, final int to, final MutableDirectBuffer buffer, final int length)
    {
        if (SimAddress.host(to) >= VICTIM)
        {
            final boolean isDeceived = !isLiar(from);
            datagrams += isDeceived ? 1 : 0;
            bytes += isDeceived ? length : 0;
            perNode.merge(from, isDeceived ? 1 : 0, Integer::sum);
            return length;
        }
        final int offset = FrameTypes.DATA_HEADER_LENGTH;
        final boolean isQuestion = isLiar(to) && length > FrameTypes.DATA_OVERHEAD + HEADER &&
            0 == buffer.getByte(offset) && FrameTypes.DATA == FrameFlyweight.frameType(buffer, 0) &&
            Operation.FIND_NODE == MessageFlyweight.operation(buffer, offset + HEADER, BETA);
        if (!isQuestion)
        {
            return length;
        }
        final byte[] target = new byte[KEY_LENGTH];
        final int payload = offset + HEADER + MessageFlyweight.headerLength(BETA);
        // Behind the array's header and that of the key.
        buffer.getBytes(payload + 3, target);
        network.schedule(0, () -> lieTo(lie, to, from, target));
        return TransitFilter.DROP;
    }

    private void lieTo(final Lie lie, final int liar, final int asker, final byte[] target)
    {
        final UnsafeBuffer answer = new UnsafeBuffer(new byte[1400]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(answer, 0, answer.capacity(), BETA);
        final int payload = encoder.beginMessage(
            network.node(liar).publicKey(), 0, network.node(asker).publicKey(), 0, Operation.ACK, false);
        final MsgPackEncoder packed = new MsgPackEncoder().wrap(answer, payload, encoder.payloadCapacity());
        packed.putArrayHeader(2 + NAMED).putLong(Operation.FIND_NODE)
            .putBinary(new UnsafeBuffer(target), 0, KEY_LENGTH);
        for (int i = 0; i < NAMED; i++)
        {
            makeUp(lie, i);
            putInfo(packed);
        }
        encoder.commitMessage(packed.length());
        final int length = encoder.finish();
        final Link link = network.node(liar).links().byKey(network.node(asker).publicKey(), 0);
        if (null != link)
        {
            lies++;
            network.node(liar).links().send(link, answer, 0, length, network.nowNs());
            network.node(liar).touch();
        }
    }

    private void makeUp(final Lie lie, final int number)
    {
        if (liars > 1)
        {
            // All of them say the same.
            final SimRandom same = new SimRandom(network.nowNs() / SECOND).fork(number);
            same.nextBytes(key.byteArray(), 0, KEY_LENGTH);
            network.addresses().copyTo(SimAddress.of(VICTIM, same.nextInt(1000)), address, 0);
            return;
        }
        random.nextBytes(key.byteArray(), 0, KEY_LENGTH);
        if (Lie.KNOWN_KEYS == lie)
        {
            key.putBytes(0, network.node(random.nextInt(NODES)).publicKey(), 0, KEY_LENGTH);
        }
        final int slot = Lie.PORTS == lie ? random.nextInt(1000) : 0;
        final int host = VICTIM + (Lie.HOSTS == lie ? random.nextInt(HOSTS) : 0);
        network.addresses().copyTo(SimAddress.of(host, slot), address, 0);
    }

    private boolean isLiar(final int node)
    {
        return node >= LIAR && node < LIAR + liars;
    }

    private void putInfo(final MsgPackEncoder packed)
    {
        packed.putArrayHeader(3).putBinary(key, 0, KEY_LENGTH).putBinary(address, 0, Addresses.IP_LENGTH)
            .putLong(address.getShort(Addresses.PORT_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF);
    }
}
