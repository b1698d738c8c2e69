package io.hopwire.delivery;

/**
 * The packets that ask for an acknowledgement, in the order in which they left, each with what it carried: numbers
 * that its user gave and gets back when the packet is acknowledged or lost. A packet is lost once
 * {@link #PACKET_THRESHOLD} that were sent later are acknowledged, or one of them and time enough has passed (RFC 9002,
 * section 6.1). They are counted, where RFC 9002 compares numbers: three that arrived in order say more than the one
 * that came first of many that overtake each other. What is lost is remembered for a while: if its acknowledgement
 * comes after all, the repetition was needless, and nobody needs to wait for it.
 * <p>
 * A packet was overtaken if an acknowledgement that told all had not named it though it named one sent later. How long
 * such a packet took is what {@link RttEstimator} adapts both thresholds by.
 * <pre>
 *        base               lost                 end
 *    ....|  L  A  L  L  A   | F  A  F  F  F  F   |
 *           lost or acked     in flight or acked
 * </pre>
 * A packet that was skipped is one that never left. Who acknowledges it makes acknowledgements up.
 * <p>
 * What becomes of a packet's contents is told to a {@link SentHandler}.
 */
public final class SentPackets
{
    /** Reordering that is not taken for loss. */
    public static final int PACKET_THRESHOLD = 3;
    /** Nothing to wait for. */
    public static final long NEVER = Long.MAX_VALUE;
    /** As path of a packet: the only one, or several at once. */
    public static final int NO_PATH = 0;
    /** The highest number of a path. */
    public static final int MAX_PATH = PathFlight.PATHS - 1;

    private static final int INITIAL_PACKETS = 4;
    private static final int CHECK_MASK = 63;
    private static final int IN_FLIGHT = 1;
    private static final int LOST = 2;
    private static final int ACKED = 3;
    private static final int SKIPPED = 4;

    private final CongestionControl congestion;
    private final int maxPackets;

    private final SentHandler handler;
    private final BlackHole hole;
    private final PacketRing packets = new PacketRing(INITIAL_PACKETS);
    private long base;
    private long lost;
    private long end;

    private final ContentRing contents = new ContentRing(INITIAL_PACKETS);
    private final LossPeriod period = new LossPeriod();

    private int packetsInFlight;
    private long bytesInFlight;
    private int skipped;
    private long newestSkipped;
    private int acknowledged;
    private long newestAcked = -1;
    private long told = -1;
    private long sampleSentNs;
    private boolean hasSample;
    /** Acknowledged packets at {@link #lost} and behind it. */
    private int ackedBehind;
    private long overtakenSentNs;
    private boolean hasOvertaken;
    /** Null until a packet takes one of several paths. */
    private PathFlight paths;

    /**
     * Without packets.
     *
     * @param maxPackets packets remembered at most, a power of two of {@value #INITIAL_PACKETS} or more.
     * @param congestion told of every packet.
     * @param handler    told of what they carried.
     * @param hole       told how long those are that are lost and those that arrive.
     */
    public SentPackets(
        final int maxPackets, final CongestionControl congestion, final SentHandler handler, final BlackHole hole)
    {
        assert maxPackets >= INITIAL_PACKETS && Integer.bitCount(maxPackets) == 1;
        this.maxPackets = maxPackets;
        this.congestion = congestion;
        this.handler = handler;
        this.hole = hole;
    }

    /**
     * Whether another packet can be remembered. Where not, the oldest is still in flight.
     *
     * @return true if there is room.
     */
    public boolean hasRoom()
    {
        return end - base < maxPackets || packets.state(base) != IN_FLIGHT;
    }

    /**
     * {@return whether the congestion window has room for another packet, and so many are not in flight that there
     * would be none to remember those that repeat them}
     */
    public boolean maySend()
    {
        return 2 * packetsInFlight < maxPackets && congestion.maySend(packetsInFlight, bytesInFlight);
    }

    /** {@return bytes that may be in flight} */
    public long window()
    {
        return congestion.window();
    }

    /**
     * What is sent from now on takes another path.
     *
     * @param nowNs now.
     */
    public void onNewPath(final long nowNs)
    {
        period.clear();
        hole.clear();
        congestion.onNewPath(nowNs);
    }

