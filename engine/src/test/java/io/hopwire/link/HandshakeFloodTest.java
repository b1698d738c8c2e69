package io.hopwire.link;

import io.hopwire.sim.NullCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node whose places for handshakes are taken by somebody who shows, cookie and all, that he is where he says, begins
 * one handshake by XX after the other, and never goes on. Who comes honestly gets a link, who has one keeps it, and the
 * node opens its own.
 * <p>
 * {@code -Dhopwire.test.handshakes=N} has so many places.
 */
class HandshakeFloodTest
{
    private static final long MS = LinkNet.MS;
    private static final long SECOND = 1000 * MS;
    private static final int PLACES = Integer.getInteger("hopwire.test.handshakes", 256);
    private static final int PEOPLE = 20;
    private static final int FIRST_ADDRESS = 1000;
    private static final int ADDRESSES = 60_000;
    private static final int NETWORK_OF_PEOPLE = 1 << 24;
    private static final int ROUND_TRIP_OF_ATTACKER_MS = 20;
    private static final int MAC = FrameTypes.MAC_LENGTH;

    /** Where the attackers are. A place is one that strangers may have. */
    private enum Place
    {
        ONE_HOST(1), TEN_HOSTS(10), HOST_A_PLACE(PLACES * 3 / 4 * 3 / 4), MORE_HOSTS(PLACES), EVER_NEW(ADDRESSES);

        private final int hosts;

        Place(final int hosts)
        {
            this.hosts = hosts;
        }
    }

    private final LinkNet net = new LinkNet(new NullCrypto(), 77);
    private final LinkNode node = net.addNode(config());
    private final HandshakeMacs macs =
        new HandshakeMacs(LinkNet.config().withAddress(node.publicKey).agreement(), node.publicKeyBuffer, 32);
    private final UnsafeBuffer frame = new UnsafeBuffer(firstMessage());
    private final List<LinkNode> people = new ArrayList<>();
    private long attackNs;
    private int hosts;
    private int attacks;

    private static LinkSetup config()
    {
        return LinkNet.config().with(LinkSettings.MAX_LINKS, 1024).with(LinkSettings.MAX_HANDSHAKES, PLACES);
    }

    @ParameterizedTest
    @CsvSource({
        "ONE_HOST, 400", "TEN_HOSTS, 400", "HOST_A_PLACE, 400", "MORE_HOSTS, 400", "EVER_NEW, 400",
        "ONE_HOST, 4000", "TEN_HOSTS, 4000", "HOST_A_PLACE, 4000" })
    void whoNeverGoesOnKeepsNobodyOut(final Place place, final int perSecond)
    {
        final int in = come(place, perSecond);
        assertEquals(PEOPLE, in);
        assertTrue(node.get(RejectCode.HANDSHAKE_COOKIE) > 0, "the node is under load");
    }

    /** Of ever new networks, more than a node can let wait for a round trip: chance decides, and who tries again. */
    @ParameterizedTest
    @CsvSource({ "EVER_NEW, 1000", "MORE_HOSTS, 1000" })
    void ofMoreNetworksThanThereIsRoomForNobodyWinsAlways(final Place place, final int perSecond)
    {
        assertTrue(come(place, perSecond) >= PEOPLE / 2);
    }

    /**
     * While the worker is busy with first messages of strangers, one who has a link is heard when he wants new keys,
     * and the node begins what it wants itself.
     */
    @Test
    void strangersLeaveRoomAtTheWorker()
    {
        net.minDelayNs = MS;
        net.maxDelayNs = MS;
        for (int i = 0; i < PEOPLE; i++)
        {
            net.open(person(i), node, true);
        }
        net.run(SECOND);
        node.workNs = 10 * SECOND;
        attack(Place.EVER_NEW, 4000);
        net.run(SECOND);
        final long refused = node.get(RejectCode.HANDSHAKE_LIMIT);
        assertTrue(refused > 0, "strangers have no room any more");
        final int inFlight = node.requests.inFlight();
        assertEquals(PLACES * 3 / 4 * 3 / 4, inFlight);
        net.open(node, person(PEOPLE), false);
        assertEquals(inFlight + 1, node.requests.inFlight());
        net.tap = (source, targetId, datagram) -> true;
        net.run(3 * SECOND);
        assertTrue(node.requests.inFlight() >= inFlight + 1 + PEOPLE, "those who have links are heard");
    }

    private int come(final Place place, final int perSecond)
    {
        net.minDelayNs = 25 * MS;
        net.maxDelayNs = 50 * MS;
        attack(place, perSecond);
        net.run(6 * SECOND);
        for (int i = 0; i < PEOPLE; i++)
        {
            final LinkNode newcomer = person(i);
            net.open(newcomer, node, false);
            net.run(SECOND / 4);
        }
        net.run(5 * SECOND);
        final long in = people.stream().filter(newcomer -> 1 == newcomer.ups && 1 == newcomer.table.upCount()).count();
        Figures.say("%d places, %d handshakes a second of %s that never go on: %d of %d newcomers have a link, %s",
            PLACES, perSecond, place, in, PEOPLE, node.rejects());
        assertEquals(in, node.table.upCount());
        return (int)in;
    }

