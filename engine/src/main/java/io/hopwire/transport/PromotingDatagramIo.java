package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;

import java.io.IOException;
import java.net.PortUnreachableException;

/**
 * One socket for everybody, and connected ones for the peers that most of the traffic is with: a send to them saves the
 * kernel the search for the way.
 * <pre>
 *                           ┌─ connected socket ◄──► a hot peer
 *   receive, send ──────────┼─ connected socket ◄──► another
 *                           └─ first socket     ◄──► all others
 * </pre>
 * <b>Who is hot.</b> Only an address that somebody retains, which a link does and a stranger does not: whoever floods
 * us must not choose. A peer is promoted when its datagrams outnumber those of all others that are not hot by
 * {@link #PROMOTE_AT} in one count (Misra and Gries, Finding repeated elements: as many candidates as there are places,
 * each counted up by its own datagrams, all counted down by others'). It is demoted when nobody else retains its
 * address, when it was silent for {@link #DEMOTE_AFTER} reads, or when it is silent and another peer has become hot. A
 * connected socket is bound to one address of ours and one way out, and both can vanish. So a peer is also demoted when
 * the socket fails, and when sends to it went unanswered for {@link #UNANSWERED_NS}; the first socket finds the way.
 * <p>
 * <b>How they are polled.</b> While a hot peer talks, the first socket is looked at every {@link #FIRST_EVERY} reads,
 * and before the connected ones, so it can not starve; when all hot peers are silent it is looked at each time. A look
 * that finds nothing is a system call during which the next datagram waits. So while two hot peers talk in a way that
 * lets {@link NextSpeaker} know whose turn it is, only that one is looked at, and every {@link #ALL_EVERY} reads the
 * other one first.
 * <p>
 * Two peers, as a relay between two has: each connected socket is one poll more, and costs all datagrams of strangers a
 * comparison in the kernel. Not thread-safe.
 */
final class PromotingDatagramIo implements DatagramIo
{
    static final int PROMOTE_AT = 4096;
    static final int FIRST_EVERY = 16;
    static final int ALL_EVERY = 4;
    static final int MAX_HOT = 2;
    static final long UNANSWERED_NS = 1_000_000_000L;
    private static final int SILENT_AFTER = 64;
    private static final int DEMOTE_AFTER = 1 << 18;
    private static final int MAX_SKIPS = 1024;
    private static final int SILENT_READS = 4;
    private static final int MAX_DRAINED = 8192;
    private static final int NOBODY = Addresses.NULL_ID;

    /**
     * Makes a way to the kernel over a socket that is connected to a peer.
     */
    interface Promotion
    {
        /**
         * Open a connected socket.
         *
         * @param addressId of the peer.
         * @return the way over it.
         * @throws IOException where the system refuses.
         */
        Connected promote(int addressId) throws IOException;
    }

    /**
     * A way to one peer.
     */
    interface Connected extends DatagramIo, AutoCloseable
    {
        @Override
        void close();
    }

    private final DatagramIo first;
    private final Promotion promotion;
    private final AddressTable addresses;
    private final Counters counters;
    private final NanoClock clock;
    private final Connected[] hot = new Connected[MAX_HOT];
    private final int[] hotIds = {NOBODY, NOBODY};
    private final int[] silences = new int[MAX_HOT];
    /* When the first send left that nothing has answered; where isUnanswered says that there is one. */
    private final long[] unansweredNs = new long[MAX_HOT];
    private final boolean[] isUnanswered = new boolean[MAX_HOT];
    private final int[] candidateIds = {NOBODY, NOBODY};
    private final int[] votes = new int[MAX_HOT];
    private final NextSpeaker speaker = new NextSpeaker(MAX_HOT);
    private DatagramIo last;
    private int hotCount;
    private int turn;
    private int sinceFirst;
    private int sinceAll;
    private int skips;
    private int nextSkips = 1;
    private int segmentLength;
    private int toDrain;

    PromotingDatagramIo(
        final DatagramIo first,
        final Promotion promotion,
        final AddressTable addresses,
        final Counters counters,
        final NanoClock clock)
    {
        this.clock = clock;
        this.first = first;
        this.promotion = promotion;
        this.addresses = addresses;
        this.counters = counters;
        last = first;
    }

    @Override
    public int receive() throws IOException
    {
        if (0 == hotCount)
        {
            return first.receive();
        }
        if (toDrain > 0 || ++sinceFirst >= FIRST_EVERY)
        {
            final int length = receiveFirstInTurn();
            if (length >= 0)
            {
                return length;
            }
        }
        if (speaker.isTrusted())
        {
            turn = speaker.guess();
            if (++sinceAll < ALL_EVERY && silences[turn] <= SILENT_AFTER)
            {
                return receiveHot(turn);
            }
        }
        final int length = receiveHotInTurn();
        return length < 0 && sinceFirst > 0 && areAllSilent() ? receiveFirstInTurn() : length;
    }

    @Override
    public int internSource()
    {
        final int addressId = last.internSource();
        if (last == first && null != promotion && NOBODY != addressId)
        {
            vote(addressId);
        }
        return addressId;
    }

    @Override
    public int send(final int addressId, final int offset, final int length) throws IOException
    {
        for (int i = 0; i < hotCount; i++)
        {
            if (hotIds[i] == addressId)
            {
                return sendHot(i, offset, length);
            }
        }
        return first.send(addressId, offset, length);
    }

    @Override
    public void segmentLength(final int length) throws IOException
    {
        segmentLength = length;
        first.segmentLength(length);
        for (int i = 0; i < hotCount; i++)
        {
            hot[i].segmentLength(length);
        }
    }

    @Override
    public void ttl(final int hops) throws IOException
    {
        first.ttl(hops);
    }