    /**
     * The next packet will carry this.
     *
     * @param content a number that means something to the caller.
     */
    public void carry(final long content)
    {
        contents.add(content);
    }

    /**
     * A packet left, with all that was to be carried.
     *
     * @param packetNumber its number, above all before.
     * @param length       bytes that count as in flight.
     * @param nowNs        when.
     */
    public void onSent(final long packetNumber, final int length, final long nowNs)
    {
        onSent(packetNumber, length, NO_PATH, nowNs);
    }

    /**
     * A packet left by one of several paths, with all that was to be carried.
     *
     * @param packetNumber its number, above all before.
     * @param length       bytes that count as in flight.
     * @param path         1 to {@link #MAX_PATH}, or {@link #NO_PATH}.
     * @param nowNs        when.
     */
    public void onSent(final long packetNumber, final int length, final int path, final long nowNs)
    {
        if (path != NO_PATH)
        {
            paths = null == paths ? new PathFlight() : paths;
            paths.onSent(path, length);
        }
        append(packetNumber, length, path, nowNs, IN_FLIGHT);
        congestion.onSent(bytesInFlight, nowNs);
        hole.onSent(length, nowNs);
        packetsInFlight++;
        bytesInFlight += length;
        assert 0 != (end & CHECK_MASK) || isConsistent();
    }

    /**
     * No packet has this number. It is not remembered, and naming it not found out, where it would take the last place:
     * that belongs to the packet which {@link #hasRoom()} promised one.
     *
     * @param packetNumber the number, above all before.
     * @param nowNs        now.
     */
    public void onSkipped(final long packetNumber, final long nowNs)
    {
        if (end - base < maxPackets - 1)
        {
            append(packetNumber, 0, NO_PATH, nowNs, SKIPPED);
            skipped++;
            newestSkipped = packetNumber;
        }
    }

    /**
     * Whether an acknowledgement names only what was sent.
     *
     * @param ack        what it says.
     * @param nextNumber number of the next packet.
     * @return false if its sender lies.
     */
    public boolean isPossible(final AckCursor ack, final long nextNumber)
    {
        return ack.isPossible(nextNumber) && (skipped == 0 || !namesSkipped(ack));
    }

    /**
     * An acknowledgement came, new or old. The handler is told what the packets carried that it was the first to
     * acknowledge.
     *
     * @param ack   one that {@link #isPossible}.
     * @param nowNs now.
     * @return how many it was the first to acknowledge.
     */
    public int onAck(final AckCursor ack, final long nowNs)
    {
        final long inFlight = bytesInFlight;
        acknowledged = 0;
        hasSample = false;
        ack.rewind();
        while (base < end && ack.next() && ack.last() >= packets.number(base))
        {
            acknowledge(ack.first(), ack.last(), inFlight, nowNs);
        }
        if (ack.isComplete())
        {
            told = Math.max(told, ack.newest());
        }
        leave();
        assert 0 != (end & CHECK_MASK) || isConsistent();
        return acknowledged;
    }

    /**
     * Declare lost what must be by now, and tell the handler what it carried.
     *
     * @param nowNs           now.
     * @param lossDelayNs     of {@link RttEstimator#lossDelayNs()}.
     * @param packetThreshold of {@link RttEstimator#packetThreshold()}.
     * @return when to look again, or {@link #NEVER}.
     */
    public long detectLosses(final long nowNs, final long lossDelayNs, final int packetThreshold)
    {
        while (lost < end)
        {
            if (packets.state(lost) == IN_FLIGHT)
            {
                final long lossNs = packets.sentNs(lost) + lossDelayNs;
                if (packets.number(lost) >= told)
                {
                    return NEVER;
                }
                if (ackedBehind < packetThreshold && lossNs - nowNs > 0)
                {
                    return lossNs;
                }
                lose();
                period.onLost(packets.sentNs(lost));
                period.confirm();
                congestion.onLost(packets.sentNs(lost), nowNs);
            }
            passLost();
        }
        return NEVER;
    }

    /**
     * Tell the congestion control what is known after {@link #detectLosses}: that packets are lost indeed that a
     * timeout took for lost, and whether all was for so long that the path is not what it was.
     *
     * @param persistentNs of {@link RttEstimator#persistentNs()}.
     * @param nowNs        now.
     */
    public void detectCongestion(final long persistentNs, final long nowNs)
    {
        final long timedOutNs = period.takeTimedOut();
        if (timedOutNs != LossPeriod.NONE)
        {
            congestion.onLost(timedOutNs, nowNs);
        }
        if (period.takeLongest() > persistentNs)
        {
            congestion.onPersistentCongestion(nowNs);
        }
    }

