/**
 * Compression of transmissions, seed 004: one {@link io.hopwire.wire.compress.Codec} for each of the numbers in
 * {@link io.hopwire.wire.Compression}, each over a library that others keep. {@link io.hopwire.wire.compress.Codecs}
 * knows which of them are there; {@link io.hopwire.wire.compress.TransmissionPacker} makes one transmission of another.
 * <p>
 * Whoever decompresses says how much he takes. What a header claims is never a reason to reserve memory. Where a
 * library would be kept busy by it, something of ours looks at it before: {@link io.hopwire.wire.compress.Bz2Guard}.
 */
package io.hopwire.wire.compress;
