package io.hopwire.spi;

import org.agrona.DirectBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * {@link Commands#STORE} and {@link Commands#FIND_VALUE}: something is to be done with what the network stores under a
 * key.
 */
public final class StoreCommand extends Commands.Command<StoreCommand>
{
    /** Store a value, whatever is there. */
    public static final int PUT = 0;
    /** Store a value where what is there has the version that is expected, 0 where nothing may be there. */
    public static final int CAS = 1;
    /** Delete what is there, where it has the version that is expected. */
    public static final int DELETE = 2;
    /** Merge a map into the one that is there, where it has the version that is expected; nil deletes its key. */
    public static final int PATCH = 3;
    /** Take the lock for a while, or keep it for longer where {@link #lockToken()} is that of the lock. */
    public static final int LOCK = 4;
    /** Give the lock back. */
    public static final int UNLOCK = 5;
    /** Read what a majority of the closest nodes agrees on. */
    public static final int READ = 6;
    /** Read what the first node says that has something. */
    public static final int READ_ANY = 7;

    /** {@link #expected()}: whatever version there is. */
    public static final long ANY_VERSION = -1;
    private static final int TIMEOUT_OFFSET = Commands.FIELDS_OFFSET;
    private static final int EXPECTED_OFFSET = TIMEOUT_OFFSET + SIZE_OF_LONG;
    private static final int TOKEN_OFFSET = EXPECTED_OFFSET + SIZE_OF_LONG;
    private static final int LEASE_OFFSET = TOKEN_OFFSET + SIZE_OF_LONG;
    private static final int KIND_OFFSET = LEASE_OFFSET + SIZE_OF_LONG;
    private static final int TTL_OFFSET = KIND_OFFSET + SIZE_OF_INT;
    private static final int KEY_LENGTH_OFFSET = TTL_OFFSET + SIZE_OF_INT;
    private static final int SIGNED_OFFSET = KEY_LENGTH_OFFSET + SIZE_OF_INT;
    private static final int OF_OFFSET = SIGNED_OFFSET + SIZE_OF_INT;
    /** Offset of the owner whose it has to be, 32 bytes. */
    public static final int OWNER_OFFSET = OF_OFFSET + SIZE_OF_INT;
    private static final int OWNER_LENGTH = 32;

    /** Offset of the key. */
    public static final int KEY_OFFSET = OWNER_OFFSET + OWNER_LENGTH;

    /** To wrap commands. */
    public StoreCommand()
    {
    }

    /**
     * A new command, for any version and without a lock.
     *
     * @param kind        what is to be done, one of the constants.
     * @param key         all of the buffer.
     * @param valueOrNull one value of msgpack, all of the buffer; null where there is none.
     */
    public StoreCommand(final int kind, final DirectBuffer key, final DirectBuffer valueOrNull)
    {
        super(KEY_OFFSET + key.capacity() + (null == valueOrNull ? 0 : valueOrNull.capacity()));
        buffer.putInt(KIND_OFFSET, kind);
        buffer.putLong(EXPECTED_OFFSET, ANY_VERSION);
        buffer.putInt(KEY_LENGTH_OFFSET, key.capacity());
        buffer.putBytes(KEY_OFFSET, key, 0, key.capacity());
        if (null != valueOrNull)
        {
            putKey(KEY_OFFSET + key.capacity(), valueOrNull);
        }
    }

    /**
     * Set the time-out.
     *
     * @param value nanoseconds after which the command has failed; 0 for the node's default.
     * @return this.
     */
    public StoreCommand timeoutNs(final long value)
    {
        buffer.putLong(TIMEOUT_OFFSET, value);
        return this;
    }

    /**
     * Set the version that is expected.
     *
     * @param value a version, 0 for nothing there, or {@link #ANY_VERSION}.
     * @return this.
     */
    public StoreCommand expected(final long value)
    {
        buffer.putLong(EXPECTED_OFFSET, value);
        return this;
    }

    /**
     * Set the lock that the change is made under.
     *
     * @param value the lock's token; 0 for none.
     * @return this.
     */
    public StoreCommand lockToken(final long value)
    {
        buffer.putLong(TOKEN_OFFSET, value);
        return this;
    }

    /**
     * Set for how long a lock is taken.
     *
     * @param value milliseconds.
     * @return this.
     */
    public StoreCommand leaseMs(final long value)
    {
        buffer.putLong(LEASE_OFFSET, value);
        return this;
    }

    /**
     * Set for how long the network shall keep it.
     *
     * @param value seconds; 0 for the node's default, or as long as what is there was to be kept.
     * @return this.
     */
    public StoreCommand ttlS(final int value)
    {
        buffer.putInt(TTL_OFFSET, value);
        return this;
    }

    /**
     * Sign what is stored: from then on only the owner of the node's key changes it.
     *
     * @param value whether to.
     * @return this.
     */
    public StoreCommand signed(final boolean value)
    {
        buffer.putInt(SIGNED_OFFSET, value ? 1 : 0);
        return this;
    }

    /**
     * Take only what a certain owner has signed, where something is read.
     *
     * @param key of the owner, 32 bytes.
     * @return this.
     */
    public StoreCommand ofOwner(final DirectBuffer key)
    {
        buffer.putInt(OF_OFFSET, 1);
        buffer.putBytes(OWNER_OFFSET, key, 0, OWNER_LENGTH);
        return this;
    }

    /** {@return whether what is stored is to be signed} */
    public boolean isSigned()
    {
        return 0 != buffer.getInt(SIGNED_OFFSET);
    }

    /** {@return whether what is read has to be signed by the owner at {@link #OWNER_OFFSET}} */
    public boolean isOfOwner()
    {
        return 0 != buffer.getInt(OF_OFFSET);
    }

    /** {@return what is to be done, one of the constants} */
    public int kind()
    {
        return buffer.getInt(KIND_OFFSET);
    }

    /** {@return nanoseconds after which it has failed; 0 for the node's default} */
    public long timeoutNs()
    {
        return buffer.getLong(TIMEOUT_OFFSET);
    }

    /** {@return the version that is expected, 0 for none, or {@link #ANY_VERSION}} */
    public long expected()
    {
        return buffer.getLong(EXPECTED_OFFSET);
    }

    /** {@return token of the lock that the change is made under; 0 for none} */
    public long lockToken()
    {
        return buffer.getLong(TOKEN_OFFSET);
    }

    /** {@return milliseconds for which a lock is taken} */
    public long leaseMs()
    {
        return buffer.getLong(LEASE_OFFSET);
    }

    /** {@return seconds for which the network shall keep it; 0 for the default} */
    public int ttlS()
    {
        return buffer.getInt(TTL_OFFSET);
    }

    /** {@return bytes of the key} */
    public int keyLength()
    {
        return buffer.getInt(KEY_LENGTH_OFFSET);
    }

    /** {@return offset of the value} */
    public int valueOffset()
    {
        return KEY_OFFSET + keyLength();
    }

    /** {@return bytes of the value; 0 where there is none} */
    public int valueLength()
    {
        return buffer.capacity() - valueOffset();
    }

    @Override
    int leastLength()
    {
        return KEY_OFFSET;
    }

    @Override
    StoreCommand self()
    {
        return this;
    }
}