    /**
     * Nothing was heard for a probe timeout: take the oldest packets for lost, though they may only be late, and
     * tell the handler what they carried.
     *
     * @param count most packets.
     * @param nowNs now.
     */
    public void onProbeTimeout(final int count, final long nowNs)
    {
        int left = count;
        while (lost < end && left > 0)
        {
            if (packets.state(lost) == IN_FLIGHT)
            {
                lose();
                left--;
                period.onTimedOut(packets.sentNs(lost));
            }
            passLost();
        }
        congestion.onProbeTimeout(nowNs);
    }

    /**
     * Whoever has not acknowledged a lost packet by now will not.
     *
     * @param beforeNs packets sent until then are forgotten.
     */
    public void forgetLost(final long beforeNs)
    {
        while (base < lost && (isOver(base) ||
            (packets.state(base) == LOST && packets.sentNs(base) - beforeNs <= 0)))
        {
            forgetOldest();
        }
    }

    /**
     * Lowest number that an acknowledgement of would be of use.
     *
     * @param nextNumber number of the next packet.
     * @return the number, at most that one.
     */
    public long floor(final long nextNumber)
    {
        return base == end ? nextNumber : packets.number(base);
    }

    /**
     * Whether the last {@link #onAck} acknowledged a packet newer than all acknowledged before: only such a one
     * measures a round trip.
     *
     * @return true if there is a {@link #sampleSentNs()}.
     */
    public boolean hasSample()
    {
        return hasSample;
    }

    /** {@return when the newest packet that the last acknowledgement named was sent} */
    public long sampleSentNs()
    {
        return sampleSentNs;
    }

    /**
     * How long the slowest took of the packets that were overtaken and were acknowledged since this was asked last.
     *
     * @param nowNs when {@link #onAck} was called.
     * @return nanoseconds, or 0 where there are none.
     */
    public long takeOvertakenNs(final long nowNs)
    {
        final long tookNs = hasOvertaken ? Math.max(1, nowNs - overtakenSentNs) : 0;
        hasOvertaken = false;
        return tookNs;
    }

    /** {@return packets in flight} */
    public int packetsInFlight()
    {
        return packetsInFlight;
    }

    /** {@return bytes in flight} */
    public long bytesInFlight()
    {
        return bytesInFlight;
    }

    /**
     * {@return bytes in flight by one of several paths}
     *
     * @param path 1 to {@link #MAX_PATH}.
     */
    public long bytesInFlight(final int path)
    {
        return null == paths ? 0 : paths.bytes(path);
    }

    /**
     * {@return how many packets were lost by one of several paths since anything arrived by it}
     *
     * @param path 1 to {@link #MAX_PATH}.
     */
    public int lostInARow(final int path)
    {
        return null == paths ? 0 : paths.lostInARow(path);
    }

    /**
     * Something that is not remembered here has arrived by one of several paths.
     *
     * @param path 1 to {@link #MAX_PATH}.
     */
    public void onArrived(final int path)
    {
        if (null != paths)
        {
            paths.onArrived(path);
        }
    }

    /** {@return packets remembered} */
    public int size()
    {
        return (int)(end - base);
    }

    private boolean namesSkipped(final AckCursor ack)
    {
        ack.rewind();
        while (ack.next() && ack.last() >= packets.number(base))
        {
            if (skipped == 1 ? ack.names(newestSkipped) : namesSkipped(ack.first(), ack.last()))
            {
                return true;
            }
        }
        return false;
    }

    private boolean namesSkipped(final long first, final long last)
    {
        for (long packet = packets.find(first, base, end); packet < end && packets.number(packet) <= last; packet++)
        {
            if (packets.state(packet) == SKIPPED)
            {
                return true;
            }
        }
        return false;
    }

