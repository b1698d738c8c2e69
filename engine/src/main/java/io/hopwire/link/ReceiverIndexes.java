package io.hopwire.link;

import io.hopwire.spi.EntropySource;
import java.util.Arrays;

/**
 * The 32-bit indexes by which peers address our handshakes and keypairs. We choose them: the low bits are a place in an
 * array, the rest is random, so that looking one up is no hashing and guessing one is no use.
 * <pre>
 *    | random, 32 - bits | place, bits |
 * </pre>
 * An index moves from a handshake to the keypair that comes of it. 0 is never given: it means "not known yet" on the
 * wire.
 */
final class ReceiverIndexes
{
    private static final int INITIAL_CAPACITY = 16;

    private final EntropySource entropy;
    private final int placeBits;
    private final int placeMask;
    /** Handshakes and keypairs: they know the index that was given to them. */
    private Object[] owners = new Object[INITIAL_CAPACITY];
    private int[] free = new int[INITIAL_CAPACITY];
    private int freeCount;
    private int used;

    ReceiverIndexes(final EntropySource entropy, final int maxPlaces)
    {
        this.entropy = entropy;
        placeBits = Math.max(4, Integer.SIZE - Integer.numberOfLeadingZeros(maxPlaces - 1));
        placeMask = (1 << placeBits) - 1;
    }

    int allocate(final Handshake handshake)
    {
        final int place = freeCount > 0 ? free[--freeCount] : extend();
        int index;
        do
        {
            index = entropy.nextInt() << placeBits | place;
        }
        while (0 == index);
        assert null == owners[place] : "a free place is empty";
        assert (index & placeMask) == place;
        owners[place] = handshake;
        return index;
    }

    void move(final int index, final Keypair keypair)
    {
        assert owners[index & placeMask] instanceof Handshake : "an index moves once, from a handshake";
        owners[index & placeMask] = keypair;
    }

    void release(final int index)
    {
        final int place = index & placeMask;
        assert null != owners[place] : "an index is given back once";
        owners[place] = null;
        free[freeCount++] = place;
    }

    Keypair keypair(final int index)
    {
        final int place = index & placeMask;
        return place < used && owners[place] instanceof final Keypair keypair && keypair.localIndex == index ?
            keypair : null;
    }

    Handshake handshake(final int index)
    {
        final int place = index & placeMask;
        return place < used && owners[place] instanceof final Handshake handshake && handshake.localIndex == index ?
            handshake : null;
    }

    int inUse()
    {
        return used - freeCount;
    }

    private int extend()
    {
        if (used > placeMask)
        {
            throw new IllegalStateException("more receiver indexes than links and handshakes need");
        }
        if (used == free.length)
        {
            final int capacity = used + used / 2;
            owners = Arrays.copyOf(owners, capacity);
            free = Arrays.copyOf(free, capacity);
        }
        return used++;
    }
}
