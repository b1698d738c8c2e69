package io.hopwire.component.dht;

import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.StoreCommand;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.MsgPackType;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a change makes of what is stored: a function of the record that there is, or that there is none, and of the
 * time. Not thread-safe; the changes of a node share one.
 */
final class Proposal
{
    private static final long MS_NS = 1_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long SECOND_MS = 1000;
    private static final int NIL_LENGTH = 1;
    private static final int LOCK_MARGIN_S = 60;
    private static final UnsafeBuffer NIL = new UnsafeBuffer(new byte[]{(byte)0xc0});

    private final long defaultTtlS;
    private final long maxTtlS;
    private final long graceMs;
    private final NewRecord next;
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MapPatch patch = new MapPatch();
    private final UnsafeBuffer merged = new UnsafeBuffer(new byte[DhtMessages.maxRecordLength(Long.BYTES)]);

    Proposal(final Settings settings, final DirectBuffer ownId)
    {
        next = new NewRecord(ownId);
        defaultTtlS = settings.get(DhtSettings.TTL) / SECOND_NS;
        maxTtlS = settings.get(DhtSettings.MAX_TTL) / SECOND_NS;
        graceMs = settings.get(DhtSettings.LOCK_GRACE) / MS_NS;
    }

    /** Whether a command is one that can be carried out. */
    int check(final StoreCommand command, final int maxKey, final int maxLength)
    {
        final int kind = command.kind();
        final int length = command.valueLength();
        final int metadata = Record.MAX_METADATA + (command.isSigned() ? Record.SIGNED_LENGTH : 0);
        if (command.keyLength() < 1 || command.keyLength() > maxKey ||
            command.keyLength() + length + metadata > maxLength)
        {
            return DhtCodes.TOO_LONG;
        }
        final boolean hasValue =
            StoreCommand.PUT == kind || StoreCommand.CAS == kind || StoreCommand.PATCH == kind;
        if (!hasValue)
        {
            return kind < StoreCommand.PUT || kind > StoreCommand.READ_ANY || 0 != length ?
                DhtCodes.MALFORMED : DhtCodes.OK;
        }
        if (0 == length || null != decoder.wrap(command.buffer(), command.valueOffset(), length).validate(true))
        {
            return DhtCodes.MALFORMED;
        }
        final MsgPackType type = decoder.peek();
        final boolean isValue = StoreCommand.PATCH == kind ? MsgPackType.MAP == type : MsgPackType.NIL != type;
        return isValue ? DhtCodes.OK : DhtCodes.MALFORMED;
    }

    /**
     * Make the next record.
     *
     * @param command that was checked.
     * @param now     the record that there is; null where there is none that is good.
     * @param version of the last one that there was, good or not; 0 for none.
     * @param change  number of the change.
     * @param ballot  counter of the ballot that it is made with.
     * @param to      where the record goes.
     * @param nowNs   time of the duty cycle.
     * @return {@link DhtCodes#OK} where there is a record to be stored, {@link #length()} bytes long; else why not.
     */
    int make(
        final StoreCommand command,
        final Record now,
        final long version,
        final long change,
        final long ballot,
        final UnsafeBuffer to,
        final long nowNs)
    {
        final long nowMs = nowNs / MS_NS;
        final int refusal = refusal(command, now, nowMs);
        if (DhtCodes.OK != refusal)
        {
            return refusal;
        }
        // Greater than that of a record which is forgotten meanwhile, as far as clocks are right.
        next.version = Math.max(version + 1, 0 == version ? nowMs : 0);
        next.isSigned = command.isSigned();
        if (next.isSigned)
        {
            // Not that of another one that was signed and not decided: what has the later ballot is the later one.
            next.version = Math.max(next.version, ballot);
        }
        next.timestampMs = nowMs;
        next.change = change;
        next.ttlS = ttlS(command, now);
        next.lockToken = isLocked(now, nowMs) ? now.lockToken() : 0;
        next.lockUntilMs = isLocked(now, nowMs) ? now.lockUntilMs() : 0;
        if (StoreCommand.LOCK == command.kind())
        {
            next.lockToken = 0 == command.lockToken() ? next.version : command.lockToken();
            next.lockUntilMs = nowMs + command.leaseMs();
            next.ttlS = Math.max(next.ttlS, command.leaseMs() / SECOND_MS + LOCK_MARGIN_S);
        }
        else if (StoreCommand.UNLOCK == command.kind())
        {
            next.lockToken = 0;
            next.lockUntilMs = 0;
        }
        next.ttlS = Math.min(next.ttlS, maxTtlS);
        return encode(command, now, to);
    }

    /** Bytes of the record that was made last. */
    int length()
    {
        return encoder.length();
    }

    private int encode(final StoreCommand command, final Record now, final UnsafeBuffer to)
    {
        DirectBuffer value = command.buffer();
        int offset = command.valueOffset();
        int length = command.valueLength();
        if (StoreCommand.PATCH == command.kind())
        {
            encoder.wrap(merged, 0, merged.capacity());
            final boolean isThere = null != now && !now.isDeleted();
            patch.merge(
                encoder, isThere ? now.buffer() : value, isThere ? now.offset() : offset,
                isThere ? now.valueLength() : 0, value, offset, length);
            if (encoder.overflowed())
            {
                return DhtCodes.TOO_LONG;
            }
            value = merged;
            offset = 0;
            length = encoder.length();
        }
        else if (0 == length)
        {
            final boolean keeps = StoreCommand.DELETE != command.kind() && null != now;
            value = keeps ? now.buffer() : NIL;
            offset = keeps ? now.offset() : 0;
            length = keeps ? now.valueLength() : NIL_LENGTH;
        }
        encoder.wrap(to, 0, to.capacity());
        Record.encode(encoder, next, value, offset, length);
        return encoder.overflowed() ? DhtCodes.TOO_LONG : DhtCodes.OK;
    }

    private int refusal(final StoreCommand command, final Record now, final long nowMs)
    {
        if (null != now && now.isSigned() && !command.isSigned())
        {
            return DhtCodes.NOT_OWNER;
        }
        final long token = command.lockToken();
        final boolean isHolder = null != now && token == now.lockToken();
        if (0 != token && (!isHolder || StoreCommand.LOCK != command.kind() && !isLocked(now, nowMs)))
        {
            return DhtCodes.LOCK_LOST;
        }
        if (0 == token && isLocked(now, nowMs - graceMs))
        {
            return DhtCodes.LOCKED;
        }
        if (StoreCommand.UNLOCK == command.kind() && 0 == token)
        {
            return DhtCodes.LOCK_LOST;
        }
        final boolean isThere = null != now && !now.isDeleted();
        final long expected = command.expected();
        final boolean isExpected = StoreCommand.ANY_VERSION == expected ||
            (0 == expected ? !isThere : null != now && expected == now.version());
        final boolean fits = StoreCommand.PATCH != command.kind() || !isThere ||
            MapPatch.isMap(decoder, now.buffer(), now.offset(), now.valueLength());
        return isExpected && fits ? DhtCodes.OK : DhtCodes.CONFLICT;
    }

    private long ttlS(final StoreCommand command, final Record now)
    {
        final boolean keeps = StoreCommand.LOCK == command.kind() || StoreCommand.UNLOCK == command.kind() ||
            StoreCommand.PATCH == command.kind();
        return command.ttlS() > 0 ? command.ttlS() : keeps && null != now ? now.ttlS() : defaultTtlS;
    }

    private static boolean isLocked(final Record now, final long nowMs)
    {
        return null != now && 0 != now.lockToken() && now.lockUntilMs() > nowMs;
    }
}
