package io.hopwire;

/**
 * What became of a message for one key.
 *
 * @param outcome    whether it has arrived.
 * @param manner     in which it was handed over last; null where it has not left.
 * @param neighbours how many neighbours were handed it, one after the other.
 * @param reason     why it has not arrived, or is not known to have, for people; empty where it has.
 */
public record Whispered(Outcome outcome, Manner manner, int neighbours, String reason)
{
    /** Whether it has arrived. */
    public enum Outcome
    {
        /** The destination has acknowledged it: its application was shown it. */
        ACKNOWLEDGED,
        /**
         * It has not arrived: it never left, or all who were handed it say that they know no way to the key, which is
         * true as far as they tell the truth.
         */
        FAILED,
        /** It has left, and nobody has acknowledged it: it may have arrived, or may still arrive. */
        UNKNOWN
    }

    /** How it went. */
    public enum Manner
    {
        /** By a link to the key, or by one that was opened to an address that was known. */
        DIRECT,
        /** By a link that was opened when the key had been looked up. */
        ITERATIVE,
        /** Sealed, by others, from neighbour to neighbour. */
        RECURSIVE
    }
}
