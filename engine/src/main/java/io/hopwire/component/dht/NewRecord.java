package io.hopwire.component.dht;

import org.agrona.DirectBuffer;

/**
 * Metadata of a record that is being made; see {@link Record}.
 */
final class NewRecord
{
    final DirectBuffer owner;
    long version;
    long timestampMs;
    long ttlS;
    long change;
    long lockToken;
    long lockUntilMs;
    /** Whether there is to be a signature, by whose owner the worker puts his key. */
    boolean isSigned;

    NewRecord(final DirectBuffer owner)
    {
        this.owner = owner;
    }
}
