package io.hopwire.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * AES-256-GCM (NIST SP 800-38D) with 96-bit nonces, composed of two intrinsics of the JVM: AES in counter
 * mode, and GHASH. SunJCE's own AES-GCM allocates some 800 bytes a packet; this allocates none. Nonce: 4 zero bytes
 * and the counter, big endian, as Noise has it.
 * <p>
 * Not thread-safe. Both are private to the JVM and need {@code java.base} to open {@code com.sun.crypto.provider};
 * without that slower ways take their places, see {@link GHash#isIntrinsic()}.
 */
public final class AesGcm extends StagedAead
{
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);
    /** Bytes of text that a key stream made ahead is good for: a short message in a session's packet in a cell. */
    private static final int AHEAD_LENGTH = 160;
    private static final byte[] ZEROES = new byte[BLOCK_LENGTH + AHEAD_LENGTH];

    private final AesCtr aes;
    private final GHash ghash;

    /** Encrypted counter block 1, which hides the hash. */
    private long maskHead;
    private long maskTail;

    /** Key stream of {@link #aheadNonceTail}, the block of the tag in front. */
    private byte[] ahead;
    private long aheadNonceTail;
    private boolean isAhead;

    /**
     * A context with working memory of its own. Contexts of a {@link CryptoProvider} share theirs.
     */
    public AesGcm()
    {
        this(new CryptoScratch(), GHash.isIntrinsic());
    }

    AesGcm(final CryptoScratch scratch, final boolean intrinsic)
    {
        super(scratch);
        ghash = new GHash(intrinsic);
        aes = AesCtr.create(intrinsic);
    }

    @Override
    long nonceTail(final long counter)
    {
        return counter;
    }

    @Override
    void setKey(final byte[] key, final int offset, final int length)
    {
        forgetAhead();
        final byte[] subkey = new byte[BLOCK_LENGTH];
        aes.init(key, offset, length);
        aes.crypt(0, 0, ZEROES, 0, subkey, 0, BLOCK_LENGTH);
        ghash.init(subkey);
        Arrays.fill(subkey, (byte)0);
    }

    @Override
    void forgetKey()
    {
        setKey(ZEROES, 0, KEY_LENGTH);
    }

    @Override
    void crypt(
        final int nonceHead,
        final long nonceTail,
        final byte[] from,
        final int fromOffset,
        final byte[] to,
        final int toOffset,
        final int length)
    {
        // The block in front of the text is zero, so that the first block of the key stream shows.
        LONGS.set(from, fromOffset - BLOCK_LENGTH, 0L);
        LONGS.set(from, fromOffset - Long.BYTES, 0L);
        aes.crypt(
            (long)nonceHead << 32 | nonceTail >>> 32,
            nonceTail << 32 | 1,
            from,
            fromOffset - BLOCK_LENGTH,
            to,
            toOffset - BLOCK_LENGTH,
            BLOCK_LENGTH + align(length, BLOCK_LENGTH));
        maskHead = (long)LONGS.get(to, toOffset - BLOCK_LENGTH);
        maskTail = (long)LONGS.get(to, toOffset - Long.BYTES);
    }

    @Override
    byte[] streamAhead(final int nonceHead, final long nonceTail, final int length)
    {
        if (length > AHEAD_LENGTH || 0 != nonceHead)
        {
            return null;
        }
        scratch.ahead.expect(this, nonceTail + 1);
        if (!isAhead || aheadNonceTail != nonceTail)
        {
            return null;
        }
        maskHead = (long)LONGS.get(ahead, 0);
        maskTail = (long)LONGS.get(ahead, Long.BYTES);
        return ahead;
    }

    /**
     * Make the key stream of a nonce whose packet is expected.
     */
    void makeAhead(final long nonceTail)
    {
        if (!hasKey() || isAhead && aheadNonceTail == nonceTail)
        {
            return;
        }
        if (null == ahead)
        {
            ahead = new byte[BLOCK_LENGTH + AHEAD_LENGTH];
        }
        aes.crypt(nonceTail >>> 32, nonceTail << 32 | 1, ZEROES, 0, ahead, 0, BLOCK_LENGTH + AHEAD_LENGTH);
        aheadNonceTail = nonceTail;
        isAhead = true;
    }

    private void forgetAhead()
    {
        if (isAhead)
        {
            Arrays.fill(ahead, (byte)0);
            isAhead = false;
        }
    }

    @Override
    void putLengths(final byte[] data, final int offset, final long adLength, final long textLength)
    {
        LONGS.set(data, offset, adLength << 3);
        LONGS.set(data, offset + Long.BYTES, textLength << 3);
    }

    @Override
    void authenticate(final int blocks)
    {
        ghash.update(scratch.data, DATA_OFFSET, blocks);
        tagHead = Long.reverseBytes(maskHead ^ ghash.head());
        tagTail = Long.reverseBytes(maskTail ^ ghash.tail());
    }
}
