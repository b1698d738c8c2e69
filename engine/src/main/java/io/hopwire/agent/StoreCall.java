package io.hopwire.agent;

import io.hopwire.HopwireException;
import io.hopwire.StoreException;
import io.hopwire.StoreException.Reason;
import io.hopwire.StoreHandler;
import io.hopwire.StoreRequest;
import io.hopwire.StoredRecord;
import io.hopwire.StoredValue;
import io.hopwire.core.JsonValue;
import io.hopwire.core.ShoutValue;
import io.hopwire.spi.Commands;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RecordAnswer;
import io.hopwire.spi.StoreCommand;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A request for what the network stores, from its thread to the node and back.
 */
final class StoreCall extends PendingCommand
{
    /** No datagram carries as much, whatever it is. */
    private static final int MAX_TEXT = 1 << 16;

    private final String key;
    private final StoreHandler handlerOrNull;

    private StoreCall(
        final StoreRequest request, final byte[] key, final DirectBuffer valueOrNull, final StoreHandler handlerOrNull)
    {
        super(typeOf(request), command(request, key, valueOrNull).buffer());
        this.key = request.key();
        this.handlerOrNull = handlerOrNull;
    }

    static StoreCall of(final StoreRequest request, final StoreHandler handlerOrNull)
    {
        final byte[] key = request.key().getBytes(StandardCharsets.UTF_8);
        final DirectBuffer value = null == request.value() ? null : encode(request.value());
        if (key.length + (null == value ? 0 : value.capacity()) > MAX_TEXT)
        {
            throw invalid("key and value are longer than " + MAX_TEXT + " bytes");
        }
        return new StoreCall(request, key, value, handlerOrNull);
    }

    private static DirectBuffer encode(final StoredValue value)
    {
        if (value.isBytes())
        {
            return ShoutValue.of(value.bytes(), ShoutValue.BYTES);
        }
        final String json = value.json();
        if (json.length() > MAX_TEXT)
        {
            throw invalid("JSON of " + json.length() + " characters is longer than " + MAX_TEXT);
        }
        try
        {
            return JsonValue.parse(json);
        }
        catch (final IllegalArgumentException ex)
        {
            throw invalid(ex.getMessage());
        }
    }

    private static StoreException invalid(final String message)
    {
        return new StoreException(Reason.INVALID, message, null);
    }

    private static int typeOf(final StoreRequest request)
    {
        return StoreRequest.Kind.READ == request.kind() || StoreRequest.Kind.GET == request.kind() ?
            Commands.FIND_VALUE : Commands.STORE;
    }

    private static StoreCommand command(
        final StoreRequest request, final byte[] key, final DirectBuffer valueOrNull)
    {
        final boolean byVersion = StoreRequest.ANY_VERSION != request.version();
        final int kind = switch (request.kind())
        {
            case PUT -> byVersion ? StoreCommand.CAS : StoreCommand.PUT;
            case DELETE -> StoreCommand.DELETE;
            case PATCH -> StoreCommand.PATCH;
            case LOCK -> StoreCommand.LOCK;
            case UNLOCK -> StoreCommand.UNLOCK;
            case READ -> StoreCommand.READ;
            case GET -> StoreCommand.READ_ANY;
        };
        final StoreCommand command = new StoreCommand(kind, new UnsafeBuffer(key), valueOrNull);
        if (null != request.owner())
        {
            command.ofOwner(new UnsafeBuffer(HexFormat.of().parseHex(request.owner())));
        }
        return command.signed(request.isSigned()).expected(request.version())
            .lockToken(request.lockToken()).leaseMs(request.leaseMs())
            .ttlS(request.ttlSeconds()).timeoutNs(request.timeoutNs());
    }

    @Override
    void onAnswer(
        final EngineSessions sessions, final int answer, final DirectBuffer buffer, final int offset, final int length)
    {
        super.onAnswer(sessions, answer, buffer, offset, length);
        if (null != handlerOrNull)
        {
            sessions.lateAnswers.add(this);
        }
    }