    @ParameterizedTest
    @EnumSource(names = { "ONE_HOST", "HOST_A_PLACE", "EVER_NEW" })
    void whoHasALinkRenewsItsKeysAndTheNodeOpensItsOwn(final Place place)
    {
        net.minDelayNs = 25 * MS;
        net.maxDelayNs = 50 * MS;
        for (int i = 0; i < PEOPLE; i++)
        {
            net.open(person(i), node, true);
        }
        net.run(SECOND);
        assertEquals(PEOPLE, node.table.upCount());
        attack(place, 4000);
        for (int i = 0; i < PEOPLE; i++)
        {
            net.open(node, person(PEOPLE + i), 0 == i % 2);
            net.run(SECOND);
        }
        final long lost = people.stream().filter(person -> 1 != person.table.upCount()).count();
        final long renewed = people.stream().mapToLong(person -> person.get(SystemCounter.HANDSHAKES_INITIATED)).sum();
        Figures.say("4000 handshakes a second of %s: %d links lost, %d handshakes of those who have one, %d links",
            place, lost, renewed, node.table.upCount());
        assertEquals(0, lost);
        assertEquals(2 * PEOPLE, node.table.upCount());
        assertTrue(renewed > 4 * PEOPLE, "keys are renewed");
    }

    /** Whoever has proved his address, and goes on or not, as often as he may and from as many hosts as he has. */
    @ParameterizedTest
    @CsvSource({ "1, 1", "100, 1", "100, 100", "10000, 40" })
    void aNetworkHasNoMoreKeyAgreementsThanItsShare(final int addresses, final int networks)
    {
        final int seconds = 10;
        final LinkNode loaded = net.addNode(config().with(LinkSettings.COOKIE_THRESHOLD, -1));
        final int perSecond = Settings.DEFAULTS.get(LinkSettings.HANDSHAKES_OF_NETWORK);
        net.tap = (source, targetId, datagram) ->
        {
            if (FrameTypes.COOKIE == datagram[0])
            {
                net.at(net.nowNs, () -> proveTo(loaded, targetId, datagram));
            }
            return false;
        };
        for (int i = 0; i < addresses; i++)
        {
            net.addresses.place(FIRST_ADDRESS + i, i % networks, i / networks);
        }
        for (int i = 0; i < 4000 * seconds; i++)
        {
            put(FIRST_ADDRESS + i % addresses, null);
            net.deliver(loaded, FIRST_ADDRESS + i % addresses, frame.byteArray());
            net.run(SECOND / 4000);
        }
        final long made = loaded.get(SystemCounter.HANDSHAKES_ANSWERED);
        final int most = networks * (perSecond * seconds + perSecond / 4);
        Figures.say("%d addresses in %d networks, 4,000 first messages a second: %d key agreements in %d s, at most %d",
            addresses, networks, made, seconds, most);
        assertTrue(made <= most && made >= perSecond * seconds, made + " key agreements, at most " + most);
        assertTrue(loaded.get(RejectCode.HANDSHAKE_SHARE) > 0);
        loaded.assertBalance();
    }

    /** Its keys are renewed every three seconds, and good for seven. */
    private LinkNode person(final int number)
    {
        final int addressId = 200 + number;
        net.addresses.place(addressId, NETWORK_OF_PEOPLE + number, 0);
        final byte[] privateKey = new byte[32];
        net.random.nextBytes(privateKey, 0, privateKey.length);
        final LinkSetup setup = config().with(LinkSettings.REKEY_AFTER, 3 * SECOND)
            .with(LinkSettings.REJECT_AFTER, 7 * SECOND);
        people.add(net.addNode(setup, privateKey, addressId));
        return people.get(people.size() - 1);
    }

    private void attack(final Place place, final int perSecond)
    {
        hosts = place.hosts;
        attackNs = SECOND / perSecond;
        for (int i = 0; i < ADDRESSES; i++)
        {
            net.addresses.place(FIRST_ADDRESS + i, 1 + i % hosts, 0);
        }
        net.tap = (source, targetId, datagram) ->
        {
            if (FrameTypes.COOKIE == datagram[0] && targetId >= FIRST_ADDRESS)
            {
                net.at(net.nowNs + ROUND_TRIP_OF_ATTACKER_MS * MS, () -> prove(targetId, datagram));
            }
            return targetId < FIRST_ADDRESS;
        };
        begin();
    }

    private void begin()
    {
        final int addressId = FIRST_ADDRESS + attacks++ % ADDRESSES;
        put(addressId, null);
        net.deliver(node, addressId, frame.byteArray());
        net.at(net.nowNs + attackNs, this::begin);
    }

    private void prove(final int addressId, final byte[] cookie)
    {
        proveTo(node, addressId, cookie);
    }

    private void proveTo(final LinkNode target, final int addressId, final byte[] cookie)
    {
        put(addressId, new UnsafeBuffer(cookie));
        net.deliver(target, addressId, frame.byteArray());
    }

    /** The index of the sender is the address: who answers is told which message is meant. */
    private void put(final int addressId, final UnsafeBuffer cookieOrNull)
    {
        final int noiseLength = FrameFlyweight.noiseLength(frame, 0);
        FrameFlyweight.putHandshakeHeader(frame, 0, FrameTypes.XX_1, 0, addressId, noiseLength);
        final int mac2 = frame.capacity() - MAC;
        macs.put(macs.networkKey(), frame, 0, mac2 - MAC, frame, mac2 - MAC);
        frame.setMemory(mac2, MAC, (byte)0);
        if (null != cookieOrNull)
        {
            macs.put(cookieOrNull, FrameFlyweight.cookieOffset(0), frame, 0, mac2, frame, mac2);
        }
    }

    private static byte[] firstMessage()
    {
        final LinkPair pair = new LinkPair(new NullCrypto(), 5);
        final List<byte[]> sent = new ArrayList<>();
        pair.tap = (source, targetId, datagram) -> sent.add(datagram);
        pair.open(pair.a, pair.b, false);
        pair.run(MS);
        assertEquals(FrameTypes.XX_1, sent.get(0)[0]);
        return sent.get(0);
    }
}
