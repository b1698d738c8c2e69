/**
 * {@code /noise}: a secure channel over one connection of bytes.
 * <pre>
 *   [ length, 2 bytes, big endian ][ message of Noise, up to 65,535 bytes ]
 * </pre>
 * The handshake is Noise_XX_25519_ChaChaPoly_SHA256 with an empty prologue; its second and third message carry a
 * payload that {@code libp2p.identity} makes and checks, and that is only bytes here. It costs key agreements, so it
 * is kept apart in two: {@link io.hopwire.libp2p.secure.NoiseFrames} puts messages together on the duty cycle, and
 * {@link io.hopwire.libp2p.secure.NoiseXx} makes the steps, on whatever thread makes slow work:
 * <pre>
 *   dialer      write(nothing) ──► frame 1 ──►   read ── write(payload) ──► frame 2      listener
 *               read ── check the payload ── write(payload) ──► frame 3 ──► read ── check the payload
 *               split: two keys                                             split: two keys
 * </pre>
 * From then on {@link io.hopwire.libp2p.secure.SecureChannel} seals what the layer above writes where it lies, and
 * opens what the peer sends where it lies; only a record that was cut is gathered in memory that all channels of a
 * thread share within a bound. Nothing allocates on the steady path.
 * <p>
 * Threads: none; an instance belongs to one.
 * <p>
 * Sources: <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p</a>,
 * <a href="https://noiseprotocol.org/noise.html">Noise, revision 34</a>.
 */
package io.hopwire.libp2p.secure;
