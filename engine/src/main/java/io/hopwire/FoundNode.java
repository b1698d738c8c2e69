package io.hopwire;

/**
 * A node that was found by looking a key up.
 *
 * @param key     its public key.
 * @param address where it has answered from: {@code host:port}, or {@code tcp://host:port}.
 */
public record FoundNode(PublicKey key, String address)
{
}
