/**
 * Seed 004 on the wire, and the fixed headers of link frames: static readers and writers over buffers, msgpack, and the
 * batching of messages into transmissions. Pure functions on lent memory: no state beyond the flyweight, no allocation,
 * and input that breaks the format is answered with a {@link io.hopwire.spi.RejectCode} or an error state, never with
 * an exception.
 * <p>
 * Numbers of seed 004's headers and of msgpack are big endian; those of link frames are little endian. Every length
 * that comes off the wire is compared with the bytes present before anything else is done with it.
 * <p>
 * Arguments that only our own code can get wrong (an offset outside of a buffer) are answered by Agrona's bounds
 * checks.
 */
package io.hopwire.wire;
