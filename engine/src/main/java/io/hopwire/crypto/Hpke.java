package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Hybrid public key encryption (RFC 9180) of single messages, in the modes base and auth: DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256 and one of three ciphers. Each message has an ephemeral key of its own, so the sequence number is always
 * 0 and a sender keeps nothing.
 * <pre>
 *   dh      = DH(ephemeral, recipient) [ || DH(sender, recipient) in mode auth ]
 *   shared  = Expand(Extract("", "eae_prk", dh), "shared_secret", enc || recipient [ || sender ])
 *   context = mode || Extract("", "psk_id_hash", "") || Extract("", "info_hash", info)
 *   secret  = Extract(shared, "secret", "")
 *   key     = Expand(secret, "key", context),   nonce = Expand(secret, "base_nonce", context)
 * </pre>
 * Both are the labelled ones of the RFC's section 4. Allocates nothing of its own after its construction; the key
 * agreement and an AES key schedule do. Not thread-safe.
 */
final class Hpke
{
    /** Bytes of a private key, of a public key, and of an encapsulated key. */
    static final int KEY_LENGTH = CryptoProvider.KEY_LENGTH;

    private static final int NONCE_LENGTH = 12;
    private static final int HASH_LENGTH = HashFunction.LENGTH;
    private static final byte MODE_BASE = 0;
    private static final byte MODE_AUTH = 2;
    private static final byte[] VERSION = ascii("HPKE-v1");
    private static final byte[] KEM_SUITE = {'K', 'E', 'M', 0x00, 0x20};
    private static final byte[] EMPTY = {};
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, BIG_ENDIAN);

    /** The ciphers, as section 7.3 of the RFC numbers them. */
    enum Cipher
    {
        AES_128_GCM(1, 16),
        AES_256_GCM(2, 32),
        CHACHA20_POLY1305(3, 32);

        final int id;
        final int keyLength;

        Cipher(final int id, final int keyLength)
        {
            this.id = id;
            this.keyLength = keyLength;
        }

        private StagedAead newAead(final CryptoScratch scratch)
        {
            return this == CHACHA20_POLY1305 ?
                new ChaCha20Poly1305(scratch) : new AesGcm(scratch, GHash.isIntrinsic());
        }
    }

    /** Keys of somebody whose private key we have. */
    record StaticKeys(byte[] privateKey, byte[] publicKey)
    {
    }

    private final CryptoProvider crypto;
    private final StagedAead aead;
    private final Hkdf hkdf = new Hkdf(new Sha256());
    private final byte[] eaePrkLabel = label(KEM_SUITE, "eae_prk");
    private final byte[] sharedSecretLabel = label(KEM_SUITE, "shared_secret");
    private final byte[] secretLabel;
    private final byte[] keyLabel;
    private final byte[] nonceLabel;
    private final byte[] baseContext;
    private final byte[] authContext;

    private final byte[] enc = new byte[KEY_LENGTH];
    private final byte[] agreed = new byte[KEY_LENGTH];
    private final byte[] dh = new byte[2 * KEY_LENGTH];
    private final byte[] kemContext = new byte[3 * KEY_LENGTH];
    private final byte[] shared = new byte[HASH_LENGTH];
    private final byte[] secret = new byte[HASH_LENGTH];
    private final byte[] key;
    private final byte[] nonce = new byte[NONCE_LENGTH];
    /** Room for a label with what it is the label of: at most the three keys of the KEM's context. */
    private final byte[] labelled = new byte[160];

    /**
     * @param crypto  to agree on keys with.
     * @param scratch working memory, which contexts of one thread may share.
     * @param cipher  of the messages.
     * @param info    that both sides must agree on, of any length; see section 8.1 of the RFC.
     */
    Hpke(final CryptoProvider crypto, final CryptoScratch scratch, final Cipher cipher, final byte[] info)
    {
        this.crypto = crypto;
        aead = cipher.newAead(scratch);
        key = new byte[cipher.keyLength];
        final byte[] suite = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, (byte)cipher.id};
        secretLabel = label(suite, "secret");
        keyLabel = label(suite, "key");
        nonceLabel = label(suite, "base_nonce");
        baseContext = context(suite, MODE_BASE, info);
        authContext = context(suite, MODE_AUTH, info);
    }

    /**
     * Begin a message to somebody.
     *
     * @param ephemeral    private key, random and never used before.
     * @param recipient    public key.
     * @param senderOrNull who proves to have sent it: mode auth; null is mode base.
     * @return false where no key can be agreed on: the recipient's is a point of small order.
     */
    boolean encapsulate(final byte[] ephemeral, final byte[] recipient, final StaticKeys senderOrNull)
    {
        crypto.publicKey(ephemeral, enc);
        final boolean isGood = agree(ephemeral, recipient, 0) &&
            (null == senderOrNull || agree(senderOrNull.privateKey, recipient, KEY_LENGTH));
        return finish(isGood, recipient, null == senderOrNull ? null : senderOrNull.publicKey);
    }

    /**
     * Begin to read a message.
     *
     * @param encapsulated as {@link #copyEncapsulated} gave it.
     * @param offset       its first byte.
     * @param recipient    us.
     * @param senderOrNull public key of whom it must be from, or null for mode base.
     * @return false where no key can be agreed on: that in the message, or the sender's, is a point of small order.
     */
    boolean decapsulate(
        final DirectBuffer encapsulated, final int offset, final StaticKeys recipient, final byte[] senderOrNull)
    {
        encapsulated.getBytes(offset, enc, 0, KEY_LENGTH);
        final boolean isGood = agree(recipient.privateKey, enc, 0) &&
            (null == senderOrNull || agree(recipient.privateKey, senderOrNull, KEY_LENGTH));
        return finish(isGood, recipient.publicKey, senderOrNull);
    }

    /** Write the public key of the ephemeral one, which goes with the message. */
    void copyEncapsulated(final MutableDirectBuffer dst, final int offset)
    {
        dst.putBytes(offset, enc, 0, KEY_LENGTH);
    }

    /** As {@link Aead#associate}. */
    void associate(final DirectBuffer ad, final int adOffset, final int adLength)
    {
        aead.associate(ad, adOffset, adLength);
    }

    /** As {@link Aead#seal}; the key is forgotten. */
    int seal(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final int written = aead.seal(nonceHead(), nonceTail(), src, srcOffset, length, dst, dstOffset);
        forget();
        return written;
    }

    /** As {@link Aead#open}; the key is forgotten. */
    int open(
        final DirectBuffer src,
        final int srcOffset,
        final int lengthWithTag,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final int length = aead.open(nonceHead(), nonceTail(), src, srcOffset, lengthWithTag, dst, dstOffset);
        forget();
        return length;
    }

    /** Forget all secrets. */
    void forget()
    {
        aead.clear();
        Arrays.fill(agreed, (byte)0);
        Arrays.fill(dh, (byte)0);
        Arrays.fill(shared, (byte)0);
        Arrays.fill(secret, (byte)0);
        Arrays.fill(key, (byte)0);
        Arrays.fill(nonce, (byte)0);
        Arrays.fill(labelled, (byte)0);
    }

    /** For tests: what the vectors of the RFC call shared_secret, key and base_nonce, one behind the other. */
    byte[] secrets()
    {
        final byte[] secrets = Arrays.copyOf(shared, HASH_LENGTH + key.length + NONCE_LENGTH);
        System.arraycopy(key, 0, secrets, HASH_LENGTH, key.length);
        System.arraycopy(nonce, 0, secrets, HASH_LENGTH + key.length, NONCE_LENGTH);
        return secrets;
    }

    private boolean agree(final byte[] privateKey, final byte[] publicKey, final int at)
    {
        final boolean isGood = crypto.agree(privateKey, publicKey, agreed);
        System.arraycopy(agreed, 0, dh, at, KEY_LENGTH);
        return isGood;
    }

    private boolean finish(final boolean isGood, final byte[] recipient, final byte[] senderOrNull)
    {
        if (!isGood)
        {
            forget();
            return false;
        }
        final int pairs = null == senderOrNull ? 1 : 2;
        System.arraycopy(enc, 0, kemContext, 0, KEY_LENGTH);
        System.arraycopy(recipient, 0, kemContext, KEY_LENGTH, KEY_LENGTH);
        if (null != senderOrNull)
        {
            System.arraycopy(senderOrNull, 0, kemContext, 2 * KEY_LENGTH, KEY_LENGTH);
        }
        extract(EMPTY, eaePrkLabel, dh, pairs * KEY_LENGTH, secret);
        expand(secret, sharedSecretLabel, kemContext, (1 + pairs) * KEY_LENGTH, shared);
        extract(shared, secretLabel, EMPTY, 0, secret);
        final byte[] context = null == senderOrNull ? baseContext : authContext;
        expand(secret, keyLabel, context, context.length, key);
        expand(secret, nonceLabel, context, context.length, nonce);
        aead.init(key, 0, key.length);
        return true;
    }

    private int nonceHead()
    {
        return (int)INTS.get(nonce, 0);
    }

    private long nonceTail()
    {
        return (long)LONGS.get(nonce, Integer.BYTES);
    }

    private byte[] context(final byte[] suite, final byte mode, final byte[] info)
    {
        final byte[] context = new byte[1 + 2 * HASH_LENGTH];
        final byte[] hash = new byte[HASH_LENGTH];
        context[0] = mode;
        final byte[] noPsk = label(suite, "psk_id_hash");
        hkdf.extract(EMPTY, noPsk, noPsk.length, hash);
        System.arraycopy(hash, 0, context, 1, HASH_LENGTH);
        final byte[] labelledInfo = join(label(suite, "info_hash"), info);
        hkdf.extract(EMPTY, labelledInfo, labelledInfo.length, hash);
        System.arraycopy(hash, 0, context, 1 + HASH_LENGTH, HASH_LENGTH);
        return context;
    }

    /** LabeledExtract of the RFC's section 4; the label has version and suite in front. */
    private void extract(
        final byte[] salt, final byte[] label, final byte[] input, final int inputLength, final byte[] dst)
    {
        System.arraycopy(label, 0, labelled, 0, label.length);
        System.arraycopy(input, 0, labelled, label.length, inputLength);
        hkdf.extract(salt, labelled, label.length + inputLength, dst);
    }

    /** LabeledExpand of the RFC's section 4, as many bytes as there is room. */
    private void expand(
        final byte[] prk, final byte[] label, final byte[] context, final int contextLength, final byte[] dst)
    {
        labelled[0] = 0;
        labelled[1] = (byte)dst.length;
        System.arraycopy(label, 0, labelled, 2, label.length);
        System.arraycopy(context, 0, labelled, 2 + label.length, contextLength);
        hkdf.expand(prk, labelled, 2 + label.length + contextLength, dst, dst.length);
    }

    private static byte[] label(final byte[] suite, final String name)
    {
        return join(join(VERSION, suite), ascii(name));
    }

    private static byte[] join(final byte[] left, final byte[] right)
    {
        final byte[] joined = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, joined, left.length, right.length);
        return joined;
    }

    private static byte[] ascii(final String text)
    {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
