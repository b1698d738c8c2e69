package io.hopwire.libp2p.mux;

/**
 * One stream: fields, which the muxer that has it changes.
 */
final class MuxStream
{
    final ByteQueue received = new ByteQueue();

    /** Its places in lists: the next and the previous one, by the number of the list. */
    final MuxStream[] next = new MuxStream[StreamList.KINDS];
    final MuxStream[] previous = new MuxStream[StreamList.KINDS];
    /** A bit for each list that it is in. */
    int lists;
    MuxStream nextFree;

    /** What the handler knows it by. */
    long handle;
    /** What the peer knows it by, with who opened it where that is not in the number. */
    long id;
    boolean isOurs;

    /** The peer does not know of it yet. */
    boolean owesSyn;
    /** The peer does not know yet that we accept it. */
    boolean owesAck;
    /** The peer has accepted it. */
    boolean isAccepted;
    /** We write no more. */
    boolean isEnded;
    /** The peer knows that we write no more. */
    boolean isEndSent;
    /** The peer writes no more. */
    boolean isPeerEnded;
    /** The handler has taken all, and was told that there is no more. */
    boolean isEndTold;

    /** The handler did not take all. */
    boolean isPaused;
    /** The handler is being given something. */
    boolean isDelivering;
    /** A write was cut short because there was no credit. */
    boolean isBlocked;

    /** Bytes that the peer may send before they are read. */
    int window;
    /** Bytes that the peer may still send. */
    int receiveCredit;
    /** Bytes that were taken, and may be granted anew. */
    int ungranted;
    /** Bytes that we may still send. */
    long sendCredit;

    void begin(final long newId, final boolean ours)
    {
        id = newId;
        isOurs = ours;
        owesSyn = ours;
        owesAck = !ours;
        isAccepted = false;
        isEnded = false;
        isEndSent = false;
        isPeerEnded = false;
        isEndTold = false;
        isPaused = false;
        isDelivering = false;
        isBlocked = false;
        window = 0;
        receiveCredit = 0;
        ungranted = 0;
        sendCredit = 0;
    }
}
