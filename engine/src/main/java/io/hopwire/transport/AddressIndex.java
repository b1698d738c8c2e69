package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import org.agrona.BitUtil;

import java.util.Arrays;

/**
 * Ids by hash: open addressing with linear probing, half full at most. The hash is SipHash-1-3 (Aumasson and Bernstein,
 * 2012, with fewer rounds) of three words under 128 random bits, so that nobody can choose addresses that share a
 * chain. Comparing what stands in a slot is left to the owner.
 */
final class AddressIndex
{
    private static final int WORDS = 3;
    private static final int FINAL_ROUNDS = 3;

    private final long key0;
    private final long key1;
    private final int[] ids;
    private final int[] hashes;
    private final int mask;

    AddressIndex(final int capacity, final long key0, final long key1)
    {
        this.key0 = key0;
        this.key1 = key1;
        ids = new int[BitUtil.findNextPositivePowerOfTwo(capacity) * 2];
        Arrays.fill(ids, Addresses.NULL_ID);
        hashes = new int[capacity];
        mask = ids.length - 1;
    }

    int hash(final long high, final long low, final int port)
    {
        long v0 = key0 ^ 0x736F_6D65_7073_6575L;
        long v1 = key1 ^ 0x646F_7261_6E64_6F6DL;
        long v2 = key0 ^ 0x6C79_6765_6E65_7261L;
        long v3 = key1 ^ 0x7465_6462_7974_6573L;
        for (int round = 0; round < WORDS + FINAL_ROUNDS; round++)
        {
            final long word = 0 == round ? high : 1 == round ? low : 2 == round ? port : 0;
            v2 ^= WORDS == round ? 0xFF : 0;
            v3 ^= word;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32) + v3;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        final long hash = v0 ^ v1 ^ v2 ^ v3;
        return (int)(hash ^ (hash >>> 32));
    }

    int home(final int hash)
    {
        return hash & mask;
    }

    int next(final int slot)
    {
        return (slot + 1) & mask;
    }

    int id(final int slot)
    {
        return ids[slot];
    }

    void insert(final int hash, final int id)
    {
        int slot = home(hash);
        while (Addresses.NULL_ID != ids[slot])
        {
            slot = next(slot);
        }
        ids[slot] = id;
        hashes[id] = hash;
    }

    /* Later members of the chain move up, so that look-ups need no tombstones and stay short for ever. */
    void remove(final int id)
    {
        int hole = home(hashes[id]);
        while (ids[hole] != id)
        {
            assert Addresses.NULL_ID != ids[hole] : "it is in";
            hole = next(hole);
        }
        for (int slot = next(hole); Addresses.NULL_ID != ids[slot]; slot = next(slot))
        {
            final int home = home(hashes[ids[slot]]);
            if (((slot - home) & mask) >= ((slot - hole) & mask))
            {
                ids[hole] = ids[slot];
                hole = slot;
            }
        }
        ids[hole] = Addresses.NULL_ID;
    }
}
