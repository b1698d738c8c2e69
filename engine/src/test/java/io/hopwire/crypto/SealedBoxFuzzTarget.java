package io.hopwire.crypto;

import io.hopwire.crypto.identity.FuzzSignatures;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.sim.NullCrypto;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.EntropySource;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Boxes sealed by anybody: what does not open says why, and writes nothing. The first byte chooses for whom and from
 * whom. As a fuzzer can neither seal nor sign, it may have what follows sealed, changes a byte of that, and tries
 * ciphers that take no time for what is done with a public key.
 */
public final class SealedBoxFuzzTarget
{
    private static final byte CANARY = 0x5A;
    private static final byte[] INFO = {1, 2};
    /** Bits of the first byte. */
    private static final int RSA = 1;
    private static final int NO_PEER = 2;
    private static final int BAD_PEER = 4;
    private static final int ASSOCIATED = 8;
    private static final int SEALED = 16;
    /** Before what shall be sealed: its kind, and which byte of the box is changed by what. */
    private static final int HEADER = 4;

    private static final Boxes STUBS = new Boxes(new Stub(), null);

    private SealedBoxFuzzTarget()
    {
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        tryInput(data, STUBS);
    }

    /**
     * Try one input, with the keys that nodes have.
     *
     * @param data of a fuzzer.
     */
    public static void tryInputForReal(final byte[] data)
    {
        tryInput(data, Real.BOXES);
    }

    private static void tryInput(final byte[] data, final Boxes all)
    {
        if (0 == data.length)
        {
            return;
        }
        final SealedBoxes[] boxes = 0 != (data[0] & RSA) ? all.rsa : all.x25519;
        final boolean isSealed = 0 != (data[0] & SEALED) && data.length > HEADER;
        final SealedBoxes sealer = boxes[isSealed ? (data[1] & 0xFF) % boxes.length : 0];
        final UnsafeBuffer ad = new UnsafeBuffer(data, 0, 0 != (data[0] & ASSOCIATED) ? 1 : 0);
        byte[] box = Arrays.copyOfRange(data, 1, data.length);
        if (isSealed)
        {
            final int length = data.length - HEADER - 1;
            box = new byte[sealer.lengthOf(length)];
            peer(sealer, all, 0);
            sealer.associate(ad, 0, ad.capacity());
            assertEquals(
                box.length, sealer.seal(new UnsafeBuffer(data), HEADER + 1, length, new UnsafeBuffer(box), 0));
            box[((data[2] & 0xFF) << 8 | data[3] & 0xFF) % box.length] ^= data[4];
        }
        final int opened = open(sealer, all, data[0], ad, box);
        if (isSealed && 0 == data[4] && 0 == (data[0] & (NO_PEER | BAD_PEER)))
        {
            assertEquals(data.length - HEADER - 1, opened, "what was sealed opens");
        }
    }

    private static int open(
        final SealedBoxes boxes, final Boxes all, final int how, final UnsafeBuffer ad, final byte[] box)
    {
        peer(boxes, all, how);
        boxes.associate(ad, 0, ad.capacity());
        final byte[] plain = new byte[box.length + 1];
        Arrays.fill(plain, CANARY);
        final int opened = boxes.open(new UnsafeBuffer(box), 0, box.length, new UnsafeBuffer(plain), 0);
        assertTrue(opened < box.length);
        if (opened < 0)
        {
            assertNotNull(BoxFault.of(opened));
            CertificateFuzzTarget.assertUntouched(plain, "nothing was opened");
        }
        return opened;
    }

    /** All is for and from the same one. */
    private static void peer(final SealedBoxes boxes, final Boxes all, final int how)
    {
        final boolean isRsa = boxes instanceof RsaBoxes;
        final byte[] address = (isRsa ? all.rsaAddress : all.x25519Address).clone();
        if (0 != (how & BAD_PEER))
        {
            // Nobody signs with that modulus; nobody agrees on anything with that key.
            address[isRsa ? address.length - 6 : 0] = (byte)(isRsa ? 3 : 1);
        }
        if (0 != (how & NO_PEER))
        {
            Arrays.fill(address, (byte)0);
        }
        assertEquals(!isRsa || 0 == (how & NO_PEER), boxes.peer(new UnsafeBuffer(address), 0));
    }

    /** One who seals and opens boxes, of each kind. */
    private static final class Boxes
    {
        final SealedBoxes[] x25519 = new SealedBoxes[4];
        final SealedBoxes[] rsa = new SealedBoxes[2];
        final byte[] x25519Address = new byte[32];
        final byte[] rsaAddress = RsaTestKey.ADDRESS.clone();

        Boxes(final CryptoProvider crypto, final byte[] primesOrNull)
        {
            final EntropySource entropy = new Constant();
            final byte[] secret = new byte[32];
            Arrays.fill(secret, (byte)7);
            crypto.publicKey(secret, x25519Address);
            if (null != primesOrNull)
            {
                IdentitySchemes.RSA_2048.address(primesOrNull, crypto, rsaAddress);
            }
            final X25519Boxes.Owner owner = new X25519Boxes.Owner(IdentitySchemes.X25519, secret, INFO);
            for (final BoxKind kind : BoxKind.values())
            {
                final int at = kind.id() - 1;
                if (!kind.isOfRsa())
                {
                    x25519[at] = new X25519Boxes(crypto, entropy, owner, kind);
                }
                else
                {
                    rsa[at - x25519.length] = null != primesOrNull ?
                        new RsaBoxes(entropy, primesOrNull, INFO, kind) :
                        new RsaBoxes(entropy, INFO, kind, new FuzzOaep(), new FuzzSignatures());
                }
            }
        }
    }

    /** Real keys take a while to make. */
    private static final class Real
    {
        static final Boxes BOXES = new Boxes(new HopwireCrypto(), primes());

        private static byte[] primes()
        {
            final byte[] primes = new byte[IdentitySchemes.RSA_2048.privateKeyLength()];
            IdentitySchemes.RSA_2048.newPrivateKey(new SimRandom(1), primes);
            return primes;
        }
    }

    /** The same for every input, or none could be tried again. */
    private static final class Constant implements EntropySource
    {
        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
            Arrays.fill(dst, offset, offset + length, (byte)3);
        }

        @Override
        public long nextLong()
        {
            return 3;
        }
    }

    /** Agrees with all keys but those that begin with a one. */
    private static final class Stub implements CryptoProvider
    {
        private final NullCrypto crypto = new NullCrypto();

        @Override
        public Aead newAead()
        {
            return crypto.newAead();
        }

        @Override
        public void publicKey(final byte[] privateKey, final byte[] publicKey)
        {
            crypto.publicKey(privateKey, publicKey);
        }

        @Override
        public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
        {
            return 1 != remotePublic[0] && crypto.agree(privateKey, remotePublic, shared);
        }
    }
}
