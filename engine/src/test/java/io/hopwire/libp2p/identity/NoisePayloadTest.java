package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.ProtobufWriter;
import io.hopwire.sim.SimRandom;
import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NoisePayloadTest
{
    private static final List<String> MUXERS = List.of("/yamux/1.0.0", "/mplex/6.7.0");
    private static final String PRIVATE_KEY =
        "080112407e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60fee7d" +
        "1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String STATIC_KEY = "0faa684ed28867b97f4a6a2dee5df8ce974e76b7018e3f22a1c4cf2678570f20";
    private static final String PAYLOAD =
        "0a24080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e12405269e0a2cac9a4cff65dd1" +
        "899b7792e915a7fa15adfa3a30f8909f7ef7fb1e9b71fe2834dae3b39c0651a5c570727ad8bad96d9fac1a0653ae580ae04624" +
        "3605221c120c2f79616d75782f312e302e30120c2f6d706c65782f362e372e30";

    private final NoisePayload payload = new NoisePayload();

    @Test
    void makesAndTakesTheVectors()
    {
        final Map<String, Object> vectors = Vectors.load("libp2p-wire.json");
        final Map<String, Object> identities = VectorJson.object(vectors.get("identities"));
        final Map<String, Object> noise = VectorJson.object(vectors.get("noise"));
        for (final String role : new String[]{"initiator", "responder"})
        {
            final Map<String, Object> vector = VectorJson.object(noise.get(role));
            final Map<String, Object> identity = VectorJson.object(identities.get(vector.get("identity")));
            assertBoth(
                (String)identity.get("privateKeyProtobuf"), (String)vector.get("staticPublic"),
                (String)vector.get("payload"), (String)identity.get("peerId"));
        }
    }

    @Test
    void makesAndTakesASample()
    {
        assertBoth(PRIVATE_KEY, STATIC_KEY, PAYLOAD, "12D3KooWBtg3aaRMjxwedh83aGiUkwSxDwUZkzuJcfaqUmo7R3pq");
    }

    @Test
    void eachKindOfKeyVouches()
    {
        final byte[] staticKey = hex(STATIC_KEY);
        for (final KeyType type : KeyType.values())
        {
            final HostKey key = HostKey.generate(type, new SimRandom(6));
            final byte[] encoded = NoisePayload.encode(key, staticKey, List.of());
            assertEquals(IdentityError.NONE, wrap(encoded), type.name());
            assertEquals(0, payload.muxerCount());
            assertNull(payload.peerKey());
            assertEquals(IdentityError.NONE, payload.verify(staticKey, key.peerId()));
            assertEquals(key.publicKey(), payload.peerKey());
        }
    }

    /** js-libp2p takes anybody where the id that is expected is a hash, as of RSA and ECDSA. */
    @Test
    void refusesSomebodyElseThanWhoWasExpected()
    {
        final byte[] staticKey = hex(STATIC_KEY);
        for (final KeyType type : KeyType.values())
        {
            final HostKey key = HostKey.generate(type, new SimRandom(7));
            final PeerId other = HostKey.generate(type, new SimRandom(8)).peerId();
            assertEquals(IdentityError.NONE, wrap(NoisePayload.encode(key, staticKey, MUXERS)));
            assertEquals(IdentityError.WRONG_PEER, payload.verify(staticKey, other), type.name());
            assertNull(payload.peerKey());
        }
    }

    /** rust-libp2p once took every signature of an Ed25519 key (CVE-2019-15545). */
    @Test
    void refusesASignatureOverAnotherStaticKey()
    {
        assertEquals(IdentityError.NONE, wrap(hex(PAYLOAD)));
        final byte[] other = hex(STATIC_KEY);
        other[31] ^= 1;
        assertEquals(IdentityError.SIGNATURE, payload.verify(other, null));
        assertNull(payload.peerKey());
        assertEquals(IdentityError.NONE, payload.verify(hex(STATIC_KEY), null));
        assertNotNull(payload.peerKey());
        assertEquals(IdentityError.NONE, wrap(hex(PAYLOAD)));
        assertNull(payload.peerKey(), "of the payload before");
    }

    @Test
    void saysWhatIsWrong()
    {
        final String key = PAYLOAD.substring(0, 76);
        final String signature = PAYLOAD.substring(76, 208);
        assertEquals(IdentityError.NONE, wrap(key + signature));
        assertEquals(IdentityError.NONE, wrap(signature + key), "any order");
        assertEquals(IdentityError.NONE, wrap(key + signature + "1a03616263" + "7801"), "unknown fields");
        assertEquals(IdentityError.MISSING, wrap(""));
        assertEquals(IdentityError.MISSING, wrap(key));
        assertEquals(IdentityError.MISSING, wrap(signature));
        assertEquals(IdentityError.DUPLICATE, wrap(key + key + signature));
        assertEquals(IdentityError.DUPLICATE, wrap(key + signature + signature));
        assertEquals(IdentityError.DUPLICATE, wrap(key + signature + "2200" + "2200"));
        assertEquals(IdentityError.PROTOBUF, wrap("0801" + signature), "a number");
        assertEquals(IdentityError.PROTOBUF, wrap(key + signature + "220112"), "extensions that are cut");
        assertEquals(IdentityError.PROTOBUF, wrap(key + signature + "22021001"), "a muxer that is a number");
        assertEquals(IdentityError.KEY_TYPE, wrap(key.replace("080112", "080912") + signature));
        assertEquals(IdentityError.KEY_ENCODING, wrap("0a00" + signature));
        assertEquals(IdentityError.NONE, wrap(key + "1200"));
        assertEquals(IdentityError.SIGNATURE, payload.verify(hex(STATIC_KEY), null), "an empty signature");
        assertEquals(
            IdentityError.SIGNATURE, wrap(key + "128108" + "00".repeat(Libp2pLimits.MAX_SIGNATURE_LENGTH + 1)));
        assertEquals(
            IdentityError.PROTOBUF, wrap(key + signature + "1a00".repeat(Libp2pLimits.MAX_HANDSHAKE_FIELDS)), "flood");
    }

    @Test
    void countsMuxers()
    {
        final HostKey key = HostKey.decode(hex(PRIVATE_KEY));
        final List<String> muxers = new ArrayList<>();
        for (int i = 0; i < Libp2pLimits.MAX_EARLY_MUXERS; i++)
        {
            muxers.add("/muxer/" + i);
        }
        assertEquals(IdentityError.NONE, wrap(NoisePayload.encode(key, hex(STATIC_KEY), muxers)));
        assertEquals(Libp2pLimits.MAX_EARLY_MUXERS, payload.muxerCount());
        muxers.add("/muxer/more");
        assertEquals(IdentityError.TOO_MANY, wrap(NoisePayload.encode(key, hex(STATIC_KEY), muxers)));
        final List<String> longName = List.of("/" + "x".repeat(Libp2pLimits.MAX_PROTOCOL_LENGTH));
        assertEquals(IdentityError.TOO_MANY, wrap(NoisePayload.encode(key, hex(STATIC_KEY), longName)));
    }

    @Test
    void aPayloadThatIsCutDoesNotVouch()
    {
        final byte[] whole = hex(PAYLOAD);
        for (int cut = 0; cut < whole.length; cut++)
        {
            final IdentityError error = wrap(Arrays.copyOf(whole, cut));
            // Behind the signature it is whole but for the muxers, which nothing but the handshake's own tag protects.
            assertEquals(104 == cut, IdentityError.NONE == error, "cut at " + cut);
        }
    }

    @Test
    void noBitOfKeyOrSignatureCanChange()
    {
        final byte[] staticKey = hex(STATIC_KEY);
        final Random random = new Random(24);
        for (int i = 0; i < 300; i++)
        {
            final byte[] changed = hex(PAYLOAD.substring(0, 208));
            final int at = random.nextInt(changed.length);
            changed[at] ^= (byte)(1 << random.nextInt(8));
            final boolean isTaken = IdentityError.NONE == wrap(changed) &&
                IdentityError.NONE == payload.verify(staticKey, null);
            assertTrue(!isTaken, "byte " + at);
        }
    }

    @Test
    void looksWithoutAllocating()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(hex(PAYLOAD));
        final UnsafeBuffer flood = new UnsafeBuffer(new byte[512]);
        final ProtobufWriter writer = new ProtobufWriter().wrap(flood, 0, 512);
        while (!writer.failed())
        {
            writer.putNumber(3, 0);
        }
        assertEquals(0, Allocations.minimumPerRound(1_000, () ->
        {
            if (IdentityError.NONE != payload.wrap(buffer, 0, buffer.capacity()) ||
                IdentityError.PROTOBUF != payload.wrap(flood, 0, writer.length()))
            {
                throw new AssertionError();
            }
        }));
    }

    private void assertBoth(final String key, final String staticKey, final String expected, final String peerId)
    {
        assertEquals(expected, hex(NoisePayload.encode(HostKey.decode(hex(key)), hex(staticKey), MUXERS)));
        final UnsafeBuffer buffer = new UnsafeBuffer(hex(expected));
        assertEquals(IdentityError.NONE, payload.wrap(buffer, 0, buffer.capacity()));
        assertEquals(IdentityError.NONE, payload.verify(hex(staticKey), PeerId.parse(peerId)));
        assertEquals(peerId, payload.peerKey().peerId().toString());
        assertEquals(MUXERS.size(), payload.muxerCount());
        for (int i = 0; i < MUXERS.size(); i++)
        {
            assertEquals(
                MUXERS.get(i), buffer.getStringWithoutLengthAscii(payload.muxerOffset(i), payload.muxerLength(i)));
        }
        assertNotEquals(IdentityError.NONE, payload.verify(new byte[32], null));
    }

    private IdentityError wrap(final String hex)
    {
        return wrap(hex(hex));
    }

    private IdentityError wrap(final byte[] bytes)
    {
        return payload.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
