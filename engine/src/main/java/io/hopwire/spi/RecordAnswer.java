package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * The body of an answer to {@link Commands#STORE} and {@link Commands#FIND_VALUE}: what is stored under the key, behind
 * the change where there was one; where it was refused for a conflict or a lock, what was in the way.
 */
public final class RecordAnswer
{
    /** Offset of the owner's id or, of a signed record, Ed25519 key: 32 bytes. */
    public static final int OWNER_OFFSET = 5 * SIZE_OF_LONG + 4 * SIZE_OF_INT;
    /** Offset of the value, one of msgpack; nothing where it is deleted. */
    public static final int VALUE_OFFSET = OWNER_OFFSET + 32;

    private static final int VERSION_OFFSET = 0;
    private static final int TIMESTAMP_OFFSET = VERSION_OFFSET + SIZE_OF_LONG;
    private static final int EXPIRES_OFFSET = TIMESTAMP_OFFSET + SIZE_OF_LONG;
    private static final int TOKEN_OFFSET = EXPIRES_OFFSET + SIZE_OF_LONG;
    private static final int UNTIL_OFFSET = TOKEN_OFFSET + SIZE_OF_LONG;
    private static final int HOLDERS_OFFSET = UNTIL_OFFSET + SIZE_OF_LONG;
    private static final int ASKED_OFFSET = HOLDERS_OFFSET + SIZE_OF_INT;
    private static final int SIGNED_OFFSET = ASKED_OFFSET + SIZE_OF_INT;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    /** To wrap answers. */
    public RecordAnswer()
    {
    }

    /**
     * Look at an answer, or at memory for one.
     *
     * @param source holds it.
     * @param offset first byte.
     * @param length bytes.
     * @return this.
     */
    public RecordAnswer wrap(final DirectBuffer source, final int offset, final int length)
    {
        buffer.wrap(source, offset, length);
        return this;
    }

    /**
     * Write the versions and times.
     *
     * @param version     of the record.
     * @param timestampMs when it was made, in milliseconds since 1970.
     * @param expiresMs   until when it is kept.
     * @return this.
     */
    public RecordAnswer put(final long version, final long timestampMs, final long expiresMs)
    {
        buffer.putLong(VERSION_OFFSET, version);
        buffer.putLong(TIMESTAMP_OFFSET, timestampMs);
        buffer.putLong(EXPIRES_OFFSET, expiresMs);
        return this;
    }

    /**
     * Write the lock.
     *
     * @param token   of the lock, 0 for none.
     * @param untilMs when it ends, in milliseconds since 1970.
     * @return this.
     */
    public RecordAnswer putLock(final long token, final long untilMs)
    {
        buffer.putLong(TOKEN_OFFSET, token);
        buffer.putLong(UNTIL_OFFSET, untilMs);
        return this;
    }

    /**
     * Write who has it.
     *
     * @param holders nodes that have said so.
     * @param asked   nodes that were asked.
     * @return this.
     */
    public RecordAnswer putHolders(final int holders, final int asked)
    {
        buffer.putInt(HOLDERS_OFFSET, holders);
        buffer.putInt(ASKED_OFFSET, asked);
        return this;
    }

    /**
     * Write whether it is signed.
     *
     * @param value true where the owner is the key that has signed it.
     * @return this.
     */
    public RecordAnswer putSigned(final boolean value)
    {
        buffer.putInt(SIGNED_OFFSET, value ? 1 : 0);
        return this;
    }

    /** {@return whether it is signed, and the owner is the key that has} */
    public boolean isSigned()
    {
        return 0 != buffer.getInt(SIGNED_OFFSET);
    }

    /** {@return the memory of the answer} */
    public UnsafeBuffer buffer()
    {
        return buffer;
    }

    /** {@return version of the record: greater than that of any before it under the key} */
    public long version()
    {
        return buffer.getLong(VERSION_OFFSET);
    }

    /** {@return when it was made, in milliseconds since 1970, by the clock of who made it} */
    public long timestampMs()
    {
        return buffer.getLong(TIMESTAMP_OFFSET);
    }

    /** {@return until when it is kept, likewise} */
    public long expiresMs()
    {
        return buffer.getLong(EXPIRES_OFFSET);
    }

    /** {@return token of the lock, greater than that of any before it; 0 where there is none} */
    public long lockToken()
    {
        return buffer.getLong(TOKEN_OFFSET);
    }

    /** {@return when the lock ends, in milliseconds since 1970} */
    public long lockUntilMs()
    {
        return buffer.getLong(UNTIL_OFFSET);
    }

    /** {@return nodes that have said that they have it; 0 where only one was asked} */
    public int holders()
    {
        return buffer.getInt(HOLDERS_OFFSET);
    }

    /** {@return nodes that were asked} */
    public int asked()
    {
        return buffer.getInt(ASKED_OFFSET);
    }

    /** {@return bytes of the value; 0 where nothing is stored} */
    public int valueLength()
    {
        return buffer.capacity() - VALUE_OFFSET;
    }
}