    private int sendHot(final int index, final int offset, final int length) throws IOException
    {
        final int addressId = hotIds[index];
        if (silences[index] > SILENT_READS && isUnanswered(index))
        {
            demote(index);
            return first.send(addressId, offset, length);
        }
        try
        {
            return hot[index].send(addressId, offset, length);
        }
        catch (final PortUnreachableException ex)
        {
            throw ex;
        }
        catch (final IOException ex)
        {
            if (0 != segmentLength)
            {
                // Perhaps it is only the cutting that is refused: the sender tries again without.
                throw ex;
            }
            demote(index);
            return first.send(addressId, offset, length);
        }
    }

    private boolean isUnanswered(final int index)
    {
        final long nowNs = clock.nanoTime();
        if (!isUnanswered[index])
        {
            isUnanswered[index] = true;
            unansweredNs[index] = nowNs;
        }
        return nowNs - unansweredNs[index] >= UNANSWERED_NS;
    }

    /**
     * Close the connected sockets; the first is its owner's.
     */
    void close()
    {
        while (hotCount > 0)
        {
            demote(hotCount - 1);
        }
    }

    /**
     * What a hot peer sent before it had a socket of its own comes before what it sends now; but a flood of others must
     * not keep it waiting.
     */
    private int receiveFirstInTurn() throws IOException
    {
        final int length = receiveFirst();
        toDrain = length < 0 ? 0 : Math.max(0, toDrain - 1);
        if (length < 0)
        {
            demoteWhoIsGone();
        }
        return length;
    }

    private int receiveFirst() throws IOException
    {
        sinceFirst = 0;
        last = first;
        return first.receive();
    }

    private int receiveHotInTurn()
    {
        sinceAll = 0;
        int length = UNAVAILABLE;
        for (int i = 0; i < hotCount && length < 0; i++)
        {
            turn = turn + 1 < hotCount ? turn + 1 : 0;
            length = receiveHot(turn);
        }
        return length;
    }

    private int receiveHot(final int index)
    {
        last = hot[index];
        final int length;
        try
        {
            length = hot[index].receive();
        }
        catch (final PortUnreachableException ignore)
        {
            // The peer's port is closed at this moment. The link's own timeout decides what that means.
            silences[index]++;
            return UNAVAILABLE;
        }
        catch (final IOException ignore)
        {
            demote(index);
            return UNAVAILABLE;
        }
        if (length < 0)
        {
            silences[index]++;
        }
        else
        {
            silences[index] = 0;
            isUnanswered[index] = false;
            speaker.heard(index);
        }
        return length;
    }

    private boolean areAllSilent()
    {
        for (int i = 0; i < hotCount; i++)
        {
            if (silences[i] <= SILENT_AFTER)
            {
                return false;
            }
        }
        return true;
    }

    private void vote(final int addressId)
    {
        int free = MAX_HOT;
        for (int i = 0; i < MAX_HOT; i++)
        {
            if (candidateIds[i] == addressId)
            {
                if (++votes[i] >= PROMOTE_AT)
                {
                    votes[i] = 0;
                    elect(addressId);
                }
                return;
            }
            free = 0 == votes[i] ? i : free;
        }
        if (free < MAX_HOT)
        {
            candidateIds[free] = addressId;
            votes[free] = 1;
            return;
        }
        for (int i = 0; i < MAX_HOT; i++)
        {
            votes[i]--;
        }
    }

    private void elect(final int addressId)
    {
        if (0 == addresses.retains(addressId) || isHot(addressId) || !makeRoom())
        {
            return;
        }
        if (skips > 0)
        {
            skips--;
            return;
        }
        Connected connected = null;
        try
        {
            connected = promotion.promote(addressId);
            connected.segmentLength(segmentLength);
            addresses.retain(addressId);
            hot[hotCount] = connected;
            hotIds[hotCount] = addressId;
            silences[hotCount] = 0;
            isUnanswered[hotCount] = false;
            hotCount++;
            nextSkips = 1;
            speaker.reset();
            toDrain = MAX_DRAINED;
            counters.increment(SystemCounter.PEERS_PROMOTED);
        }
        catch (final IOException | TransportException ex)
        {
            // Nothing but speed is lost; the system is asked again, ever more seldom.
            skips = nextSkips;
            nextSkips = Math.min(MAX_SKIPS, 2 * nextSkips);
            counters.increment(SystemCounter.PROMOTIONS_REFUSED);
            CloseHelper.quietClose(connected);
        }
    }

    private boolean isHot(final int addressId)
    {
        for (int i = 0; i < hotCount; i++)
        {
            if (hotIds[i] == addressId)
            {
                return true;
            }
        }
        return false;
    }

    private boolean makeRoom()
    {
        for (int i = 0; hotCount == MAX_HOT && i < hotCount; i++)
        {
            if (silences[i] > SILENT_AFTER)
            {
                demote(i);
            }
        }
        return hotCount < MAX_HOT;
    }

    private void demoteWhoIsGone()
    {
        for (int i = hotCount - 1; i >= 0; i--)
        {
            if (1 == addresses.retains(hotIds[i]) || silences[i] > DEMOTE_AFTER)
            {
                demote(i);
            }
        }
    }

    private void demote(final int index)
    {
        last = first;
        addresses.release(hotIds[index]);
        hot[index].close();
        hotCount--;
        hot[index] = hot[hotCount];
        hotIds[index] = hotIds[hotCount];
        silences[index] = silences[hotCount];
        unansweredNs[index] = unansweredNs[hotCount];
        isUnanswered[index] = isUnanswered[hotCount];
        hot[hotCount] = null;
        hotIds[hotCount] = NOBODY;
        speaker.reset();
    }
}
