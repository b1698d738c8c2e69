package io.hopwire;

/**
 * What the network stores under a key.
 *
 * @param value       what; null where nothing is stored, or what was is deleted.
 * @param version     greater than that of any before under the key; 0 where there is nothing and never was, as far as
 *                    anybody remembers.
 * @param timestampMs when it was made, in milliseconds since 1970, by the clock of who made it.
 * @param expiresMs   until when the network keeps it.
 * @param lockToken   of the key's lock, greater than that of any before; 0 where it has none.
 * @param lockUntilMs when the lock ends.
 * @param holders     nodes that have said that they have it; 0 where the first answer was taken.
 * @param asked       nodes that were asked for it: the closest to the key.
 * @param owner       Ed25519 key that has signed it, and all before it until one is out of date, as 64 hexadecimal
 *                    digits; null where nobody has.
 */
public record StoredRecord(
    StoredValue value, long version, long timestampMs, long expiresMs, long lockToken, long lockUntilMs, int holders,
    int asked, String owner)
{
    /** Nothing. */
    public static final StoredRecord NOTHING = new StoredRecord(null, 0, 0, 0, 0, 0, 0, 0, null);
}
