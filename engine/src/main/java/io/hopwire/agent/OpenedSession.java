package io.hopwire.agent;

import io.hopwire.PublicKey;

/**
 * What the node tells of a session when it opens.
 *
 * @param sessionId        its number in the node, which later sessions have again.
 * @param peer             at the other end.
 * @param hops             of its longest route.
 * @param routes           that carry it.
 * @param maxMessageLength bytes that the peer takes in one message.
 */
record OpenedSession(int sessionId, PublicKey peer, int hops, int routes, int maxMessageLength)
{
}
