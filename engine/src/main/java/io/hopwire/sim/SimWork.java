package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.crypto.BoxWorker;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.RecordWorker;
import io.hopwire.crypto.SealedBoxes;
import io.hopwire.crypto.X25519Boxes;
import io.hopwire.link.LinkSettings;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Requests;
import io.hopwire.spi.WorkHeader;
import io.hopwire.spi.Workers;
import org.agrona.MutableDirectBuffer;

/**
 * The slow work of one life of a simulated node: one worker, one piece of work after the other. Bounded as
 * {@link SimOutbox} is.
 */
final class SimWork implements Requests
{
    private static final int MAX_IN_FLIGHT = 1024;
    private static final int HANDSHAKE_STREAM = 1;
    private static final int BOX_STREAM = 4;
    private static final int LIAR_STREAM = 5;

    private final SimNetwork network;
    private final int index;
    private final int incarnation;
    private final HandshakeWorker handshakes;
    private final Workers workers;
    private final Secrets secrets;
    private final byte[] boxInfo;
    private int requestLength;
    private int inFlight;
    private int free = Integer.MAX_VALUE;

    SimWork(
        final SimNetwork network,
        final int index,
        final int incarnation,
        final Secrets secrets,
        final CoreConfig config)
    {
        this.network = network;
        this.index = index;
        this.incarnation = incarnation;
        this.secrets = secrets;
        boxInfo = config.boxInfo();
        handshakes = new HandshakeWorker(
            network.memory().handshakes(),
            secrets.luck.fork(HANDSHAKE_STREAM),
            network.scheme,
            secrets.privateKey,
            config.get(LinkSettings.MAX_HANDSHAKES));
        workers = new Workers().register(WorkHeader.HANDSHAKE, handshakes).register(
            WorkHeader.BOX, new BoxWorker(network.scheme.addressLength(), () -> newBoxes(BOX_STREAM)))
            .register(WorkHeader.RECORD, new RecordWorker(network.scheme, secrets.privateKey, config.recordPrefix()));
    }

    /**
     * What only the worker knows.
     *
     * @param privateKey of the node.
     * @param crypto     real, or the simulator's.
     * @param luck       of this life.
     */
    record Secrets(byte[] privateKey, CryptoProvider crypto, SimRandom luck)
    {
    }

    /** What the node can seal, to do what it never would. */
    SealedBoxes newBoxes()
    {
        return newBoxes(LIAR_STREAM);
    }

    private SealedBoxes newBoxes(final int stream)
    {
        return SealedBoxes.of(
            secrets.crypto, secrets.luck.fork(stream),
            new X25519Boxes.Owner(network.scheme, secrets.privateKey, boxInfo));
    }

    /** An input begins. */
    void reserve()
    {
        free = Limits.MAX_REQUESTS_PER_INPUT;
    }

    /** It is over. */
    void release()
    {
        free = Integer.MAX_VALUE;
    }

    /** A result of it came back. */
    void onAnswered()
    {
        inFlight--;
    }

    /** Handshakes that the worker keeps. */
    int handshakes()
    {
        return handshakes.size();
    }

    @Override
    public int tryClaim(final int length)
    {
        assert free > 0 : "more than " + Limits.MAX_REQUESTS_PER_INPUT + " requests of one input";
        requestLength = length;
        return 0 == free || inFlight >= MAX_IN_FLIGHT || length > PacketPool.MAX_LENGTH ? BACK_PRESSURED : 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return network.request;
    }

    @Override
    public void commit()
    {
        free--;
        final int length = workers.execute(network.request, 0, requestLength, network.result, 0);
        if (length > 0)
        {
            inFlight++;
            network.onRequest(index, incarnation, length, inFlight);
        }
    }

    @Override
    public void abort()
    {
        // What was written is overwritten.
    }

    @Override
    public int inFlight()
    {
        return inFlight;
    }
}
