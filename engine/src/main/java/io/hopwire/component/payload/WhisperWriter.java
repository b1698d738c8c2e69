package io.hopwire.component.payload;

import io.hopwire.crypto.BoxWork;
import io.hopwire.crypto.Sha256;
import io.hopwire.spi.WhisperCodes;
import io.hopwire.spi.WhisperCommand;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes our own WHISPERs: as they are said to the destination itself, and, by way of the worker, as they are handed to
 * others. Not thread-safe.
 */
final class WhisperWriter
{
    private static final int NAME_SHIFT = Integer.SIZE;

    private final Ways ways;
    private final BoxRequests boxes;
    private final int beta;
    private final int headerLength;
    private final Sha256 sha256 = new Sha256();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final MsgPackEncoder encoder = new MsgPackEncoder();

    WhisperWriter(final Ways ways, final BoxRequests boxes)
    {
        this.ways = ways;
        this.boxes = boxes;
        beta = Byte.SIZE * ways.own().space().length();
        headerLength = MessageFlyweight.headerLength(beta);
    }

    /** {@return 0, or why there can be no such message, one of {@link WhisperCodes}} */
    int check(final WhisperCommand command)
    {
        if (command.keyLength() != ways.own().space().length())
        {
            return WhisperCodes.BAD_KEY;
        }
        if (ways.own().is(command.buffer(), WhisperCommand.KEY_OFFSET))
        {
            return WhisperCodes.SELF;
        }
        if (command.valueLength() > ways.sizes().longestValue())
        {
            return WhisperCodes.TOO_LONG;
        }
        decoder.wrap(command.buffer(), command.valueOffset(), command.valueLength());
        return null == decoder.validate(true) ? WhisperCodes.OK : WhisperCodes.MALFORMED;
    }

    /** Write a message whose number and destination are there, with a new secret. */
    void write(final OwnWhisper whisper, final WhisperCommand command)
    {
        ways.own().space().nodeId(whisper.to, 0, whisper.toId, 0);
        whisper.secret.putLong(0, ways.services().entropy().nextLong());
        whisper.secret.putLong(Long.BYTES, ways.services().entropy().nextLong());
        encoder.wrap(whisper.plain, headerLength, whisper.plain.capacity() - headerLength);
        WhisperMessage.encode(
            encoder, command.buffer(), command.valueOffset(), command.valueLength(), whisper.number, whisper.secret);
        assert !encoder.overflowed() : "its length was checked";
        whisper.plainLength = headerLength + encoder.length();
        putHeader(whisper, whisper.plain, false, encoder.length());
        whisper.isUnsealable = !ways.sizes().maySeal(whisper.plainLength);
        whisper.isTooLong = whisper.isUnsealable;
        sha256.nodeId(whisper.plain, 0, whisper.plainLength, whisper.plainHash, 0);
    }

    /** Have it sealed; false where the worker can not be asked now. */
    boolean seal(final OwnWhisper whisper, final long nowNs)
    {
        final int payloadLength = whisper.plainLength - headerLength;
        putHeader(whisper, whisper.sealed, true, ways.sizes().box().lengthOf(payloadLength));
        whisper.sealed.putBytes(headerLength, whisper.plain, headerLength, payloadLength);
        return boxes.ask(
            BoxWork.SEAL, name(whisper), whisper.sealed, 0, headerLength, whisper.plainLength, nowNs);
    }

    /** {@return the place of the message that a result of the worker is about} */
    static int placeOf(final DirectBuffer buffer, final int offset)
    {
        return (int)BoxWork.token(buffer, offset);
    }

    /** {@return whether a result is about a message, and not about the one that had its place before} */
    static boolean isAbout(final OwnWhisper whisper, final DirectBuffer buffer, final int offset)
    {
        return BoxWork.token(buffer, offset) == name(whisper);
    }

    /** It is sealed; false where that can not be done for its key. */
    boolean sealed(final OwnWhisper whisper, final DirectBuffer buffer, final int offset, final int length)
    {
        if (BoxWork.OK != BoxWork.status(buffer, offset))
        {
            return false;
        }
        whisper.sealedLength = length - BoxWork.MESSAGE_OFFSET;
        whisper.sealed.putBytes(0, buffer, offset + BoxWork.MESSAGE_OFFSET, whisper.sealedLength);
        sha256.nodeId(whisper.sealed, 0, whisper.sealedLength, whisper.sealedHash, 0);
        return true;
    }

    private void putHeader(
        final OwnWhisper whisper, final UnsafeBuffer buffer, final boolean isSealed, final int payloadLength)
    {
        MessageFlyweight.putFrom(buffer, 0, beta, ways.own().bytes(), 0);
        MessageFlyweight.putTo(buffer, 0, beta, whisper.to, 0);
        MessageFlyweight.putOptions(buffer, 0, beta, Operation.WHISPER, isSealed);
        MessageFlyweight.putPayloadLength(buffer, 0, beta, payloadLength);
    }

    private static long name(final OwnWhisper whisper)
    {
        return (long)whisper.use << NAME_SHIFT | whisper.index;
    }
}
