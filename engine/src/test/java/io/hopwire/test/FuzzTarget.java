package io.hopwire.test;

import io.hopwire.circuit.RouteFuzzTarget;
import io.hopwire.component.dht.RecordFuzzTarget;
import io.hopwire.component.discovery.FindNodeFuzzTarget;
import io.hopwire.component.payload.PayloadFuzzTarget;
import io.hopwire.core.CoreFuzzTarget;
import io.hopwire.crypto.CertificateFuzzTarget;
import io.hopwire.crypto.HandshakePayloadFuzzTarget;
import io.hopwire.crypto.SealedBoxFuzzTarget;
import io.hopwire.libp2p.HostFuzzTarget;
import io.hopwire.libp2p.address.MultiaddrFuzzTarget;
import io.hopwire.libp2p.identify.IdentifyFuzzTarget;
import io.hopwire.libp2p.identity.NoisePayloadFuzzTarget;
import io.hopwire.libp2p.identity.PeerKeyFuzzTarget;
import io.hopwire.libp2p.identity.SignedEnvelopeFuzzTarget;
import io.hopwire.libp2p.wire.ProtobufFuzzTarget;
import io.hopwire.libp2p.mux.MplexFuzzTarget;
import io.hopwire.libp2p.mux.YamuxFuzzTarget;
import io.hopwire.libp2p.negotiate.NegotiationFuzzTarget;
import io.hopwire.libp2p.secure.SecureFuzzTarget;
import io.hopwire.wire.FrameFuzzTarget;
import io.hopwire.wire.MsgPackFuzzTarget;
import io.hopwire.wire.TransmissionFuzzTarget;
import io.hopwire.wire.compress.DecompressFuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All that strangers and neighbours can make us read, each with one way to try an input that fails by whatever is
 * thrown. {@code .ci/fuzz} searches inputs that reach other code; those that it has found are in
 * {@code src/test/resources/fuzz}, a folder for each, and are tried by {@link FuzzCorpusTest}.
 */
