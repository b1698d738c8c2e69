package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.sim.SimRandom;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Boxes sealed by anybody: what does not open says why, and writes nothing.
 */
public final class SealedBoxFuzzTarget
{
    private static final byte CANARY = 0x5A;
    private static final byte[] SECRET = new byte[32];
    private static final byte[] PEER = new byte[32];

    static
    {
        Arrays.fill(SECRET, (byte)7);
        Arrays.fill(PEER, (byte)9);
    }

    private SealedBoxFuzzTarget()
    {
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final X25519Boxes.Owner owner = new X25519Boxes.Owner(IdentitySchemes.X25519, SECRET, new byte[]{1, 2});
        final SealedBoxes boxes = SealedBoxes.of(new HopwireCrypto(), new SimRandom(1), owner);
        boxes.peer(new UnsafeBuffer(PEER), 0);
        final byte[] plain = new byte[data.length + 1];
        Arrays.fill(plain, CANARY);
        final int opened = boxes.open(new UnsafeBuffer(data), 0, data.length, new UnsafeBuffer(plain), 0);
        assertTrue(opened < data.length);
        if (opened < 0)
        {
            assertNotNull(BoxFault.of(opened));
            for (final byte left : plain)
            {
                assertEquals(CANARY, left, "nothing was opened");
            }
        }
    }
}
