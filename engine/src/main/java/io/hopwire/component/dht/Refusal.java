package io.hopwire.component.dht;

/**
 * Why a node does not do what FIND_VALUE with a ballot, or STORE, asks for: what a NACK says.
 */
final class Refusal
{
    /** It does. */
    static final int NONE = 0;
    /** A later ballot was promised, which the NACK names. */
    static final int BALLOT = 1;
    /** No room. */
    static final int ROOM = 2;
    /** Whoever asks has brought as much as one may. */
    static final int WRITER = 3;
    /** The record is out of date. */
    static final int EXPIRED = 4;
    /** The clock of who made it is too far ahead. */
    static final int CLOCK = 5;
    /** Key and record are too long. */
    static final int TOO_LONG = 6;
    /** What is there was signed by another owner. */
    static final int OWNER = 7;
    /** What is there was signed later, by the same owner. */
    static final int OLDER = 8;
    /** It is not signed by the owner whom it names. */
    static final int FORGED = 9;
    /** Largest. */
    static final int MAX = FORGED;

    private Refusal()
    {
    }
}
