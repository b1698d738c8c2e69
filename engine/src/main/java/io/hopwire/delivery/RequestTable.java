package io.hopwire.delivery;

import io.hopwire.spi.Inspector;
import io.hopwire.spi.Timers;

import java.util.Arrays;

/**
 * Requests under way to other nodes, over paths that lose them: each has an id, which its answer says again, and is
 * repeated until it is answered or has been repeated in vain. {@link AnswerTimes} says when; every repetition waits
 * twice as long as the one before (RFC 6298, section 5.5), and only first answers are measured (section 3, Karn).
 * <p>
 * An id is the number of the place and how often that place was used, so an answer that comes late is told from one
 * that is awaited. Nobody can guess who is asked what from it, nor needs to: what comes counts only from the peer that
 * was asked, of whom the caller says eight bytes ({@link io.hopwire.crypto.AddressSpace#shortName}, or a link's id).
 * <p>
 * As many requests as there are places, 45 bytes each; finding the next one that is due looks at all of them. Nothing
 * is allocated after construction. Not thread-safe.
 */
public final class RequestTable
{
    /** No request: there is no room. */
    public static final long FULL = -1;

    private static final int NONE = -1;
    private static final int FREE = 0;

    private final Handler handler;
    private final Timers timers;
    private final int timerId;
    private final int tries;
    private final long mostNs;
    private final AnswerTimes times;
    private final int[] uses;
    private final int[] owners;
    private final int[] items;
    private final byte[] asked;
    private final long[] peers;
    private final long[] sinceNs;
    private final long[] dueNs;
    private int open;
    private int hand;
    private int owner;
    private int item;

    /**
     * Told of what is not answered.
     */
    public interface Handler
    {
        /**
         * Not answered yet: ask once more, with the same id.
         *
         * @param id    of the request.
         * @param owner of it.
         * @param item  of it.
         * @param nowNs time of the duty cycle.
         */
        void onAgain(long id, int owner, int item, long nowNs);

        /**
         * Not answered, however often it was asked; it has ended.
         *
         * @param owner of the request.
         * @param item  of it.
         * @param nowNs time of the duty cycle.
         */
        void onSilence(int owner, int item, long nowNs);
    }

    /**
     * Empty.
     *
     * @param places  requests at a time; a power of two.
     * @param tries   how often one is asked before it is given up.
     * @param times   how long answers take, which requests of several tables may share.
     * @param mostNs  most nanoseconds to wait for an answer to one try.
     * @param handler told of what is not answered.
     * @param timers  of the owner.
     * @param timerId which of them is this table's: {@link #onTimer} when it fires.
     */
    public RequestTable(
        final int places,
        final int tries,
        final AnswerTimes times,
        final long mostNs,
        final Handler handler,
        final Timers timers,
        final int timerId)
    {
        if (Integer.bitCount(places) != 1)
        {
            throw new IllegalArgumentException("places must be a power of two: " + places);
        }
        this.handler = handler;
        this.timers = timers;
        this.timerId = timerId;
        this.tries = tries;
        this.mostNs = mostNs;
        this.times = times;
        uses = new int[places];
        owners = new int[places];
        items = new int[places];
        asked = new byte[places];
        peers = new long[places];
        sinceNs = new long[places];
        dueNs = new long[places];
        Arrays.fill(dueNs, Long.MAX_VALUE);
    }

    /**
     * A request, which the caller sends.
     *
     * @param of    who asks: any number, by which {@link #endAll} finds it.
     * @param what  of the owner's: whom it asks, for example.
     * @param peer  that is asked: eight bytes of its own.
     * @param nowNs time of the duty cycle.
     * @return its id, 0 or more; {@link #FULL} where there are too many.
     */
    public long begin(final int of, final int what, final long peer, final long nowNs)
    {
        final int place = free();
        if (NONE == place)
        {
            return FULL;
        }
        open++;
        uses[place] = uses[place] + 1 & Integer.MAX_VALUE;
        owners[place] = of;
        items[place] = what;
        peers[place] = peer;
        asked[place] = 1;
        sinceNs[place] = nowNs;
        dueNs[place] = nowNs + waitNs(1);
        timers.schedule(timerId, Math.min(timers.deadlineNs(timerId), dueNs[place]));
        return (long)uses[place] * uses.length + place;
    }

