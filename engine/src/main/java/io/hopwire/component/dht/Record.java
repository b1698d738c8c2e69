package io.hopwire.component.dht;

import io.hopwire.spi.RecordAnswer;
import io.hopwire.spi.StoreCommand;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.MsgPackType;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is stored under a key, as it lies in messages and in memory: two values of msgpack, one behind the other.
 * <pre>
 *   +-------+-----------------------------------------------------------------------------+
 *   | value | [owner, version, timestamp, ttl, change, lock token, lock until, signature]  |
 *   +-------+-----------------------------------------------------------------------------+
 *     any     32 B   int >0   int ms     s   int      int, 0      int ms      64 B, or not there
 * </pre>
 * A value of nil says that there is none, or no more. The owner is the id of who made the change (SHA-256 of its
 * address) or, where there is a signature, the Ed25519 key that has signed it, and of whoever changes it next; see
 * {@link io.hopwire.crypto.RecordWork} for what is signed. The timestamp is its time in milliseconds since 1970; the
 * record is good for ttl seconds from then on. The version is greater than that of any record before under this key.
 * The number of the change is drawn by its maker, who knows his change again by it. The lock's token is the version
 * with which it was taken.
 * <p>
 * A view: it reads where the record lies. Not thread-safe.
 */
final class Record
{
    /** Bytes of an owner's id. */
    static final int OWNER_LENGTH = 32;
    /** Most bytes of the metadata. */
    static final int MAX_METADATA = 1 + 2 + OWNER_LENGTH + 5 * 9 + 5;

    /** Bytes of a signature, and of the head before it. */
    static final int SIGNATURE_LENGTH = 64;
    /** What a signature makes the metadata longer. */
    static final int SIGNED_LENGTH = 2 + SIGNATURE_LENGTH;

    private static final int FIELDS = 7;
    private static final int SIGNED_FIELDS = 8;
    private static final UnsafeBuffer UNSIGNED = new UnsafeBuffer(new byte[SIGNATURE_LENGTH]);
    private static final long MAX_TTL_S = Integer.MAX_VALUE;
    private static final long SECOND_MS = 1000;

    private final MsgPackDecoder whole = new MsgPackDecoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private int valueLength;
    private int ownerOffset;
    private long version;
    private long timestampMs;
    private long ttlS;
    private long change;
    private long lockToken;
    private long lockUntilMs;
    private boolean isSigned;

    /**
     * Read one that is known to be well-formed.
     */
    Record wrap(final DirectBuffer source, final int at, final int bytes)
    {
        whole.wrap(source, at, bytes);
        final boolean isOne = read(whole, source);
        assert isOne && whole.isComplete() : "what was checked when it came is a record";
        return this;
    }

    /**
     * Read one.
     *
     * @param from   at its value.
     * @param source that it lies in.
     * @return false where there is none, or not a well-formed one.
     */
    boolean read(final MsgPackDecoder from, final DirectBuffer source)
    {
        buffer = source;
        offset = from.position();
        from.skip();
        valueLength = from.position() - offset;
        if (from.failed() || null != decoder.wrap(source, offset, valueLength).validate(true))
        {
            return false;
        }
        final int fields = MsgPackType.ARRAY == from.peek() ? from.readArrayHeader() : 0;
        isSigned = SIGNED_FIELDS == fields;
        if (FIELDS != fields && !isSigned || OWNER_LENGTH != from.readBinary())
        {
            return false;
        }
        ownerOffset = from.valueOffset();
        version = from.readLong();
        timestampMs = from.readLong();
        ttlS = from.readLong();
        change = from.readLong();
        lockToken = from.readLong();
        lockUntilMs = from.readLong();
        if (isSigned && SIGNATURE_LENGTH != from.readBinary())
        {
            return false;
        }
        length = from.position() - offset;
        return !from.failed() && version > 0 && isTime(timestampMs) && ttlS > 0 && ttlS <= MAX_TTL_S &&
            lockToken >= 0 && isTime(lockUntilMs);
    }

    /** Whether bytes from elsewhere are one, and nothing more. */
    boolean isWellFormed(final DirectBuffer source, final int bytes)
    {
        whole.wrap(source, 0, bytes);
        return read(whole, source) && whole.isComplete();
    }

    /** Write one, with the value of somewhere and the metadata of {@link NewRecord}. */
    static void encode(
        final MsgPackEncoder encoder, final NewRecord record, final DirectBuffer value, final int at, final int bytes)
    {
        encoder.putEncoded(value, at, bytes)
            .putArrayHeader(record.isSigned ? SIGNED_FIELDS : FIELDS)
            .putBinary(record.owner, 0, OWNER_LENGTH)
            .putLong(record.version)
            .putLong(record.timestampMs)
            .putLong(record.ttlS)
            .putLong(record.change)
            .putLong(record.lockToken)
            .putLong(record.lockUntilMs);
        if (record.isSigned)
        {
            // The worker puts its own in the place of it, and of the owner.
            encoder.putBinary(UNSIGNED, 0, SIGNATURE_LENGTH);
        }
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    int offset()
    {
        return offset;
    }

    int length()
    {
        return length;
    }

    int valueLength()
    {
        return valueLength;
    }

    DirectBuffer owner()
    {
        return buffer;
    }

    int ownerOffset()
    {
        return ownerOffset;
    }

    long version()
    {
        return version;
    }

    long timestampMs()
    {
        return timestampMs;
    }

    long ttlS()
    {
        return ttlS;
    }

    long change()
    {
        return change;
    }

    long lockToken()
    {
        return lockToken;
    }

    long lockUntilMs()
    {
        return lockUntilMs;
    }

    /** Whether it says that its owner has signed it. */
    boolean isSigned()
    {
        return isSigned;
    }

    /** Whether it names the same owner as another one, or as a command does. */
    boolean isOf(final DirectBuffer other, final int at)
    {
        for (int i = 0; i < OWNER_LENGTH; i++)
        {
            if (buffer.getByte(ownerOffset + i) != other.getByte(at + i))
            {
                return false;
            }
        }
        return true;
    }

    /** Whether it may be told to who wants those of a certain owner, or of anybody. */
    boolean suits(final StoreCommand command)
    {
        return !command.isOfOwner() || isSigned && isOf(command.buffer(), StoreCommand.OWNER_OFFSET);
    }

    /** Until when it is good, in milliseconds since 1970. */
    long expiresMs()
    {
        return timestampMs + ttlS * SECOND_MS;
    }

    boolean isExpired(final long nowMs)
    {
        return expiresMs() <= nowMs;
    }

    /** It says that nothing is stored. */
    boolean isDeleted()
    {
        return 1 == valueLength && buffer.getByte(offset) == (byte)0xc0;
    }

    /**
     * Tell the application.
     *
     * @param answer with room for it.
     * @return bytes of the answer.
     */
    int copyTo(final RecordAnswer answer)
    {
        answer.put(version, timestampMs, expiresMs()).putLock(lockToken, lockUntilMs).putSigned(isSigned);
        answer.buffer().putBytes(RecordAnswer.OWNER_OFFSET, buffer, ownerOffset, OWNER_LENGTH);
        if (isDeleted())
        {
            return RecordAnswer.VALUE_OFFSET;
        }
        answer.buffer().putBytes(RecordAnswer.VALUE_OFFSET, buffer, offset, valueLength);
        return RecordAnswer.VALUE_OFFSET + valueLength;
    }

    private static boolean isTime(final long ms)
    {
        return ms >= 0 && ms < Long.MAX_VALUE >> 12;
    }
}
