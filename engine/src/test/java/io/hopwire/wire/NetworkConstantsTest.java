package io.hopwire.wire;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NetworkConstantsTest
{
    @Test
    void hasTheDefaultsOfTheDesign()
    {
        final NetworkConstants constants = NetworkConstants.DEFAULTS;
        assertEquals(20, constants.k());
        assertEquals(3, constants.alpha());
        assertEquals(256, constants.tau());
        assertEquals(256, constants.beta());
        assertEquals(64, constants.ell());
        assertEquals(32, constants.addressLength());
        assertEquals(546, new NetworkConstants(20, 3, 160, 2160, 64).messageHeaderLength());
    }

    /** k(tau - log2(k + 1) + 2); where k + 1 is a power of two the bound is an integer, and must be met exactly. */
    @Test
    void boundsEllAsTheSpecificationDoes()
    {
        assertEquals(3152, NetworkConstants.maxEll(20, 160));
        assertEquals(5072, NetworkConstants.maxEll(20, 256));
        for (int bits = 1; bits <= 20; bits++)
        {
            final int k = (1 << bits) - 1;
            assertEquals(k * (256 - bits + 2), NetworkConstants.maxEll(k, 256), "k " + k);
        }
        assertEquals(3152, new NetworkConstants(20, 3, 160, 256, 3152).ell());
        assertThrows(IllegalArgumentException.class, () -> new NetworkConstants(20, 3, 160, 256, 3153));
        assertThrows(IllegalArgumentException.class, () -> new NetworkConstants(20, 3, 160, 256, 0));
    }

    @Test
    void refusesWhatIsOutOfRange()
    {
        final int[][] wrong =
        {
            {0, 3, 256, 256, 64}, {-1, 3, 256, 256, 64}, {Integer.MAX_VALUE, 3, 256, 256, 64}, {20, 0, 256, 256, 64},
            {20, 3, 0, 256, 64}, {20, 3, 257, 256, 64}, {20, 3, 256, 0, 64}, {20, 3, 256, 255, 64},
            {20, 3, 256, -8, 64},
            {20, 3, 256, 65_544, 64}, {20, 3, 256, 256, -1}, {1 << 20, 3, 1, 256, 1}
        };
        for (final int[] c : wrong)
        {
            assertThrows(IllegalArgumentException.class, () -> new NetworkConstants(c[0], c[1], c[2], c[3], c[4]));
        }
    }

    @Test
    void numbersOperationsAndCompressionsAsTheSpecificationDoes()
    {
        final String[] operations =
        {
            "ACK", "NACK", "PING", "SET_CONNECTION_OPT", "SHOUT", "SPEAK", "WHISPER", "FIND_NODE", "FIND_VALUE", "STORE"
        };
        for (int i = 0; i < operations.length; i++)
        {
            assertEquals(operations[i], Operation.name(i));
            assertFalse(Operation.isReserved(i));
        }
        assertEquals("CUSTOM", Operation.name(Operation.CUSTOM));
        assertEquals("ROUTE", Operation.name(Operation.ROUTE));
        for (int i = 10; i < 15; i++)
        {
            assertTrue(Operation.isReserved(i));
        }
        assertFalse(Operation.isReserved(Operation.CUSTOM));
        assertFalse(Operation.isValid(16) || Operation.isValid(-1));
        final String[] settings = {"none", "bz2", "gzip", "lzma", "zlib", "snappy", "lz4", "reserved"};
        for (int i = 0; i < settings.length; i++)
        {
            assertEquals(settings[i], Compression.name(i));
        }
    }
}