    /**
     * An answer came. Where it is awaited its request has ended, and {@link #owner()} and {@link #item()} are its.
     *
     * @param id    that it says again.
     * @param peer  that it came from: eight bytes of its own.
     * @param nowNs time of the duty cycle.
     * @return false where nobody awaits it.
     */
    public boolean onAnswer(final long id, final long peer, final long nowNs)
    {
        final int place = (int)id & uses.length - 1;
        if (!isOpen(place, id) || peers[place] != peer)
        {
            return false;
        }
        if (1 == asked[place])
        {
            times.onAnswer(nowNs - sinceNs[place]);
        }
        owner = owners[place];
        item = items[place];
        end(place);
        return true;
    }

    /**
     * Whether an answer with an id is awaited, whoever it is that was asked.
     *
     * @param id of the request.
     * @return false where it has ended, or never was.
     */
    public boolean isAwaited(final long id)
    {
        return isOpen((int)id & uses.length - 1, id);
    }

    /** {@return whose request the last answer was for} */
    public int owner()
    {
        return owner;
    }

    /** {@return which of its owner's the last answer was for} */
    public int item()
    {
        return item;
    }

    /**
     * Forget what somebody has asked.
     *
     * @param of who.
     */
    public void endAll(final int of)
    {
        for (int i = 0; i < uses.length; i++)
        {
            if (Long.MAX_VALUE != dueNs[i] && owners[i] == of)
            {
                end(i);
            }
        }
    }

    /** {@return how many are under way} */
    public int open()
    {
        return open;
    }

    /**
     * The table's timer fired.
     *
     * @param nowNs time of the duty cycle.
     */
    public void onTimer(final long nowNs)
    {
        for (int i = 0; i < uses.length; i++)
        {
            if (Long.MAX_VALUE != dueNs[i] && dueNs[i] - nowNs <= 0)
            {
                onDue(i, nowNs);
            }
        }
        long nextNs = Long.MAX_VALUE;
        for (int i = 0; i < uses.length; i++)
        {
            nextNs = Math.min(nextNs, dueNs[i]);
        }
        if (Long.MAX_VALUE != nextNs)
        {
            timers.schedule(timerId, nextNs);
        }
    }

    /**
     * Tell what is under way.
     *
     * @param inspector to tell.
     */
    public void inspect(final Inspector inspector)
    {
        for (int i = 0; i < uses.length; i++)
        {
            if (Long.MAX_VALUE != dueNs[i])
            {
                inspector.pending("request", dueNs[i]);
                inspector.agree("timer of requests", timers.deadlineNs(timerId) <= dueNs[i] ? 1 : 0, 1);
            }
        }
    }

    private void onDue(final int place, final long nowNs)
    {
        final long id = (long)uses[place] * uses.length + place;
        final int of = owners[place];
        final int what = items[place];
        if (asked[place] < tries)
        {
            asked[place]++;
            dueNs[place] = nowNs + waitNs(asked[place]);
            handler.onAgain(id, of, what, nowNs);
        }
        else
        {
            times.onSilence();
            end(place);
            handler.onSilence(of, what, nowNs);
        }
    }

    private long waitNs(final int tryNumber)
    {
        return Math.min(mostNs, times.againNs() << tryNumber - 1);
    }

    private boolean isOpen(final int place, final long id)
    {
        return Long.MAX_VALUE != dueNs[place] && id == (long)uses[place] * uses.length + place;
    }

    private void end(final int place)
    {
        dueNs[place] = Long.MAX_VALUE;
        asked[place] = FREE;
        open--;
        assert open >= 0 : "a request ends once";
    }

    /** One after the other, so that a place is used again as late as may be. */
    private int free()
    {
        for (int i = 0; i < uses.length; i++)
        {
            final int place = hand + i & uses.length - 1;
            if (Long.MAX_VALUE == dueNs[place])
            {
                hand = place + 1 & uses.length - 1;
                return place;
            }
        }
        return NONE;
    }
}
