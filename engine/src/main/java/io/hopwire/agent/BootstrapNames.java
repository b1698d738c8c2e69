package io.hopwire.agent;

import io.hopwire.PeerInfo;
import io.hopwire.PublicKey;
import io.hopwire.spi.Limits;
import io.hopwire.transport.AddressTable;
import io.hopwire.transport.AddressText;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The bootstrap peers that are configured by name. A name is looked up at the start, and again whenever there is no
 * link to its peer: at once when the link is gone, and then ever more seldom. The core is told of all its addresses,
 * those of the two families in turn (RFC 8305, section 4). A name that can not be resolved is a note, and is tried
 * again with the others.
 * <p>
 * In front of the system's resolver is the JVM's own memory, which keeps an address for 30 s where nothing else is
 * configured ({@code networkaddress.cache.ttl}). So the looks that follow the first one reach beyond that; where it is
 * configured to keep addresses for longer, {@link #cacheNote()} says so.
 */
final class BootstrapNames implements Lookout.Sight
{
    /** From a first look-up to the next; doubles with each. */
    static final long FIRST_WAIT_NS = 2_000_000_000L;
    /** Longest wait between two look-ups. */
    static final long MAX_WAIT_NS = 60_000_000_000L;

    private final List<Name> names = new ArrayList<>();
    private final NameResolver resolver;
    private final Executor executor;
    private final Supplier<List<PeerInfo>> links;
    private final AddressTable addresses;
    private final Predicate<PendingCommand> submit;
    private final Consumer<String> notePrinter;
    private boolean closed;

    /**
     * @param resolver    may block.
     * @param executor    of look-ups: one that takes long must not hold up the others.
     * @param links       that are up.
     * @param addresses   of the node; ids are made on its thread.
     * @param submit      hands a command to the node; false where there is no room.
     * @param notePrinter told of names that can not be used.
     */
    BootstrapNames(
        final NameResolver resolver,
        final Executor executor,
        final Supplier<List<PeerInfo>> links,
        final AddressTable addresses,
        final Predicate<PendingCommand> submit,
        final Consumer<String> notePrinter)
    {
        this.resolver = resolver;
        this.executor = executor;
        this.links = links;
        this.addresses = addresses;
        this.submit = submit;
        this.notePrinter = notePrinter;
    }

    /**
     * Before the first look.
     *
     * @param number    of the peer.
     * @param keyOrNull its key.
     * @param text      its name and port.
     */
    void add(final int number, final PublicKey keyOrNull, final AddressText text)
    {
        names.add(new Name(number, keyOrNull, text));
    }

    boolean isEmpty()
    {
        return names.isEmpty();
    }

    @Override
    public synchronized void look(final long nowNs)
    {
        for (final Name name : names)
        {
            name.sayIfInVain();
            if (name.isLinked(links.get()))
            {
                name.waitNs = 0;
            }
            else if (!name.isLooking && (0 == name.waitNs || nowNs - name.lookedNs >= name.waitNs))
            {
                name.lookedNs = nowNs;
                name.waitNs = 0 == name.waitNs ? FIRST_WAIT_NS : Math.min(MAX_WAIT_NS, 2 * name.waitNs);
                name.isLooking = true;
                executor.execute(() -> lookUp(name));
            }
        }
    }

    @Override
    public synchronized void close()
    {
        closed = true;
    }

    /**
     * What is wrong with the JVM's memory of names.
     *
     * @return null where nothing is.
     */
    static String cacheNote()
    {
        final String ofSecurity = Security.getProperty("networkaddress.cache.ttl");
        final String text = null == ofSecurity ? System.getProperty("sun.net.inetaddr.ttl") : ofSecurity;
        try
        {
            final long seconds = null == text ? 0 : Integer.parseInt(text.trim());
            return seconds >= 0 && seconds * 1_000_000_000L <= MAX_WAIT_NS ? null :
                "hopwire: this JVM keeps the addresses of names for " + (seconds < 0 ? "ever" : seconds + " s") +
                " (networkaddress.cache.ttl): a bootstrap name that moves is not followed before";
        }
        catch (final NumberFormatException ex)
        {
            return null;
        }
    }

    private void lookUp(final Name name)
    {
        InetAddress[] hosts = {};
        try
        {
            hosts = resolver.resolve(name.text.host());
        }
        catch (final UnknownHostException ignore)
        {
            // Whoever could know may be silent, or not be there yet: it is asked again.
        }
        finally
        {
            onAnswer(name, inTurn(hosts, name.text.port()));
        }
    }

    /** Under the lock, so that nothing reaches a node that is being taken apart. */
    private synchronized void onAnswer(final Name name, final List<InetSocketAddress> found)
    {
        name.isLooking = false;
        if (closed)
        {
            return;
        }
        if (found.isEmpty())
        {
            name.sayUnknown();
            return;
        }
        name.isUnknownSaid = false;
        if (!name.isKnownAt(found))
        {
            tell(name, found);
        }
    }

    private void tell(final Name name, final List<InetSocketAddress> found)
    {
        final BootstrapCommand command =
            new BootstrapCommand(name.number, name.keyOrNull, addresses, name.text.kind(), found);
        if (submit.test(command))
        {
            name.told = command;
            name.known = found;
        }
    }

    /**
     * An address of IPv6, one of IPv4, and so on, each family in the resolver's order, as many as a peer may have.
     */
    static List<InetSocketAddress> inTurn(final InetAddress[] hosts, final int port)
    {
        final List<InetSocketAddress> ipv6 = new ArrayList<>();
        final List<InetSocketAddress> ipv4 = new ArrayList<>();
        for (final InetAddress host : hosts)
        {
            (host instanceof Inet6Address ? ipv6 : ipv4).add(new InetSocketAddress(host, port));
        }
        final List<InetSocketAddress> all = new ArrayList<>();
        for (int i = 0; i < Math.max(ipv6.size(), ipv4.size()); i++)
        {
            all.addAll(ipv6.subList(Math.min(i, ipv6.size()), Math.min(i + 1, ipv6.size())));
            all.addAll(ipv4.subList(Math.min(i, ipv4.size()), Math.min(i + 1, ipv4.size())));
        }
        return List.copyOf(all.subList(0, Math.min(all.size(), Limits.MAX_ADDRESSES_OF_PEER)));
    }

    private final class Name
    {
        private final int number;
        private final PublicKey keyOrNull;
        private final AddressText text;
        private List<InetSocketAddress> known = List.of();
        private BootstrapCommand told;
        private long lookedNs;
        /* From the last look-up to the next one, 0 for at once. */
        private long waitNs;
        private boolean isLooking;
        private boolean isUnknownSaid;

        private Name(final int number, final PublicKey keyOrNull, final AddressText text)
        {
            this.number = number;
            this.keyOrNull = keyOrNull;
            this.text = text;
        }

        /** Without a key it is taken to be whoever is at one of its addresses. */
        private boolean isLinked(final List<PeerInfo> peers)
        {
            return peers.stream().anyMatch((peer) -> null == keyOrNull ?
                known.stream().anyMatch((address) -> AddressText.format(text.kind(), address).equals(peer.address())) :
                keyOrNull.equals(peer.key()));
        }

        /** Servers of names change the order at every question. */
        private boolean isKnownAt(final List<InetSocketAddress> found)
        {
            return found.size() == known.size() && known.containsAll(found);
        }

        private void sayUnknown()
        {
            if (!isUnknownSaid)
            {
                isUnknownSaid = true;
                notePrinter.accept("hopwire: the name of bootstrap peer " + text + " can not be resolved" +
                    (known.isEmpty() ? "" : " any more; until it can, its last addresses are tried") +
                    "; it is looked up again and again");
            }
        }

        private void sayIfInVain()
        {
            if (null != told && told.isAnswered())
            {
                if (told.isInVain())
                {
                    notePrinter.accept("hopwire: bootstrap peer " + text + " can not be reached from here: " + known +
                        " are of the other address family, or of UDP, for which there is no socket");
                }
                told = null;
            }
        }
    }
}
