package io.hopwire.agent;

import io.hopwire.PeerInfo;
import io.hopwire.PublicKey;
import io.hopwire.spi.Commands;
import io.hopwire.transport.AddressTable;
import io.hopwire.transport.AddressText;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * When names are looked up, and what the node is told, over a resolver and a time of our own.
 */
class BootstrapNamesTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final PublicKey KEY =
        new PublicKey("a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a");

    private final Map<String, String[]> zone = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<List<String>> told = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<PeerInfo> links = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private final AddressTable table = new AddressTable(64, true, 1, 2);
    private Executor executor = Runnable::run;
    private boolean hasRoom = true;
    private long nowNs = 1000 * SECOND;
    private final BootstrapNames names = new BootstrapNames(
        this::resolve, (task) -> executor.execute(task), () -> List.copyOf(links), table, this::submit, notes::add);

    @Test
    void familiesTakeTurnsAndThatOfIpv6IsFirst()
    {
        assertEquals(
            List.of("[2001:db8:0:0:0:0:0:1]:4", "10.0.0.1:4", "[2001:db8:0:0:0:0:0:2]:4", "10.0.0.2:4", "10.0.0.3:4"),
            inTurn("10.0.0.1", "10.0.0.2", "2001:db8::1", "10.0.0.3", "2001:db8::2"));
        assertEquals(List.of("10.0.0.1:4"), inTurn("10.0.0.1"));
        assertEquals(List.of("[2001:db8:0:0:0:0:0:1]:4"), inTurn("2001:db8::1"));
        assertEquals(8, inTurn("1.0.0.1", "1.0.0.2", "1.0.0.3", "1.0.0.4", "1.0.0.5", "1.0.0.6", "1.0.0.7", "1.0.0.8",
            "1.0.0.9").size());
    }

    @Test
    void nodeIsToldOfEveryAddressOnce()
    {
        zone.put("relay", new String[]{ "10.0.0.1", "2001:db8::1" });
        add(0, null, "relay:4");
        runFor(30);
        assertEquals(List.of(List.of("[2001:db8:0:0:0:0:0:1]:4", "10.0.0.1:4")), told);
        zone.put("relay", new String[]{ "2001:db8::1", "10.0.0.1" });
        runFor(120);
        assertEquals(1, told.size());
    }

    @Test
    void looksGetRarerUntilOneAMinuteIsLeft()
    {
        zone.put("relay", new String[]{ "10.0.0.1" });
        add(0, null, "relay:4");
        runFor(64);
        // At 0, 2, 6, 14, 30 and 62 s.
        assertEquals(6, asked.size());
        runFor(600);
        assertEquals(16, asked.size());
    }

    @Test
    void nameIsLeftAloneWhileThereIsALinkAndLookedUpAtOnceWhenItIsGone()
    {
        zone.put("relay", new String[]{ "10.0.0.1" });
        zone.put("keyed", new String[]{ "10.0.0.2" });
        add(0, null, "relay:4");
        add(1, KEY, "keyed:4");
        runFor(2);
        assertEquals(2, told.size());
        links.add(new PeerInfo(KEY, "10.0.0.1:4", true, 1));
        asked.clear();
        runFor(1000);
        assertEquals(List.of(), asked);
        zone.put("relay", new String[]{ "10.0.0.9" });
        links.clear();
        runFor(2);
        assertEquals(List.of("relay", "keyed"), asked);
        assertEquals(List.of("10.0.0.9:4"), told.get(2));
        assertEquals(3, told.size());
    }

    @Test
    void nameThatCanNotBeResolvedIsSaidOnceAndTriedAgainWhileTheOthersGoOn()
    {
        zone.put("good", new String[]{ "10.0.0.1" });
        add(0, null, "bad:4");
        add(1, null, "good:4");
        runFor(100);
        assertEquals(List.of(List.of("10.0.0.1:4")), told);
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).contains("bad:4 can not be resolved"), notes.get(0));
        zone.put("bad", new String[]{ "10.0.0.2" });
        runFor(60);
        assertEquals(List.of("10.0.0.2:4"), told.get(1));
        zone.remove("bad");
        runFor(100);
        assertEquals(2, notes.size());
        assertTrue(notes.get(1).contains("any more"), notes.get(1));
        assertEquals(2, told.size());
    }

    @Test
    void lookUpThatHangsHoldsUpNobodyAndIsNotBegunTwice()
    {
        zone.put("slow", new String[]{ "10.0.0.1" });
        executor = held::add;
        add(0, null, "slow:4");
        runFor(100);
        assertEquals(1, held.size());
        held.remove(0).run();
        assertEquals(1, told.size());
        runFor(60);
        assertEquals(1, held.size());
    }

    @Test
    void answerThatComesAfterTheEndIsToldNobody()
    {
        zone.put("slow", new String[]{ "10.0.0.1" });
        executor = held::add;
        add(0, null, "slow:4");
        runFor(2);
        names.close();
        held.remove(0).run();
        assertEquals(List.of(), told);
        assertEquals(List.of(), notes);
    }

    @Test
    void nodeWithoutRoomIsToldAtTheNextLook()
    {
        zone.put("relay", new String[]{ "10.0.0.1" });
        add(0, null, "relay:4");
        hasRoom = false;
        runFor(2);
        assertEquals(0, told.size());
        hasRoom = true;
        runFor(10);
        assertEquals(1, told.size());
    }

    @Test
    void cacheOfTheJvmThatOutlivesOurPatienceIsANote()
    {
        final String property = "sun.net.inetaddr.ttl";
        assertNull(BootstrapNames.cacheNote());
        try
        {
            System.setProperty(property, "-1");
            assertTrue(BootstrapNames.cacheNote().contains("for ever"));
            System.setProperty(property, "3600");
            assertTrue(BootstrapNames.cacheNote().contains("for 3600 s"));
            System.setProperty(property, "30");
            assertNull(BootstrapNames.cacheNote());
        }
        finally
        {
            System.clearProperty(property);
        }
    }

    private void add(final int number, final PublicKey keyOrNull, final String text)
    {
        names.add(number, keyOrNull, AddressText.parsePeer(text));
    }

    private void runFor(final int seconds)
    {
        for (int i = 0; i < seconds; i += 2)
        {
            names.look(nowNs);
            nowNs += 2 * SECOND;
        }
    }

    private InetAddress[] resolve(final String host) throws UnknownHostException
    {
        asked.add(host);
        final String[] texts = zone.get(host);
        if (null == texts)
        {
            throw new UnknownHostException(host);
        }
        return addresses(texts);
    }

    private boolean submit(final PendingCommand command)
    {
        if (!hasRoom)
        {
            return false;
        }
        command.onTaken(null);
        final Commands.Bootstrap bootstrap =
            new Commands.Bootstrap().wrap(command.command(), 0, command.command().capacity());
        final List<String> addresses = new ArrayList<>();
        for (int i = 0; i < bootstrap.addressCount(); i++)
        {
            addresses.add(AddressText.format(table.socketAddress(bootstrap.addressId(i))));
        }
        return told.add(addresses);
    }

    private static List<String> inTurn(final String... texts)
    {
        return BootstrapNames.inTurn(addresses(texts), 4).stream().map(AddressText::format).toList();
    }

    private static InetAddress[] addresses(final String... texts)
    {
        final InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++)
        {
            addresses[i] = new InetSocketAddress(texts[i], 0).getAddress();
        }
        return addresses;
    }
}
