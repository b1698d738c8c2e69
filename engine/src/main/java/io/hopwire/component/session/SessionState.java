package io.hopwire.component.session;

/**
 * States of a session. A connect goes INITIATING, SEARCHING, ADVANCING, WIDENING, OPEN, with WAITING and PROBING where
 * it fails at first; an accept goes QUEUED where too many come, RESPONDING, UNCONFIRMED, OPEN. Both end DRAINING,
 * CLOSING, FREE or in FREE at once.
 */
final class SessionState
{
    /** Gone. */
    static final int FREE = 0;
    /** The worker makes the first handshake message. */
    static final int INITIATING = 1;
    /** The first route is being searched. */
    static final int SEARCHING = 2;
    /** No route within the limit: how many hops would one need? */
    static final int PROBING = 3;
    /** Pause before another search. */
    static final int WAITING = 4;
    /** The worker reads the answering handshake message. */
    static final int ADVANCING = 5;
    /** Redundant routes are being searched. */
    static final int WIDENING = 6;
    /** It waits for its turn with the worker. */
    static final int QUEUED = 7;
    /** The worker answers the first handshake message. */
    static final int RESPONDING = 8;
    /** Answered; the initiator has not yet proved that it has the keys. */
    static final int UNCONFIRMED = 9;
    /** In use. */
    static final int OPEN = 10;
    /** To be closed once everything is acknowledged. */
    static final int DRAINING = 11;
    /** CLOSE was sent. */
    static final int CLOSING = 12;

    private SessionState()
    {
    }
}
