package io.hopwire.component.dht;

import io.hopwire.spi.RecordAnswer;
import io.hopwire.spi.StoreCommand;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A record as it comes: a value, and what is said of it.
 */
class RecordTest
{
    private static final int NIL = 0xc0;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[300]);
    private final UnsafeBuffer owner = new UnsafeBuffer(new byte[Record.OWNER_LENGTH]);
    private final UnsafeBuffer signature = new UnsafeBuffer(new byte[Record.SIGNATURE_LENGTH + 1]);
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final Record record = new Record();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Record.SIGNATURE_LENGTH - 1, Record.SIGNATURE_LENGTH + 1})
    void refusesASignatureOfAnotherLength(final int length)
    {
        metadata(7, 8).putBinary(signature, 0, length);
        assertFalse(isWellFormed());
    }

    @Test
    void isSignedWhereItHasASignature()
    {
        metadata(7, 8).putBinary(signature, 0, Record.SIGNATURE_LENGTH);
        assertTrue(isWellFormed());
        assertTrue(record.isSigned());
        metadata(7, 7);
        assertTrue(isWellFormed());
        assertFalse(record.isSigned());
        metadata(7, 7).putBinary(signature, 0, Record.SIGNATURE_LENGTH);
        assertFalse(isWellFormed(), "behind the last field");
        metadata(7, 8);
        assertFalse(isWellFormed(), "cut off before it");
        metadata(7, 8).putString("a text of sixty-four bytes that is no binary, as signatures are.");
        assertFalse(isWellFormed());
    }

    @Test
    void suitsWhoWantsOneOfItsOwnerWhereItIsSigned()
    {
        owner.putByte(Record.OWNER_LENGTH - 1, (byte)1);
        final UnsafeBuffer other = new UnsafeBuffer(new byte[Record.OWNER_LENGTH]);
        metadata(7, 8).putBinary(signature, 0, Record.SIGNATURE_LENGTH);
        assertTrue(isWellFormed());
        assertTrue(record.isOf(owner, 0));
        assertFalse(record.isOf(other, 0));
        assertTrue(record.suits(command()));
        assertTrue(record.suits(command().ofOwner(owner)));
        assertFalse(record.suits(command().ofOwner(other)));
        metadata(7, 7);
        assertTrue(isWellFormed());
        assertFalse(record.suits(command().ofOwner(owner)), "anybody can say whose it is");
    }

    @Test
    void saysThatNothingIsStored()
    {
        final RecordAnswer answer = new RecordAnswer().wrap(new UnsafeBuffer(new byte[200]), 0, 200);
        metadata(NIL, 7);
        assertTrue(isWellFormed());
        assertTrue(record.isDeleted());
        assertEquals(RecordAnswer.VALUE_OFFSET, record.copyTo(answer));
        metadata(7, 7);
        assertTrue(isWellFormed());
        assertFalse(record.isDeleted());
        assertEquals(RecordAnswer.VALUE_OFFSET + 1, record.copyTo(answer));
        assertEquals(7, answer.buffer().getByte(RecordAnswer.VALUE_OFFSET));
        metadata(7, new byte[]{(byte)0x91, (byte)NIL});
        assertTrue(isWellFormed());
        assertFalse(record.isDeleted(), "an array of nothing is something");
    }

    private StoreCommand command()
    {
        return new StoreCommand(0, new UnsafeBuffer(new byte[1]), null);
    }

    /** A value of one byte, and all but a signature of what follows. */
    private MsgPackEncoder metadata(final int value, final int fields)
    {
        return metadata(fields, new byte[]{(byte)value});
    }

    private MsgPackEncoder metadata(final int fields, final byte[] value)
    {
        encoder.wrap(buffer, 0, buffer.capacity());
        return encoder.putEncoded(new UnsafeBuffer(value), 0, value.length).putArrayHeader(fields)
            .putBinary(owner, 0, Record.OWNER_LENGTH)
            .putLong(1).putLong(1_000).putLong(60).putLong(5).putLong(0).putLong(0);
    }

    private boolean isWellFormed()
    {
        return record.isWellFormed(buffer, encoder.length());
    }
}
