package io.hopwire.wire;

import io.hopwire.crypto.RecordWork;
import io.hopwire.crypto.RecordWorker;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.crypto.identity.RecordKeys;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A record that a node has signed, as its worker does it.
 */
final class WireSignedRecord
{
    private static final byte[] PREFIX = "hopwire/1 record hopwire\0".getBytes(US_ASCII);
    private static final byte[] KEY = "colour".getBytes(US_ASCII);
    private static final byte[] VALUE = {(byte)0xa2, 'h', 'i'};
    private static final long MS = 1_700_000_000_000L;
    private static final int DAY_S = 86_400;
    private static final int MAX = 256;
    private static final int OWNER = 32;
    private static final int SIGNATURE = 64;

    private WireSignedRecord()
    {
    }

    static void describe(final WireExample example, final WireNode owner)
    {
        final UnsafeBuffer work = new UnsafeBuffer(new byte[RecordWork.BODY_OFFSET + MAX]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(work, RecordWork.BODY_OFFSET, MAX)
            .putBinary(new UnsafeBuffer(KEY), 0, KEY.length);
        final int keyLength = encoder.length();
        encoder.putEncoded(new UnsafeBuffer(VALUE), 0, VALUE.length).putArrayHeader(8);
        final int ownerAt = encoder.length() + 2;
        encoder.putBinary(new UnsafeBuffer(new byte[OWNER]), 0, OWNER).putLong(MS).putLong(MS).putLong(DAY_S)
            .putLong(7).putLong(0).putLong(0).putBinary(new UnsafeBuffer(new byte[SIGNATURE]), 0, SIGNATURE);
        final byte[] body = sign(work, encoder.length(), ownerAt, owner.privateKey);
        final byte[] seed = RecordKeys.seed(IdentitySchemes.X25519, owner.privateKey);
        check(body, seed);
        final byte[] signed = Arrays.copyOf(PREFIX, PREFIX.length + keyLength);
        System.arraycopy(body, 0, signed, PREFIX.length, keyLength);
        final int ends = body.length - 2 - SIGNATURE;
        final byte[] record = Arrays.copyOfRange(body, keyLength, body.length);
        example.put(owner.privateKey, "private key of A")
            .put(seed, "seed of its owner's key: SHA-256(\"hopwire/1 owner of records \" | private key)")
            .split(
            signed, PREFIX.length, "what is signed: \"hopwire/1 record hopwire\", 0;",
            "the key; and behind it the record:")
            .split(
            record, VALUE.length, "value", 1, "metadata: array of 8", OWNER + 2, "owner", ends - ownerAt - OWNER,
            "version, timestamp, ttl, change, lock token, lock until", 2, "bin of 64: what is signed ends here",
            "signature");
    }

    private static byte[] sign(
        final UnsafeBuffer work, final int length, final int ownerAt, final byte[] privateKey)
    {
        RecordWork.put(work, 0, RecordWork.SIGN, length, ownerAt);
        final UnsafeBuffer result = new UnsafeBuffer(new byte[RecordWork.BODY_OFFSET + length]);
        new RecordWorker(IdentitySchemes.X25519, privateKey, PREFIX)
            .execute(work, 0, RecordWork.BODY_OFFSET + length, result, 0);
        final byte[] body = new byte[length];
        result.getBytes(RecordWork.BODY_OFFSET, body);
        return body;
    }

    /** By hand, as the document says it. */
    private static void check(final byte[] body, final byte[] seed)
    {
        final byte[] message = Arrays.copyOf(PREFIX, PREFIX.length + body.length - SIGNATURE);
        System.arraycopy(body, 0, message, PREFIX.length, body.length - SIGNATURE);
        final byte[] signature = Arrays.copyOfRange(body, body.length - SIGNATURE, body.length);
        if (!RecordKeys.verify(RecordKeys.publicKey(seed), message, signature))
        {
            throw new AssertionError("it is not signed");
        }
    }
}
