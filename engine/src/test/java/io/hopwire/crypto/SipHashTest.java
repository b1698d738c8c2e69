package io.hopwire.crypto;

import io.hopwire.test.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.macs.SipHash128;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;

import static io.hopwire.test.Vectors.hex;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class SipHashTest
{
    private static final long SEED = 77;

    /**
     * Of the reference implementation: key 00 01 .. 0f, messages of 0 to 8 and of 15 bytes 00 01 02 ...
     */
    private static final String[] SIP_64 =
    {
        "310e0edd47db6f72", "fd67dc93c539f874", "5a4fa9d909806c0d", "2d7efbd796666785", "b7877127e09427cf",
        "8da699cd64557618", "cee3fe586e46c9cb", "37d1018bf50002ab", "6224939a79f5f593"
    };

    private static final String[] SIP_128 =
    {
        "a3817f04ba25a8e66df67214c7550293", "da87c1d86b99af44347659119b22fc45", "8177228da4a45dc7fca38bdef60affe4"
    };

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[16]);
    private final SipHash sipHash;

    SipHashTest()
    {
        for (int i = 0; i < message.capacity(); i++)
        {
            message.putByte(i, (byte)i);
        }
        sipHash = new SipHash(message, 0);
    }

    @Test
    void givesTheReferenceVectors()
    {
        for (int length = 0; length < SIP_64.length; length++)
        {
            out.putLong(0, sipHash.hash(message, 0, length), LITTLE_ENDIAN);
            assertEquals(SIP_64[length], hex(out.byteArray()).substring(0, 16));
        }
        for (int length = 0; length < SIP_128.length; length++)
        {
            sipHash.hash128(message, 0, length, out, 0);
            assertEquals(SIP_128[length], hex(out.byteArray()));
        }
    }

    /**
     * Appendix A of the paper.
     */
    @Test
    void givesThePapersSample()
    {
        assertEquals(0xa129ca6149be45e5L, sipHash.hash(message, 0, 15));
    }

    @Test
    void agreesWithBouncyCastle()
    {
        final Random random = new Random(SEED);
        for (int i = 0; i < 500; i++)
        {
            final byte[] key = new byte[SipHash.KEY_LENGTH];
            random.nextBytes(key);
            final byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length + 3));
            buffer.putBytes(3, bytes);
            final SipHash hash = new SipHash(new UnsafeBuffer(key), 0);

            final org.bouncycastle.crypto.macs.SipHash narrow = new org.bouncycastle.crypto.macs.SipHash();
            narrow.init(new KeyParameter(key));
            narrow.update(bytes, 0, bytes.length);
            assertEquals(narrow.doFinal(), hash.hash(buffer, 3, bytes.length), "seed " + SEED + " round " + i);

            final SipHash128 wide = new SipHash128();
            wide.init(new KeyParameter(key));
            wide.update(bytes, 0, bytes.length);
            final byte[] expected = new byte[16];
            wide.doFinal(expected, 0);
            hash.hash128(buffer, 3, bytes.length, out, 0);
            assertArrayEquals(expected, out.byteArray(), "seed " + SEED + " round " + i);
        }
    }

    @Test
    void doesNotAllocate()
    {
        assertEquals(0, Allocations.minimumPerRound(2_000, () ->
        {
            out.putLong(0, sipHash.hash(message, 1, 50));
            sipHash.hash128(message, 1, 51, out, 0);
        }));
    }
}