public enum FuzzTarget
{
    /** Frames of a datagram. */
    FRAME(FrameFuzzTarget::fuzzerTestOneInput, FrameFuzzTarget.class, 1, FrameFuzzTarget::newReader),
    /** Transmissions of seed 004. */
    TRANSMISSION(
        TransmissionFuzzTarget::fuzzerTestOneInput, TransmissionFuzzTarget.class, 1, TransmissionFuzzTarget::newReader),
    /** Values of msgpack. */
    MSG_PACK(MsgPackFuzzTarget::fuzzerTestOneInput, MsgPackFuzzTarget.class, 1, MsgPackFuzzTarget::newReader),
    /** What is compressed. */
    DECOMPRESS(
        DecompressFuzzTarget::fuzzerTestOneInput, DecompressFuzzTarget.class, 10, DecompressFuzzTarget::newReader),
    /** Answers to FIND_NODE. */
    FIND_NODE(FindNodeFuzzTarget::fuzzerTestOneInput, FindNodeFuzzTarget.class, 1, FindNodeFuzzTarget::newReader),
    /** SHOUT and WHISPER. */
    PAYLOAD(PayloadFuzzTarget::fuzzerTestOneInput, PayloadFuzzTarget.class, 1, PayloadFuzzTarget::newReader),
    /** Requests for routes. */
    ROUTE(RouteFuzzTarget::fuzzerTestOneInput, RouteFuzzTarget.class, 1, RouteFuzzTarget::newReader),
    /** Records, in messages and on disks. */
    RECORD(RecordFuzzTarget::fuzzerTestOneInput, RecordFuzzTarget.class, 1, RecordFuzzTarget::newReader),
    /** Payloads inside handshakes. */
    HANDSHAKE_PAYLOAD(
        HandshakePayloadFuzzTarget::fuzzerTestOneInput,
        HandshakePayloadFuzzTarget.class,
        1,
        HandshakePayloadFuzzTarget::newReader),
    /** Certificates and addresses. */
    CERTIFICATE(CertificateFuzzTarget::fuzzerTestOneInput, CertificateFuzzTarget.class, 1),
    /** The same with signatures that fuzzers can not make. */
    REAL_CERTIFICATE(CertificateFuzzTarget::tryInputForReal, CertificateFuzzTarget.class, 100),
    /** Sealed boxes. */
    SEALED_BOX(SealedBoxFuzzTarget::fuzzerTestOneInput, SealedBoxFuzzTarget.class, 10),
    /** The same with keys and signatures that fuzzers can not make. */
    REAL_SEALED_BOX(SealedBoxFuzzTarget::tryInputForReal, SealedBoxFuzzTarget.class, 200),
    /** Protobuf of libp2p. */
    PROTOBUF(ProtobufFuzzTarget::fuzzerTestOneInput, ProtobufFuzzTarget.class, 1, ProtobufFuzzTarget::newReader),
    /** Multiaddrs. */
    MULTIADDR(MultiaddrFuzzTarget::fuzzerTestOneInput, MultiaddrFuzzTarget.class, 5, MultiaddrFuzzTarget::newReader),
    /** Messages of identify. */
    IDENTIFY(IdentifyFuzzTarget::fuzzerTestOneInput, IdentifyFuzzTarget.class, 5, IdentifyFuzzTarget::newReader),
    /** Public keys and ids of libp2p. */
    PEER_KEY(PeerKeyFuzzTarget::fuzzerTestOneInput, PeerKeyFuzzTarget.class, 50, PeerKeyFuzzTarget::newReader),
    /** Payloads inside of libp2p's handshakes. */
    NOISE_PAYLOAD(
        NoisePayloadFuzzTarget::fuzzerTestOneInput,
        NoisePayloadFuzzTarget.class,
        20,
        NoisePayloadFuzzTarget::newReader),
    /** Signed envelopes of libp2p. */
    SIGNED_ENVELOPE(
        SignedEnvelopeFuzzTarget::fuzzerTestOneInput,
        SignedEnvelopeFuzzTarget.class,
        20,
        SignedEnvelopeFuzzTarget::newReader),
    /** Frames of Yamux. */
    YAMUX(YamuxFuzzTarget::fuzzerTestOneInput, YamuxFuzzTarget.class, 10, YamuxFuzzTarget::newReader),
    /** Messages of mplex. */
    MPLEX(MplexFuzzTarget::fuzzerTestOneInput, MplexFuzzTarget.class, 10, MplexFuzzTarget::newReader),
    /** Lines of multistream-select. */
    NEGOTIATION(
        NegotiationFuzzTarget::fuzzerTestOneInput, NegotiationFuzzTarget.class, 5, NegotiationFuzzTarget::newReader),
    /** Records of libp2p's secure channel, and frames of its handshake. */
    SECURE(SecureFuzzTarget::fuzzerTestOneInput, SecureFuzzTarget.class, 20, SecureFuzzTarget::newReader),
    /** A whole core. */
    CORE(CoreFuzzTarget::fuzzerTestOneInput, CoreFuzzTarget.class, 1000),
    /** A whole host of libp2p. */
    HOST(HostFuzzTarget::fuzzerTestOneInput, HostFuzzTarget.class, 1000);

    /** What nodes do with such an input, on the thread that does all else. */
    public interface Reader
    {
        /**
         * Read an input.
         *
         * @param input  begins with it.
         * @param length bytes.
         * @return false where it is refused.
         */
        boolean read(UnsafeBuffer input, int length);
    }

    private final Consumer<byte[]> target;
    private final Class<?> type;
    private final int cost;
    private final Supplier<Reader> readerOrNull;

    FuzzTarget(final Consumer<byte[]> target, final Class<?> type, final int cost)
    {
        this(target, type, cost, null);
    }

    FuzzTarget(
        final Consumer<byte[]> target, final Class<?> type, final int cost, final Supplier<Reader> readerOrNull)
    {
        this.target = target;
        this.type = type;
        this.cost = cost;
        this.readerOrNull = readerOrNull;
    }

    /**
     * Try one input.
     *
     * @param data whatever it is.
     */
    public void tryInput(final byte[] data)
    {
        target.accept(data);
    }

    /** {@return what reads such inputs as nodes do; null where a worker does, or it takes a whole core} */
    public Reader newReaderOrNull()
    {
        return null == readerOrNull ? null : readerOrNull.get();
    }

    /** {@return the class that a fuzzer is told} */
    public Class<?> type()
    {
        return type;
    }

    /** {@return about how many times as long as the cheapest one takes} */
    public int cost()
    {
        return cost;
    }
}
