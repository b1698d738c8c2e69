package io.hopwire.libp2p.mux;

/**
 * The pings of a connection, both ways: answers that wait for room, and the one ping of ours that may be under way at a
 * time, whoever wants to know something by it.
 */
final class YamuxPings
{
    private static final long MAX_VALUE = 0xFFFF_FFFFL;

    private final LongRing answers;
    private boolean isUnderWay;
    private boolean isOwed;
    private boolean isAsked;
    private long value;
    private long sinceNs;

    YamuxPings(final int maxAnswers)
    {
        answers = new LongRing(maxAnswers);
    }

    void clear()
    {
        answers.clear();
        isUnderWay = false;
        isOwed = false;
        isAsked = false;
        value = 0;
    }

    /** The handler is to hear of the next answer. {@return whether a ping is owed now, which was not before} */
    boolean ask(final long nowNs)
    {
        isAsked = true;
        return begin(nowNs);
    }

    /** {@return whether a ping is owed now, which was not before; false where one is under way} */
    boolean begin(final long nowNs)
    {
        if (isUnderWay)
        {
            return false;
        }
        isUnderWay = true;
        isOwed = true;
        value = value + 1 & MAX_VALUE;
        sinceNs = nowNs;
        return true;
    }

    boolean isUnderWay()
    {
        return isUnderWay;
    }

    long sinceNs()
    {
        return sinceNs;
    }

    boolean isOwed()
    {
        return isOwed;
    }

    /** {@return what the ping is told apart by, which is being written} */
    long send()
    {
        isOwed = false;
        return value;
    }

    /** {@return whether it is that of the ping under way, which is over then} */
    boolean isAnswer(final long answer)
    {
        if (!isUnderWay || isOwed || answer != value)
        {
            return false;
        }
        isUnderWay = false;
        return true;
    }

    /** {@return whether the handler is to hear of the answer that came} */
    boolean takeAsked()
    {
        final boolean wasAsked = isAsked;
        isAsked = false;
        return wasAsked;
    }

    /** Answers to the peer that wait for room. */
    LongRing answers()
    {
        return answers;
    }

    int owed()
    {
        return answers.size() + (isOwed ? 1 : 0);
    }
}
