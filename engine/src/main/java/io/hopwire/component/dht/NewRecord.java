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

    NewRecord(final DirectBuffer owner)
    {
        this.owner = owner;
    }
}
