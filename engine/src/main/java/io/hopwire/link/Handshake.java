package io.hopwire.link;

import io.hopwire.crowd.CrowdMember;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One handshake under way, ours or a peer's. Places are used again, and so are the objects; the id of a place changes
 * each time, and with each try, so a late result of slow work never meets the wrong one.
 * <pre>
 *   ours:    STARTING -&gt; SENT -&gt; FINISHING [-&gt; CONFIRMING]      WAITING: nothing out, the timer tries again
 *   peer's:  ANSWERING [-&gt; ANSWERED -&gt; ACCEPTING]
 * </pre>
 */
final class Handshake extends CrowdMember
{
    static final int FREE = 0;
    /** Ours: message 1 is being made. */
    static final int STARTING = 1;
    /** Ours: message 1 was sent. */
    static final int SENT = 2;
    /** Ours: the answer is being read. */
    static final int FINISHING = 3;
    /** Ours: message 3 of XX was sent, no frame seen under the new key. */
    static final int CONFIRMING = 4;
    /** Ours: nothing is under way until the timer fires. */
    static final int WAITING = 5;
    /** Peer's: message 1 is being read. */
    static final int ANSWERING = 6;
    /** Peer's: message 2 of XX was sent. */
    static final int ANSWERED = 7;
    /** Peer's: message 3 of XX is being read. */
    static final int ACCEPTING = 8;

    final UnsafeBuffer frame;
    /** Ours: the peer's cookie. Peer's: the first MAC of its message 1, which a demand for a cookie has to know. */
    final UnsafeBuffer cookie = new UnsafeBuffer(new byte[HandshakeMacs.LENGTH]);

    int slot;
    int id;
    int state;
    int pattern;
    Link link;
    int localIndex;
    int remoteIndex;
    int generation;
    int addressId;
    int frameLength;
    int tries;
    int confirmTries;
    long deadlineNs;
    /** Ours: when the last try was begun, and when its first message was sent. */
    long triedNs;
    long sentNs;
    long rttNs;
    long cookieUntilNs;
    boolean cookieTaken;
    /** Peer's: it has shown that it receives at the address. */
    boolean isAddressProved;
    /** Peer's: the state of a link that was closed meanwhile, by its number there: for that it ends. */
    int closedIncarnation;
    /** Peer's: it takes one of the places that are not for peers at addresses that links lead to. */
    boolean isOfStranger;
    boolean frameAtWorker;
    boolean heldByWorker;

    Handshake(final int maxFrameLength)
    {
        frame = new UnsafeBuffer(new byte[maxFrameLength]);
    }

    @Override
    public int addressId()
    {
        return addressId;
    }

    boolean isOurs()
    {
        return state >= STARTING && state <= WAITING;
    }

    /** Whether the peer may have seen this try of ours. */
    boolean isOut()
    {
        return SENT == state || FINISHING == state || CONFIRMING == state;
    }
}
