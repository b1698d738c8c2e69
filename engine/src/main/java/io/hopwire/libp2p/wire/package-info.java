/**
 * What all messages of libp2p are made of: unsigned varints and protobuf, read and written where they lie.
 * <p>
 * Pure functions and flyweights over lent buffers, without allocation. Every length that comes off the wire is compared
 * with the bytes present before anything else is done with it; input that breaks the format is answered with a negative
 * number or an error state, never with an exception. Arguments that only our own code can get wrong (an offset outside
 * of a buffer) are answered by Agrona's bounds checks.
 * <p>
 * Sources: <a href="https://github.com/multiformats/unsigned-varint">multiformats/unsigned-varint</a>,
 * <a href="https://protobuf.dev/programming-guides/encoding/">the encoding of protobuf</a>.
 */
package io.hopwire.libp2p.wire;