    private void acknowledge(final long first, final long last, final long inFlight, final long nowNs)
    {
        for (long packet = packets.find(first, base, end); packet < end && packets.number(packet) <= last; packet++)
        {
            final int state = packets.state(packet);
            if (state == IN_FLIGHT)
            {
                packetsInFlight--;
                bytesInFlight -= packets.length(packet);
                ackedBehind++;
                congestion.onAcked(packets.length(packet), packets.sentNs(packet), inFlight, nowNs);
                if (null != paths && packets.path(packet) != NO_PATH)
                {
                    paths.onAcked(packets.path(packet), packets.length(packet));
                }
            }
            else if (state == LOST)
            {
                onArrived(packets.path(packet));
                period.onLate();
                hole.onArrived(packets.length(packet));
            }
            if (state != ACKED)
            {
                packets.state(packet, ACKED);
                acknowledged++;
                sample(packet);
                noteOvertaken(packet);
                tellAcked(packet, state == LOST);
            }
        }
    }

    private void sample(final long packet)
    {
        if (packets.number(packet) > newestAcked)
        {
            newestAcked = packets.number(packet);
            sampleSentNs = packets.sentNs(packet);
            hasSample = true;
        }
    }

    private void noteOvertaken(final long packet)
    {
        if (packets.number(packet) < told)
        {
            final long sentNs = packets.sentNs(packet);
            overtakenSentNs = hasOvertaken && overtakenSentNs - sentNs < 0 ? overtakenSentNs : sentNs;
            hasOvertaken = true;
        }
    }

    private void tellAcked(final long packet, final boolean wasLost)
    {
        final long to = packets.contentsEnd(packet);
        for (long i = contentsStart(packet); i < to; i++)
        {
            handler.onAcked(contents.get(i), packets.number(packet), wasLost);
        }
    }

    /** Of the packet at {@link #lost}. */
    private void lose()
    {
        packets.state(lost, LOST);
        packetsInFlight--;
        bytesInFlight -= packets.length(lost);
        hole.onLost(packets.length(lost));
        if (null != paths && packets.path(lost) != NO_PATH)
        {
            paths.onLost(packets.path(lost), packets.length(lost));
        }
        final long to = packets.contentsEnd(lost);
        for (long i = contentsStart(lost); i < to; i++)
        {
            handler.onLost(contents.get(i), packets.number(lost));
        }
    }

    private long contentsStart(final long packet)
    {
        return packet == base ? contents.first() : packets.contentsEnd(packet - 1);
    }

    /**
     * What is acknowledged, or skipped and passed over, needs not be remembered.
     */
    private void leave()
    {
        while (base < end && isOver(base))
        {
            forgetOldest();
        }
    }

    private boolean isOver(final long packet)
    {
        final int state = packets.state(packet);
        return state == ACKED || (state == SKIPPED && packets.number(packet) < told);
    }

    private void forgetOldest()
    {
        assert packets.state(base) != IN_FLIGHT;
        skipped -= packets.state(base) == SKIPPED ? 1 : 0;
        contents.forgetBelow(packets.contentsEnd(base));
        if (base == lost)
        {
            passLost();
        }
        base++;
    }

    private void passLost()
    {
        if (packets.state(lost) == ACKED)
        {
            ackedBehind--;
            period.onArrived();
            hole.onArrived(packets.length(lost));
        }
        lost++;
    }

    private void append(
        final long packetNumber, final int length, final int path, final long nowNs, final int state)
    {
        assert base == end || packetNumber > packets.number(end - 1);
        if (end - base == maxPackets)
        {
            forgetOldest();
        }
        else if (end - base == packets.capacity())
        {
            packets.grow(base);
        }
        packets.put(end, packetNumber, nowNs, contents.next());
        packets.put(end, length, path, state);
        end++;
    }

    private boolean isConsistent()
    {
        int inFlightPackets = 0;
        int acked = 0;
        long bytes = 0;
        for (long i = base; i < end; i++)
        {
            final boolean inFlight = packets.state(i) == IN_FLIGHT;
            inFlightPackets += inFlight ? 1 : 0;
            bytes += inFlight ? packets.length(i) : 0;
            acked += i >= lost && packets.state(i) == ACKED ? 1 : 0;
            if ((inFlight && i < lost) || (packets.state(i) == LOST && i >= lost))
            {
                return false;
            }
        }
        return base <= lost && lost <= end && acked == ackedBehind && inFlightPackets == packetsInFlight &&
            bytes == bytesInFlight;
    }
}
