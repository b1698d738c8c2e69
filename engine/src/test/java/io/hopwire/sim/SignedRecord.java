package io.hopwire.sim;

import io.hopwire.crypto.Sha256;
import io.hopwire.crypto.identity.RecordKeys;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;

/**
 * A record as WIRE.md describes it, made by a hand of its own: signed, or as if it were.
 */
final class SignedRecord
{
    static final byte[] KEY = {'k', 'e', 'y'};

    private static final byte[] PREFIX = "hopwire/1 record hopwire\0".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX = 1000;
    private static final int SIGNATURE = 64;

    byte[] key = KEY;
    String value = "v";
    byte[] seed = seed(1);
    long version = 1;
    long timestampMs;
    long change = 1;
    boolean isSigned = true;
    int signatureLength = SIGNATURE;

    static byte[] seed(final int number)
    {
        final byte[] seed = new byte[32];
        seed[0] = (byte)number;
        return seed;
    }

    /** {@return the address of the key} */
    static byte[] address()
    {
        return address(KEY);
    }

    static byte[] address(final byte[] key)
    {
        final byte[] address = new byte[Sha256.LENGTH];
        final Sha256 sha256 = new Sha256();
        sha256.update(key, 0, key.length);
        sha256.digest(address, 0);
        return address;
    }

    /** {@return value and metadata} */
    byte[] bytes()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(buffer, 0, MAX);
        encoder.putString(value).putArrayHeader(isSigned ? 8 : 7)
            .putBinary(new UnsafeBuffer(RecordKeys.publicKey(seed)), 0, 32).putLong(version).putLong(timestampMs)
            .putLong(60).putLong(change).putLong(0).putLong(0);
        if (isSigned)
        {
            encoder.putBinary(new UnsafeBuffer(new byte[signatureLength]), 0, signatureLength);
        }
        final byte[] bytes = new byte[encoder.length()];
        buffer.getBytes(0, bytes);
        if (isSigned && SIGNATURE == signatureLength)
        {
            System.arraycopy(RecordKeys.sign(seed, signed(bytes)), 0, bytes, bytes.length - SIGNATURE, SIGNATURE);
        }
        return bytes;
    }

    private byte[] signed(final byte[] record)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX + 100]);
        buffer.putBytes(0, PREFIX);
        final MsgPackEncoder head = new MsgPackEncoder().wrap(buffer, PREFIX.length, MAX)
            .putBinary(new UnsafeBuffer(key), 0, key.length);
        final int at = PREFIX.length + head.length();
        buffer.putBytes(at, record, 0, record.length - SIGNATURE);
        final byte[] signed = new byte[at + record.length - SIGNATURE];
        buffer.getBytes(0, signed);
        return signed;
    }
}
