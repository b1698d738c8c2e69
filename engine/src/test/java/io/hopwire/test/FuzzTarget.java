package io.hopwire.test;

import io.hopwire.circuit.RouteFuzzTarget;
import io.hopwire.component.dht.RecordFuzzTarget;
import io.hopwire.component.discovery.FindNodeFuzzTarget;
import io.hopwire.component.payload.PayloadFuzzTarget;
import io.hopwire.core.CoreFuzzTarget;
import io.hopwire.crypto.CertificateFuzzTarget;
import io.hopwire.crypto.HandshakePayloadFuzzTarget;
import io.hopwire.crypto.SealedBoxFuzzTarget;
import io.hopwire.wire.FrameFuzzTarget;
import io.hopwire.wire.MsgPackFuzzTarget;
import io.hopwire.wire.TransmissionFuzzTarget;
import io.hopwire.wire.compress.DecompressFuzzTarget;

import java.util.function.Consumer;

/**
 * All that strangers and neighbours can make us read, each with one way to try an input that fails by whatever is
 * thrown. {@code .ci/fuzz} searches inputs that reach other code; those that it has found are in
 * {@code src/test/resources/fuzz}, a folder for each, and are tried by {@link FuzzCorpusTest}.
 */
public enum FuzzTarget
{
    /** Frames of a datagram. */
    FRAME(FrameFuzzTarget::fuzzerTestOneInput, FrameFuzzTarget.class, 1),
    /** Transmissions of seed 004. */
    TRANSMISSION(TransmissionFuzzTarget::fuzzerTestOneInput, TransmissionFuzzTarget.class, 1),
    /** Values of msgpack. */
    MSG_PACK(MsgPackFuzzTarget::fuzzerTestOneInput, MsgPackFuzzTarget.class, 1),
    /** What is compressed. */
    DECOMPRESS(DecompressFuzzTarget::fuzzerTestOneInput, DecompressFuzzTarget.class, 10),
    /** Answers to FIND_NODE. */
    FIND_NODE(FindNodeFuzzTarget::fuzzerTestOneInput, FindNodeFuzzTarget.class, 1),
    /** SHOUT and WHISPER. */
    PAYLOAD(PayloadFuzzTarget::fuzzerTestOneInput, PayloadFuzzTarget.class, 1),
    /** Requests for routes. */
    ROUTE(RouteFuzzTarget::fuzzerTestOneInput, RouteFuzzTarget.class, 1),
    /** Records, in messages and on disks. */
    RECORD(RecordFuzzTarget::fuzzerTestOneInput, RecordFuzzTarget.class, 1),
    /** Payloads inside handshakes. */
    HANDSHAKE_PAYLOAD(HandshakePayloadFuzzTarget::fuzzerTestOneInput, HandshakePayloadFuzzTarget.class, 1),
    /** Certificates and addresses. */
    CERTIFICATE(CertificateFuzzTarget::fuzzerTestOneInput, CertificateFuzzTarget.class, 100),
    /** Sealed boxes. */
    SEALED_BOX(SealedBoxFuzzTarget::fuzzerTestOneInput, SealedBoxFuzzTarget.class, 100),
    /** A whole core. */
    CORE(CoreFuzzTarget::fuzzerTestOneInput, CoreFuzzTarget.class, 1000);

    private final Consumer<byte[]> target;
    private final Class<?> type;
    private final int cost;

    FuzzTarget(final Consumer<byte[]> target, final Class<?> type, final int cost)
    {
        this.target = target;
        this.type = type;
        this.cost = cost;
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
