package io.hopwire.sim.check;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

import static io.hopwire.spi.SystemCounter.CELLS_ENDED;
import static io.hopwire.spi.SystemCounter.CELLS_FORWARDED;
import static io.hopwire.spi.SystemCounter.COMPONENT_FRAMES;
import static io.hopwire.spi.SystemCounter.DATAGRAMS_RECEIVED;
import static io.hopwire.spi.SystemCounter.FRAMES_BEHIND;
import static io.hopwire.spi.SystemCounter.FRAMES_OPENED;
import static io.hopwire.spi.SystemCounter.HANDSHAKE_FRAMES;
import static io.hopwire.spi.SystemCounter.LINKS_CLOSED;
import static io.hopwire.spi.SystemCounter.LINKS_OPENED;
import static io.hopwire.spi.SystemCounter.LINKS_UP;
import static io.hopwire.spi.SystemCounter.LINK_FRAMES;
import static io.hopwire.spi.SystemCounter.MESSAGES_ACKED;
import static io.hopwire.spi.SystemCounter.MESSAGES_FAILED;
import static io.hopwire.spi.SystemCounter.MESSAGES_SENT;
import static io.hopwire.spi.SystemCounter.TRANSMISSIONS;

/**
 * The counters of a node account for every input, in each of its lives.
 * <pre>
 *   frames that came  = opened + handshake frames taken + at the worker + rejected by the links
 *   frames opened     = the links' own + transmissions + of components + cells forwarded or ended + rejected
 *   links opened      = closed + up
 *   messages taken    = acknowledged + of unknown fate + outstanding
 * </pre>
 * And every counter that is a level is what the tables hold.
 */
final class CounterBalance extends NodeCheck
{
    private static final RejectCode[] OF_FRAMES = {
        RejectCode.FRAME_LENGTH, RejectCode.FRAME_TYPE, RejectCode.FRAME_VERSION, RejectCode.UNKNOWN_RECEIVER,
        RejectCode.REPLAY, RejectCode.AUTHENTICATION, RejectCode.KEY_EXPIRED, RejectCode.HANDSHAKE_MAC,
        RejectCode.HANDSHAKE_COOKIE, RejectCode.HANDSHAKE_INVALID, RejectCode.HANDSHAKE_REPLAY,
        RejectCode.HANDSHAKE_LIMIT, RejectCode.HANDSHAKE_REFUSED, RejectCode.HANDSHAKE_CERTIFICATE,
        RejectCode.HANDSHAKE_SUPERSEDED, RejectCode.HANDSHAKE_UNANSWERED, RejectCode.HANDSHAKE_SHARE,
        RejectCode.LINK_LIMIT, RejectCode.LINK_ELSEWHERE};
    private static final RejectCode[] OF_PLAINTEXTS = {
        RejectCode.LINK_NOT_UP, RejectCode.CELL, RejectCode.UNKNOWN_LABEL, RejectCode.HOP_LIMIT,
        RejectCode.CELL_UNSENT, RejectCode.CELL_TOO_LONG};

    private long outstanding;
    private int framesAtWorker;

    CounterBalance()
    {
        super("counters");
    }

    @Override
    public void gauge(final SystemCounter counter, final long value)
    {
        equal(counter.label() + " by its counter", node().counters().get(counter), value);
    }

    @Override
    public void handshakes(final int underWay, final int frames)
    {
        framesAtWorker = frames;
    }

    @Override
    public void session(
        final int sessionId, final boolean isEstablished, final int maxHops, final long outstandingMessages)
    {
        outstanding += outstandingMessages;
    }

    @Override
    void begin(final SimNetwork network, final SimNode of)
    {
        outstanding = 0;
        framesAtWorker = 0;
    }

    @Override
    void end(final SimNetwork network, final SimNode of)
    {
        equal(
            "frames that came and what became of them",
            sum(FRAMES_OPENED, HANDSHAKE_FRAMES) + framesAtWorker + sum(OF_FRAMES),
            sum(DATAGRAMS_RECEIVED, FRAMES_BEHIND));
        equal(
            "frames opened and what became of them",
            sum(LINK_FRAMES, TRANSMISSIONS, COMPONENT_FRAMES, CELLS_FORWARDED, CELLS_ENDED) + sum(OF_PLAINTEXTS),
            sum(FRAMES_OPENED));
        equal("links opened and not closed", sum(LINKS_OPENED) - sum(LINKS_CLOSED), of.counters().get(LINKS_UP));
        equal(
            "messages taken and what became of them", sum(MESSAGES_ACKED, MESSAGES_FAILED) + outstanding,
            sum(MESSAGES_SENT));
    }

    private long sum(final SystemCounter... counters)
    {
        long sum = 0;
        for (final SystemCounter counter : counters)
        {
            sum += node().counted(counter);
        }
        return sum;
    }

    private long sum(final RejectCode... codes)
    {
        long sum = 0;
        for (final RejectCode code : codes)
        {
            sum += node().counted(code);
        }
        return sum;
    }
}
