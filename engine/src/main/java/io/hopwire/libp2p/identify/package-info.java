/**
 * The messages in which peers of libp2p tell each other what they are: {@code /ipfs/id/1.0.0} and
 * {@code /ipfs/id/push/1.0.0}, and the signed record of a peer's addresses inside. Only the messages: who opens the
 * stream, and when, is another's matter.
 * <p>
 * A message on a stream stands behind its length, an unsigned varint. Some implementations send what is long in several
 * messages, each with the fields that the others lack: whoever reads goes on to the end of the stream, as with pushes.
 * <p>
 * Readers look at what lies in a lent buffer without allocation, for one thread each. An address that nobody here can
 * read is left out, as peers may know protocols of tomorrow; all else that is wrong is an
 * {@link io.hopwire.libp2p.identify.IdentifyError}. Signatures are checked apart from that
 * ({@link io.hopwire.libp2p.identity.SignedEnvelope#verify}), on a worker. Limits stand in
 * {@link io.hopwire.libp2p.wire.Libp2pLimits}.
 * <p>
 * Sources: libp2p/specs identify, RFC 0003.
 */
package io.hopwire.libp2p.identify;