    @Override
    void tell()
    {
        try
        {
            handlerOrNull.onStored(result(), null);
        }
        catch (final StoreException ex)
        {
            handlerOrNull.onStored(null, ex);
        }
    }

    /**
     * When it is answered.
     *
     * @return what is stored.
     * @throws HopwireException that says what is wrong.
     */
    StoredRecord result()
    {
        final StoredRecord found = null == body() ? null : record();
        if (DhtCodes.OK == code() || DhtCodes.NOT_FOUND == code())
        {
            return null == found ? StoredRecord.NOTHING : found;
        }
        throw new StoreException(reason(code()), message(found), found);
    }

    private StoredRecord record()
    {
        final RecordAnswer answer = new RecordAnswer().wrap(body(), 0, body().capacity());
        return new StoredRecord(
            value(answer), answer.version(), answer.timestampMs(), answer.expiresMs(), answer.lockToken(),
            answer.lockUntilMs(), answer.holders(), answer.asked(), answer.isSigned() ? owner(answer) : null);
    }

    private static String owner(final RecordAnswer answer)
    {
        final byte[] key = new byte[RecordAnswer.VALUE_OFFSET - RecordAnswer.OWNER_OFFSET];
        answer.buffer().getBytes(RecordAnswer.OWNER_OFFSET, key);
        return HexFormat.of().formatHex(key);
    }

    private static StoredValue value(final RecordAnswer answer)
    {
        final int length = answer.valueLength();
        if (0 == length)
        {
            return null;
        }
        final ShoutValue value = new ShoutValue().wrap(answer.buffer(), RecordAnswer.VALUE_OFFSET, length);
        if (ShoutValue.BYTES != value.kind())
        {
            return StoredValue.json(JsonValue.format(answer.buffer(), RecordAnswer.VALUE_OFFSET, length));
        }
        final byte[] bytes = new byte[value.length()];
        answer.buffer().getBytes(value.offset(), bytes);
        return StoredValue.of(bytes);
    }

    private String message(final StoredRecord found)
    {
        final String what = "'" + key + "'";
        switch (code())
        {
            case DhtCodes.CONFLICT:
                return what + (null == found ? " is not stored" : " has version " + found.version()) +
                    ", or is no object that can be patched";
            case DhtCodes.LOCKED:
                return what + " is locked" + (null == found ? "" : " until " + found.lockUntilMs() + " ms since 1970");
            case DhtCodes.LOCK_LOST:
                return "that lock of " + what + " is not held any more, or never was";
            case DhtCodes.TOO_LONG:
                return "key " + what + " or its value is too long, or the key is empty";
            case DhtCodes.MALFORMED:
                return "no value that can be stored under " + what + ", or no object to patch it with";
            case DhtCodes.NOT_OWNER:
                return what + (null == found || null == found.owner() ? " is not signed by the owner that is wanted" :
                    " is signed by " + found.owner() + ", and only its owner changes it");
            case DhtCodes.UNCERTAIN:
                return "nobody knows whether " + what + " was changed: not enough nodes have answered in time";
            default:
                return what + ": " + DhtCodes.name(code());
        }
    }

    private static Reason reason(final int code)
    {
        return switch (code)
        {
            case DhtCodes.CONFLICT -> Reason.CONFLICT;
            case DhtCodes.LOCKED -> Reason.LOCKED;
            case DhtCodes.LOCK_LOST -> Reason.LOCK_LOST;
            case DhtCodes.TOO_LONG, DhtCodes.MALFORMED -> Reason.INVALID;
            case DhtCodes.LIMIT, DhtCodes.NOT_CONNECTED -> Reason.UNAVAILABLE;
            case DhtCodes.TIMEOUT -> Reason.TIMEOUT;
            case DhtCodes.NOT_OWNER -> Reason.NOT_OWNER;
            case DhtCodes.REFUSED -> Reason.REFUSED;
            default -> Reason.UNCERTAIN;
        };
    }
}
