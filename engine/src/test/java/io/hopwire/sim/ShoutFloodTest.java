package io.hopwire.sim;

import io.hopwire.component.payload.BroadcastSettings;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Allocations;
import io.hopwire.test.Figures;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Neighbours that say far more than they may: recordings, messages in wrong names, old ones and those of a clock that
 * is ahead, at the rate of a line. {@code -Dhopwire.shout.flood=10000000
 * -Dhopwire.shout.rate=20000} is the full size.
 */
@Tag("simulation")
class ShoutFloodTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MICRO = 1000;
    private static final long LIFETIME_US = 30_000_000L;
    private static final int FLOOD = Integer.getInteger("hopwire.shout.flood", 400_000);
    /** Messages a second that a liar sends over each of its links. */
    private static final int RATE = Integer.getInteger("hopwire.shout.rate", 2000);
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final int BATCH = 8;
    private static final int BETA = 256;
    private static final int NAMES = 1000;

    private final SimRandom random = new SimRandom(SEED).fork(52);
    private final Flooder flooder = new Flooder();

    /**
     * Liar, relay and whom the relay passes it on to, for minutes in which what was seen is forgotten many times. Half
     * of what the liar says was said before, up to two minutes ago; the rest is new, in anybody's name, with a number
     * from a minute ago to a minute ahead. A stranger without a link says it, too.
     */
    @Test
    void nothingIsPassedOnTwiceNorWhenItIsTooOld()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(SEED).withNullCrypto(true));
        network.addNode(config -> config.discovery(false), new RecordingEvents());
        final Witness relay = new Witness(network);
        final Witness end = new Witness(network);
        network.addNode(config -> config.discovery(false), relay).bootstrapFrom(network.node(0), true);
        network.addNode(config -> config.discovery(false), end).bootstrapFrom(network.node(1), true);
        network.run(5 * SECOND);
        final long[] said = new long[1 << 18];
        int made = 0;
        for (int sent = 0; sent < FLOOD; sent += BATCH)
        {
            flooder.begin(network.node(0).publicKey());
            for (int i = 0; i < BATCH; i++)
            {
                final boolean isAgain = made > 0 && 0 == random.nextInt(2);
                final int at = isAgain ? random.nextInt(Math.min(made, said.length)) : made++ % said.length;
                said[at] = isAgain ? said[at] :
                    network.nowNs() / MICRO + random.nextLong(4 * LIFETIME_US) - 2 * LIFETIME_US;
                flooder.add((int)(said[at] % NAMES), said[at]);
            }
            flooder.send(network, 0, 1);
            if (0 == sent % 100)
            {
                network.inject(77, 1, flooder.frame, 0, flooder.length, 0);
            }
            network.run(SECOND / 500);
        }
        network.run(SECOND);
        final SimNode node = network.node(1);
        final long seen = node.counters().get(SystemCounter.SHOUTS_SEEN);
        final long expired = node.counters().get(RejectCode.SHOUT_EXPIRED);
        final long rate = node.counters().get(RejectCode.SHOUT_RATE);
        final long taken = node.counters().get(SystemCounter.SHOUTS_TAKEN);
        Figures.say("%d SHOUTs of a liar in %d s: taken %d, seen before %d, too old or early %d, too many %d; " +
            "passed on twice %d, when expired %d", FLOOD, FLOOD / BATCH / 500, taken, seen, expired, rate,
            end.twice, end.late);
        assertEquals(FLOOD, taken + seen + expired + rate, "each is told apart");
        assertTrue(taken > FLOOD / 100 && seen > FLOOD / 100 && expired > FLOOD / 4, "all kinds of them came");
        assertTrue(network.injected() > 0, "nor has a stranger been heard");
        assertEquals(taken, relay.heard);
        // On the way some get old, and others come too close behind each other.
        final SimNode last = network.node(2);
        assertEquals(taken, end.heard +
            last.counters().get(RejectCode.SHOUT_RATE) + last.counters().get(RejectCode.SHOUT_EXPIRED));
        assertEquals(0, relay.twice + end.twice);
        assertEquals(0, relay.late + end.late);
    }

    /**
     * One identity floods over one link, four or sixteen, with another message each time, beside honest SHOUTs. What a
     * node passes on in a second is bounded by what each neighbour may say of one sender, and honest ones are heard.
     * Then the same in made-up names, where the bound is what a neighbour may say at all.
     */
    @ParameterizedTest
    @CsvSource({"1, false", "4, false", "16, false", "1, true", "4, true", "16, true"})
    void aFloodIsNotMoreThanItsShareAndDrownsNobody(final int links, final boolean isMadeUp)
    {
        final int nodes = 60;
        final int seconds = 4;
        final ShoutNetwork net = new ShoutNetwork(SEED);
        net.draw(nodes, 3, config -> config.discovery(false));
        final SimNode liar = net.network.addNode(config -> config.discovery(false), new RecordingEvents());
        for (int i = 0; i < links; i++)
        {
            liar.bootstrapFrom(net.network.node(3 * i), true);
        }
        net.network.run(3 * SECOND);
        final long share =
            (isMadeUp ? BroadcastSettings.PER_LINK : BroadcastSettings.PER_ORIGIN).defaultValue();
        final SimRandom names = random.fork(links);
        net.network.simulator().every(SECOND * BATCH / RATE, () ->
        {
            for (int i = 0; i < links; i++)
            {
                flooder.begin(liar.publicKey());
                for (int j = 0; j < BATCH; j++)
                {
                    final long number = net.network.nowNs() / MICRO + 31 * i + j;
                    if (isMadeUp)
                    {
                        flooder.add(names.nextInt(Integer.MAX_VALUE), number);
                    }
                    else
                    {
                        flooder.add(liar.publicKey(), number);
                    }
                }
                flooder.sendNow(net.network, nodes, 3 * i);
            }
            return true;
        });
        long heard = 0;
        double worst = 0;
        for (int second = 0; second < seconds; second++)
        {
            net.shout(1 + second);
            heard += net.hearers().cardinality() - 1;
            net.network.run(SECOND / 2);
        }
        for (int i = 0; i < nodes; i++)
        {
            final SimNode node = net.network.node(i);
            final int degree = node.links().upCount();
            // Each has a second's worth in store at first.
            final long most = Math.min(links, degree) * share * (1 + seconds) * (degree - 1) + seconds * degree;
            worst = Math.max(worst, (double)node.counters().get(SystemCounter.SHOUTS_SENT) / most);
        }
        final double coverage = (double)heard / seconds / (nodes - 1);
        Figures.say("%s, %d links, %d SHOUTs a second: a node passes on at most %.2f of what its neighbours " +
            "may say, %d a second each; %.2f %% of honest ones heard",
            isMadeUp ? "made-up names" : "one identity", links, RATE * links, worst, share,
            100 * coverage);
        assertTrue(worst <= 1, "of what it may " + worst);
        assertTrue(worst > 0.8, "there was no flood " + worst);
        // Nothing tells made-up names from others: where there are more than a link may carry, some of each are lost.
        assertTrue(coverage >= (isMadeUp && links > 1 ? 0.8 : 0.99), "coverage " + coverage);
    }

    /** Operations that nobody owns and names that nobody has: answered by no more than they brought, and forgotten. */
    @Test
    void whatIsUnknownLeavesNothingBehind()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(SEED).withNullCrypto(true));
        final NodeSetup setup = config -> config.discovery(false).set(BroadcastSettings.LIFETIME, SECOND);
        network.addNode(setup, new Witness(null));
        network.addNode(setup, new Witness(null)).bootstrapFrom(network.node(0), true);
        network.addNode(setup, new Witness(null)).bootstrapFrom(network.node(1), true);
        network.run(5 * SECOND);
        final int perRound = 2000;
        final int[] turn = new int[1];
        final SimNode node = network.node(1);
        final long[] bytes = new long[2];
        final long allocated = Allocations.minimumPerRound(20, 10, 1, () ->
        {
            final long sent = node.counters().get(SystemCounter.BYTES_SENT);
            final long received = node.counters().get(SystemCounter.BYTES_RECEIVED);
            for (int i = 0; i < perRound; i += BATCH)
            {
                flooder.begin(network.node(0).publicKey());
                for (int j = 0; j < BATCH; j++)
                {
                    final int kind = turn[0]++ % 4;
                    flooder.operation = 0 == kind ? Operation.SHOUT : Operation.LAST_RESERVED - kind + 1;
                    flooder.add(turn[0], network.nowNs() / MICRO + j);
                }
                flooder.sendNow(network, 0, 1);
                network.run(SECOND / 500);
            }
            network.run(SECOND / 10);
            bytes[0] += node.counters().get(SystemCounter.BYTES_SENT) - sent;
            bytes[1] += node.counters().get(SystemCounter.BYTES_RECEIVED) - received;
        });
        final long unknown = node.counters().get(RejectCode.OPERATION);
        Figures.say("%d messages with unknown operations, %d SHOUTs of unknown names: %d B allocated by the last " +
            "2,000 of them; bytes sent by bytes received %.2f", unknown, turn[0] - unknown, allocated,
            (double)bytes[0] / bytes[1]);
        assertEquals(turn[0] / 4 * 3L, unknown);
        assertEquals(0, allocated);
        assertTrue(bytes[0] <= 1.5 * bytes[1], bytes[0] + " bytes for " + bytes[1]);
    }

    /** Puts together transmissions that no node would make. */
    private static final class Flooder
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[1200]);
        int length;
        int operation = Operation.SHOUT;
        private final UnsafeBuffer name = new UnsafeBuffer(new byte[BETA / Byte.SIZE]);
        private final TransmissionEncoder encoder = new TransmissionEncoder();
        private final MsgPackEncoder payload = new MsgPackEncoder();
        private DirectBuffer to;

        void begin(final DirectBuffer toWhom)
        {
            to = toWhom;
            encoder.wrap(frame, 0, frame.capacity(), BETA);
        }

        void add(final int nameNumber, final long number)
        {
            name.putInt(0, nameNumber);
            add(name, number);
        }

        void add(final DirectBuffer sender, final long number)
        {
            final int at = encoder.beginMessage(sender, 0, to, 0, operation, false);
            payload.wrap(frame, at, encoder.payloadCapacity());
            payload.putArrayHeader(2).putLong(number & 7).putLong(number);
            encoder.commitMessage(payload.length());
        }

        void send(final SimNetwork network, final int from, final int to)
        {
            length = encoder.finish();
            network.schedule(0, () -> transmit(network, from, to));
            network.run(1);
        }

        void sendNow(final SimNetwork network, final int from, final int to)
        {
            length = encoder.finish();
            transmit(network, from, to);
        }

        private void transmit(final SimNetwork network, final int from, final int to)
        {
            final LinkTable links = network.node(from).links();
            final Link over = links.byKey(network.node(to).publicKey(), 0);
            links.send(over, frame, 0, length, network.nowNs());
        }
    }

    /** Hears what nobody may hear twice, nor too late; without a network only that there was something. */
    private static final class Witness extends RecordingEvents
    {
        long heard;
        long twice;
        long late;
        private final SimNetwork networkOrNull;
        private final LongHashSet all = new LongHashSet();
        private final MsgPackDecoder decoder = new MsgPackDecoder();

        Witness(final SimNetwork networkOrNull)
        {
            this.networkOrNull = networkOrNull;
        }

        @Override
        public boolean onShout(
            final DirectBuffer buffer,
            final int keyOffset,
            final long number,
            final int valueOffset,
            final int valueLength)
        {
            heard++;
            if (null != networkOrNull)
            {
                // Of one number there is one message: its name and its value follow from it.
                twice += all.add(number) ? 0 : 1;
                final long ageUs = networkOrNull.nowNs() / MICRO - number;
                late += ageUs > LIFETIME_US || ageUs < -LIFETIME_US ? 1 : 0;
                late += (number & 7) != decoder.wrap(buffer, valueOffset, valueLength).readLong() ? 1 : 0;
            }
            return true;
        }
    }
}
