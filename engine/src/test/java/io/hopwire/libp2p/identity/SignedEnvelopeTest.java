package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.sim.SimRandom;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class SignedEnvelopeTest
{
    private static final byte[] DOMAIN = "a purpose".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TYPE = {3, 1};
    private static final byte[] PAYLOAD = {1, 2, 3, 4};

    private final SignedEnvelope envelope = new SignedEnvelope();

    @Test
    void makesAndTakesTheVector()
    {
        final Map<String, Object> vectors = Vectors.load("libp2p-wire.json");
        final Map<String, Object> vector = VectorJson.object(vectors.get("signedPeerRecord"));
        final HostKey key = HostKey.decode(hex(VectorJson.object(
            VectorJson.object(vectors.get("identities")).get(vector.get("identity"))).get("privateKeyProtobuf")));
        final byte[] domain = ((String)vector.get("domain")).getBytes(StandardCharsets.US_ASCII);
        final byte[] type = hex(vector.get("payloadType"));
        final byte[] record = hex(vector.get("peerRecord"));
        final byte[] expected = hex(vector.get("envelope"));

        assertEquals(hex(expected), hex(SignedEnvelope.encode(key, domain, type, record)));
        final UnsafeBuffer buffer = new UnsafeBuffer(expected);
        assertEquals(IdentityError.NONE, envelope.wrap(buffer, 0, expected.length));
        assertEquals(IdentityError.NONE, envelope.verify(domain, type));
        assertEquals(key.publicKey(), envelope.peerKey());
        final byte[] payload = new byte[envelope.payloadLength()];
        buffer.getBytes(envelope.payloadOffset(), payload);
        assertEquals(hex(record), hex(payload));
        assertEquals(IdentityError.SIGNATURE, envelope.verify(DOMAIN, type));
    }

    @Test
    void eachKindOfKeySigns()
    {
        for (final KeyType type : KeyType.values())
        {
            final HostKey key = HostKey.generate(type, new SimRandom(9));
            assertEquals(IdentityError.NONE, wrap(SignedEnvelope.encode(key, DOMAIN, TYPE, PAYLOAD)));
            assertNull(envelope.peerKey());
            assertEquals(IdentityError.NONE, envelope.verify(DOMAIN, TYPE), type.name());
            assertEquals(key.peerId(), envelope.peerKey().peerId());
        }
    }

    @Test
    void aSignatureHoldsForOnePurposeAndOneType()
    {
        final HostKey key = HostKey.generate(KeyType.ED25519, new SimRandom(10));
        final byte[] encoded = SignedEnvelope.encode(key, DOMAIN, TYPE, PAYLOAD);
        assertEquals(IdentityError.NONE, wrap(encoded));
        assertEquals(
            IdentityError.SIGNATURE, envelope.verify("another".getBytes(StandardCharsets.US_ASCII), TYPE));
        assertEquals(IdentityError.PAYLOAD_TYPE, envelope.verify(DOMAIN, new byte[]{3, 2}));
        assertEquals(IdentityError.PAYLOAD_TYPE, envelope.verify(DOMAIN, new byte[]{3}));
        assertNull(envelope.peerKey());
        // Where one part ends and the next begins is signed, too.
        final byte[] shifted = SignedEnvelope.encode(key, DOMAIN, new byte[]{3}, new byte[]{1, 1, 2, 3, 4});
        assertNotEquals(hex(encoded).substring(hex(encoded).length() - 128),
            hex(shifted).substring(hex(shifted).length() - 128));
    }

    @Test
    void saysWhatIsWrong()
    {
        final HostKey key = HostKey.generate(KeyType.ED25519, new SimRandom(11));
        final String good = hex(SignedEnvelope.encode(key, DOMAIN, TYPE, PAYLOAD));
        final String publicKey = good.substring(0, 76);
        final String type = good.substring(76, 84);
        final String payload = good.substring(84, 96);
        final String signature = good.substring(96);
        assertEquals(IdentityError.NONE, wrap(good));
        assertEquals(IdentityError.NONE, wrap(signature + payload + type + publicKey + "2201aa"));
        assertEquals(IdentityError.NONE, envelope.verify(DOMAIN, TYPE));
        assertEquals(IdentityError.MISSING, wrap(""));
        assertEquals(IdentityError.MISSING, wrap(type + payload + signature));
        assertEquals(IdentityError.MISSING, wrap(publicKey + type + signature));
        assertEquals(IdentityError.MISSING, wrap(publicKey + type + payload));
        assertEquals(IdentityError.NONE, wrap(publicKey + payload + signature));
        assertEquals(IdentityError.PAYLOAD_TYPE, envelope.verify(DOMAIN, TYPE), "empty where there is none");
        assertEquals(IdentityError.SIGNATURE, envelope.verify(DOMAIN, new byte[0]));
        assertEquals(IdentityError.DUPLICATE, wrap(good + payload));
        assertEquals(IdentityError.PROTOBUF, wrap(good.substring(2)));
        assertEquals(IdentityError.PROTOBUF, wrap(publicKey + "1801" + signature));
        assertEquals(IdentityError.PROTOBUF, wrap(good + "2000".repeat(Libp2pLimits.MAX_HANDSHAKE_FIELDS)));
        assertEquals(IdentityError.KEY_ENCODING, wrap("0a00" + payload + signature));
        assertEquals(IdentityError.SIGNATURE,
            wrap(publicKey + payload + "2a8108" + "00".repeat(Libp2pLimits.MAX_SIGNATURE_LENGTH + 1)));
        for (int cut = 0; cut < good.length(); cut += 2)
        {
            assertNotEquals(IdentityError.NONE, wrap(good.substring(0, cut)));
        }
    }

    @Test
    void noBitCanChange()
    {
        final HostKey key = HostKey.generate(KeyType.ED25519, new SimRandom(12));
        final byte[] good = SignedEnvelope.encode(key, DOMAIN, TYPE, PAYLOAD);
        for (int i = 0; i < good.length; i++)
        {
            final byte[] changed = good.clone();
            changed[i] ^= (byte)(1 << i % 8);
            final boolean isTaken =
                IdentityError.NONE == wrap(changed) && IdentityError.NONE == envelope.verify(DOMAIN, TYPE);
            assertEquals(false, isTaken, "byte " + i);
        }
    }

    private IdentityError wrap(final String hex)
    {
        return wrap(hex(hex));
    }

    private IdentityError wrap(final byte[] bytes)
    {
        return envelope.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
