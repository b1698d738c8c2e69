/**
 * Links over TCP. A frame carries its length, so a connection carries the same frames as UDP, one behind the other and
 * nothing in between; and a connection is an address, so nothing above the transport knows of it.
 * <pre>
 *   accept ──► Connection, address of kind TCP_ACCEPTED      commit to tcp://host:port ──► dial ──► Connection
 *
 *   kernel ──► read memory of all connections ──► whole frames, in place ──► handler
 *                       │  ▲
 *                       ▼  │ what is cut off
 *                  rest of a connection, shorter than a frame
 *
 *   commit ──► bytes of a connection that wait ──► flush ──► kernel
 * </pre>
 * A connection that takes no more loses whole frames, as UDP would; they are counted. One that nobody uses is closed
 * after a while, one that says something else than frames at once. Nothing blocks.
 */
package io.hopwire.transport.tcp;
