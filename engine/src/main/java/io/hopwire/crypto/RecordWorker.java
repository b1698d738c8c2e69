package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.RecordKeys;
import io.hopwire.spi.Worker;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * Signs the records of one node and checks the signatures of others', as {@link RecordWork} says: some hundred
 * microseconds each. What is signed begins with what signatures of this network are for, so that none is good in
 * another one, nor for anything else that a key signs.
 * <p>
 * Not thread-safe: owned by the thread of the slow worker, or by the simulator.
 */
public final class RecordWorker implements Worker
{
    private final IdentityScheme scheme;
    private final byte[] privateKey;
    private final byte[] prefix;
    /** None before something was signed. */
    private byte[] seed;
    private byte[] publicKey;

    /**
     * A worker.
     *
     * @param scheme     of the network's addresses.
     * @param privateKey of the node, as the scheme has it; copied.
     * @param prefix     what signatures are for.
     */
    public RecordWorker(final IdentityScheme scheme, final byte[] privateKey, final byte[] prefix)
    {
        this.scheme = scheme;
        this.privateKey = privateKey.clone();
        this.prefix = prefix.clone();
    }

    @Override
    public int execute(
        final DirectBuffer request,
        final int offset,
        final int length,
        final MutableDirectBuffer result,
        final int resultOffset)
    {
        result.putBytes(resultOffset, request, offset, length);
        final int body = resultOffset + RecordWork.BODY_OFFSET;
        final int signature = body + RecordWork.bodyLength(result, resultOffset) - RecordKeys.SIGNATURE_LENGTH;
        final int key = body + RecordWork.keyAt(result, resultOffset);
        assert key + RecordKeys.KEY_LENGTH <= signature : "the core asks for whole records";
        if (RecordWork.SIGN == RecordWork.op(result, resultOffset))
        {
            takeKey();
            result.putBytes(key, publicKey);
            result.putBytes(signature, RecordKeys.sign(seed, signed(result, body, signature)));
        }
        else
        {
            final boolean isGood = RecordKeys.verify(
                copy(result, key, RecordKeys.KEY_LENGTH), signed(result, body, signature),
                copy(result, signature, RecordKeys.SIGNATURE_LENGTH));
            RecordWork.status(result, resultOffset, isGood ? RecordWork.GOOD : RecordWork.FORGED);
        }
        return length;
    }

    @Override
    public void close()
    {
        Arrays.fill(privateKey, (byte)0);
        if (null != seed)
        {
            Arrays.fill(seed, (byte)0);
        }
    }

    private void takeKey()
    {
        if (null == seed)
        {
            seed = RecordKeys.seed(scheme, privateKey);
            publicKey = RecordKeys.publicKey(seed);
        }
    }

    private byte[] signed(final DirectBuffer buffer, final int from, final int to)
    {
        final byte[] message = new byte[prefix.length + to - from];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        buffer.getBytes(from, message, prefix.length, to - from);
        return message;
    }

    private static byte[] copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        return copy;
    }
}
