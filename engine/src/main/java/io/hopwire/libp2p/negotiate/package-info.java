/**
 * multistream-select 1.0: two sides agree on a protocol, by name, before they speak it; on a connection for its
 * security and its muxer, on a stream for what it is for.
 * <pre>
 *   initiator  /multistream/1.0.0  /a  ─────►
 *              ◄─────  /multistream/1.0.0  na          responder
 *              /b  ─────►
 *              ◄─────  /b
 * </pre>
 * Each line is a varint of its length, a name, and a newline, which the length counts. Both sides send their first line
 * at once, and the initiator its first suggestion with it; where it has only one, it may go on in that protocol without
 * waiting for the answer. Whoever owns a {@link io.hopwire.libp2p.negotiate.Negotiation} hands bytes in, takes bytes
 * out, and passes what is left to the protocol that was agreed on. He has the deadline too.
 * <p>
 * Limits: lines of {@value io.hopwire.libp2p.negotiate.Negotiation#MAX_LINE} bytes,
 * {@value io.hopwire.libp2p.negotiate.Negotiation#MAX_SUGGESTIONS} suggestions; a responder reads no more while what it
 * answered waits to be sent. Objects are used again and allocate nothing then. Threads: none; an instance belongs to
 * one.
 * <p>
 * Sources: <a href="https://github.com/libp2p/specs/blob/master/connections/README.md">connections</a>,
 * <a href="https://github.com/multiformats/multistream-select">multistream-select</a>.
 */
package io.hopwire.libp2p.negotiate;
