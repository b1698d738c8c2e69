package io.hopwire.crypto;

import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AddressSpaceTest
{
    private final Random random = new Random(160);

    @Test
    void comparesEveryBitOfAnAddress()
    {
        for (final int length : new int[]{8, 9, 15, 32, 33, 270})
        {
            final AddressSpace space = new AddressSpace(length);
            final UnsafeBuffer a = new UnsafeBuffer(new byte[3 + length + 3]);
            final UnsafeBuffer b = new UnsafeBuffer(new byte[1 + length + 3]);
            random.nextBytes(a.byteArray());
            b.putBytes(1, a, 3, length);
            assertTrue(space.same(a, 3, b, 1));
            for (int bit = 0; bit < Byte.SIZE * length; bit++)
            {
                flip(b, 1, bit);
                assertFalse(space.same(a, 3, b, 1), "length " + length + ", bit " + bit);
                flip(b, 1, bit);
            }
            flip(b, 0, 0);
            flip(b, 1 + length, 0);
            assertTrue(space.same(a, 3, b, 1), "what lies around it does not count");
        }
    }

    @Test
    void addressesThatBeginAlikeHaveShortNamesOfTheirOwn()
    {
        final LongHashSet names = new LongHashSet();
        final UnsafeBuffer address = new UnsafeBuffer(new byte[1 + 270]);
        for (int i = 0; i < 1000; i++)
        {
            // As RSA keys in DER, which begin and end with the same bytes; and the id of one bit is no help.
            address.putInt(100, i);
            names.add(new AddressSpace(270, 1).shortName(address, 1));
        }
        assertEquals(1000, names.size());
    }

    @Test
    void anIdIsTheFirstTauBitsOfTheHash()
    {
        final UnsafeBuffer address = new UnsafeBuffer(new byte[40]);
        random.nextBytes(address.byteArray());
        final UnsafeBuffer whole = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        new Sha256().nodeId(address, 0, 40, whole, 0);
        final UnsafeBuffer id = new UnsafeBuffer(new byte[Sha256.LENGTH + 2]);
        for (int tau = 1; tau <= AddressSpace.MAX_TAU; tau++)
        {
            id.setMemory(0, id.capacity(), (byte)0x55);
            new AddressSpace(40, tau).nodeId(address, 0, id, 1);
            for (int bit = 0; bit < AddressSpace.MAX_TAU; bit++)
            {
                assertEquals(bit < tau && bit(whole, 0, bit), bit(id, 1, bit), "tau " + tau + ", bit " + bit);
            }
            assertEquals(0x55, id.getByte(0));
            assertEquals(0x55, id.getByte(Sha256.LENGTH + 1));
        }
    }

    @Test
    void refusesLengthsThatMakeNoSense()
    {
        assertThrows(IllegalArgumentException.class, () -> new AddressSpace(7));
        assertThrows(IllegalArgumentException.class, () -> new AddressSpace(32, 0));
        assertThrows(IllegalArgumentException.class, () -> new AddressSpace(32, 257));
    }

    private static boolean bit(final UnsafeBuffer buffer, final int offset, final int bit)
    {
        return 0 != (buffer.getByte(offset + bit / Byte.SIZE) & 0x80 >> bit % Byte.SIZE);
    }

    private static void flip(final UnsafeBuffer buffer, final int offset, final int bit)
    {
        final int index = offset + bit / Byte.SIZE;
        buffer.putByte(index, (byte)(buffer.getByte(index) ^ 0x80 >> bit % Byte.SIZE));
    }
}
