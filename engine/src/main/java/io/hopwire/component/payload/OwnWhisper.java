package io.hopwire.component.payload;

import io.hopwire.link.NeighbourIndex;
import io.hopwire.routing.Distance;
import io.hopwire.spi.WhisperCommand;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One WHISPER of ours that is under way. Fields, hardly any behaviour. Keeps its memory for the next one.
 */
final class OwnWhisper implements NeighbourIndex.Exclusions
{
    /** None. */
    static final int FREE = 0;
    /** What to do next is to be decided. */
    static final int CHOOSING = 1;
    /** It is at the worker, to be sealed. */
    static final int SEALING = 2;
    /** A link is being opened. */
    static final int DIALLING = 3;
    /** Its key is looked up. */
    static final int SEARCHING = 4;
    /** A neighbour was handed it, and has not answered. */
    static final int ASKING = 5;

    static final int NO_LINK = -1;
    private static final int MAX_TRIED = 32;

    final int index;
    final UnsafeBuffer to;
    final UnsafeBuffer toId = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    final UnsafeBuffer secret = new UnsafeBuffer(new byte[WhisperMessage.SECRET_LENGTH]);
    /** Header and payload as they are sent to the destination itself, and as they are sent to others. */
    final UnsafeBuffer plain;
    final UnsafeBuffer plainHash = new UnsafeBuffer(new byte[WhisperPaths.HASH_LENGTH]);
    final UnsafeBuffer sealed;
    final UnsafeBuffer sealedHash = new UnsafeBuffer(new byte[WhisperPaths.HASH_LENGTH]);
    int state;
    /** Which use of this place: a result of the worker for another one is not for this one. */
    int use;
    long correlationId;
    long number;
    long deadlineNs;
    /** When to look at it again. */
    long dueNs;
    int manner;
    int plainLength;
    /** 0 until it is there. */
    int sealedLength;
    int linkId;
    long requestId;
    /** What the neighbour that was asked last was handed. */
    boolean isSealedSent;
    boolean isDialled;
    /** The link that is being opened is one to the key, and no other one is as good. */
    boolean waitsForKey;
    /** No box can be made for its key, or none that is short enough. */
    boolean isUnsealable;
    /** There is a way that does not carry a message of its length, or it is too long to be sealed. */
    boolean isTooLong;
    boolean isSearched;
    /** A neighbour that was handed it has been silent: it may have arrived. */
    boolean isUncertain;
    /** In which manner it went last; 0: it has not left. */
    int wentBy;
    int neighbours;
    int again;
    int refusals;
    /** So many neighbours may be asked to pass it on, until its key was looked up. */
    int mostTried;
    private final int[] tried = new int[MAX_TRIED];
    private int triedCount;

    /**
     * A place for one.
     *
     * @param index         of the place.
     * @param addressLength bytes of an address.
     * @param longest       bytes of a message.
     */
    OwnWhisper(final int index, final int addressLength, final int longest)
    {
        this.index = index;
        to = new UnsafeBuffer(new byte[addressLength]);
        plain = new UnsafeBuffer(new byte[longest]);
        sealed = new UnsafeBuffer(new byte[longest]);
    }

    void begin(final WhisperCommand command, final long ofNumber, final long untilNs, final int mostNeighbours)
    {
        use++;
        state = CHOOSING;
        correlationId = command.correlationId();
        manner = command.manner();
        number = ofNumber;
        deadlineNs = untilNs;
        to.putBytes(0, command.buffer(), WhisperCommand.KEY_OFFSET, to.capacity());
        sealedLength = 0;
        linkId = NO_LINK;
        isSealedSent = false;
        isDialled = false;
        isSearched = false;
        isUncertain = false;
        isUnsealable = false;
        isTooLong = false;
        wentBy = 0;
        neighbours = 0;
        again = 0;
        refusals = 0;
        mostTried = mostNeighbours;
        triedCount = 0;
    }

    boolean isOpen()
    {
        return FREE != state;
    }

    /** {@return whether a hash is that of the message as it was sent, sealed or not} */
    boolean isMessage(final DirectBuffer buffer, final int hashOffset)
    {
        return isSame(plainHash, buffer, hashOffset, WhisperPaths.HASH_LENGTH) ||
            sealedLength > 0 && isSame(sealedHash, buffer, hashOffset, WhisperPaths.HASH_LENGTH);
    }

    /** {@return whether somebody knows what only the destination can read} */
    boolean isSecret(final DirectBuffer buffer, final int offset)
    {
        return isSame(secret, buffer, offset, WhisperMessage.SECRET_LENGTH);
    }

    /** By that neighbour there is no way, or it is silent. */
    void tried(final int link)
    {
        if (triedCount < MAX_TRIED)
        {
            tried[triedCount++] = link;
        }
    }

    /** May another neighbour be asked to pass it on? */
    boolean mayTry()
    {
        return triedCount < Math.min(mostTried, MAX_TRIED);
    }

    /** Its key was looked up: those who are nearer now may be asked. */
    void searched(final int mostNeighbours)
    {
        mostTried = triedCount + mostNeighbours;
    }

    @Override
    public boolean isExcluded(final int link)
    {
        for (int i = 0; i < triedCount; i++)
        {
            if (tried[i] == link)
            {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(final DirectBuffer a, final DirectBuffer b, final int bOffset, final int length)
    {
        long different = 0;
        for (int i = 0; i < length; i += Long.BYTES)
        {
            different |= a.getLong(i) ^ b.getLong(bOffset + i);
        }
        return 0 == different;
    }
}
