package io.hopwire.link;

/**
 * Place of one handshake under way.
 */
final class Handshake
{
}
