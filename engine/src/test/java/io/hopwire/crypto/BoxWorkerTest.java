package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.sim.SimRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the worker seals, the worker of the recipient opens, as long as header, sender and network are the same.
 */
class BoxWorkerTest
{
    private static final int HEADER = 70;
    private static final int TEXT = 40;
    private static final long TOKEN = 0x1234_5678_9abcL;

    private final UnsafeBuffer request = new UnsafeBuffer(new byte[400]);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[400]);
    private final byte[] from = key(1);
    private final byte[] to = key(2);

    @Test
    void opensWhatIsSealedForIt()
    {
        final int sealed = seal();
        assertEquals(BoxWork.MESSAGE_OFFSET + HEADER + TEXT + X25519Boxes.OVERHEAD, sealed);
        assertEquals(BoxWork.OK, BoxWork.status(result, 0));
        assertEquals(TOKEN, BoxWork.token(result, 0));
        assertEquals(BoxWork.SEAL, BoxWork.op(result, 0));
        final int opened = open(sealed, worker(2, "net"));
        assertEquals(BoxWork.MESSAGE_OFFSET + HEADER + TEXT, opened);
        assertEquals(BoxWork.OK, BoxWork.status(result, 0));
        for (int i = 0; i < TEXT; i++)
        {
            assertEquals((byte)i, result.getByte(BoxWork.MESSAGE_OFFSET + HEADER + i));
        }
    }

    @Test
    void opensNothingThatWasAlteredOrIsForOthers()
    {
        final int length = seal();
        final byte[] sealed = new byte[length];
        result.getBytes(0, sealed);
        for (int i = BoxWork.MESSAGE_OFFSET; i < length; i++)
        {
            result.putBytes(0, sealed);
            result.putByte(i, (byte)(sealed[i] ^ 1));
            open(length, worker(2, "net"));
            assertTrue(BoxWork.status(result, 0) < 0, "byte " + i);
        }
        result.putBytes(0, sealed);
        assertEquals(BoxWork.MESSAGE_OFFSET, open(length, worker(3, "net")));
        assertEquals(BoxFault.AUTHENTICATION.code(), BoxWork.status(result, 0));
        result.putBytes(0, sealed);
        open(length, worker(2, "another net"));
        assertEquals(BoxFault.AUTHENTICATION.code(), BoxWork.status(result, 0));
    }

    @Test
    void sealsNothingForAKeyThatNobodyAgreesWith()
    {
        final byte[] nobody = new byte[32];
        System.arraycopy(nobody, 0, to, 0, 32);
        assertEquals(BoxWork.MESSAGE_OFFSET, seal());
        assertEquals(BoxFault.BAD_KEY.code(), BoxWork.status(result, 0));
    }

    private int seal()
    {
        BoxWork.put(request, 0, BoxWork.SEAL, HEADER, TOKEN);
        request.putBytes(BoxWork.MESSAGE_OFFSET, from);
        request.putBytes(BoxWork.MESSAGE_OFFSET + 32, to);
        for (int i = 0; i < TEXT; i++)
        {
            request.putByte(BoxWork.MESSAGE_OFFSET + HEADER + i, (byte)i);
        }
        return worker(1, "net").execute(request, 0, BoxWork.MESSAGE_OFFSET + HEADER + TEXT, result, 0);
    }

    private int open(final int length, final BoxWorker worker)
    {
        request.putBytes(0, result, 0, length);
        BoxWork.put(request, 0, BoxWork.OPEN, HEADER, TOKEN);
        return worker.execute(request, 0, length, result, 0);
    }

    private static BoxWorker worker(final int seed, final String info)
    {
        return new BoxWorker(32, () -> SealedBoxes.of(
            new HopwireCrypto(),
            new SimRandom(seed),
            new X25519Boxes.Owner(IdentitySchemes.X25519, secret(seed), info.getBytes(StandardCharsets.US_ASCII))));
    }

    private static byte[] key(final int seed)
    {
        final byte[] key = new byte[32];
        new HopwireCrypto().publicKey(secret(seed), key);
        return key;
    }

    private static byte[] secret(final int seed)
    {
        final byte[] secret = new byte[32];
        new SimRandom(100 + seed).nextBytes(secret, 0, 32);
        return secret;
    }
}
