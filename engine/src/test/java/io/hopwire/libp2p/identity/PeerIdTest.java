package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.UnsignedVarint;
import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Random;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerIdTest
{
    private static final String ED25519 = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";
    private static final String HASHED = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";
    private static final String HASHED_CID = "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe";

    @Test
    void readsTheVectors()
    {
        final Map<String, Object> vectors = Vectors.load("libp2p-peer-ids.json");
        int count = 0;
        for (final Object entry : VectorJson.array(vectors.get("texts")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            final PeerId id = PeerId.parse((String)vector.get("text"));
            assertEquals(vector.get("multihash"), hex(id.bytes()));
            assertEquals(vector.get("base58"), id.toString());
            assertEquals(vector.get("cidBase32"), id.toCid());
            count++;
        }
        for (final Object entry : VectorJson.array(vectors.get("invalidTexts")))
        {
            assertNull(PeerId.tryParse((String)entry), entry::toString);
            assertThrows(IllegalArgumentException.class, () -> PeerId.parse((String)entry));
            count++;
        }
        for (final Object entry : VectorJson.array(vectors.get("keys")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            final PeerId id = PeerId.ofKey(hex(vector.get("publicKeyProtobuf")));
            assertEquals(vector.get("peerIdMultihash"), hex(id.bytes()));
            assertEquals(vector.get("peerId"), id.toString());
            assertEquals(vector.get("peerIdCidBase32"), id.toCid());
            assertEquals(id, PeerId.parse((String)vector.get("peerIdCidBase32")));
            count++;
        }
        assertEquals(3 + 9 + 4, count);
    }

    @Test
    void readsSamples()
    {
        assertEquals(HASHED, PeerId.parse(HASHED_CID).toString());
        assertEquals(HASHED_CID, PeerId.parse(HASHED).toCid());
        assertEquals(ED25519, PeerId.parse(ED25519).toString());
        assertEquals(PeerId.parse(HASHED), PeerId.parse(Multibase.BASE36.encode(hex("0172" + hash()))));
        assertNotNull(PeerId.parse(ED25519).inlinedKey());
        assertNull(PeerId.parse(HASHED).inlinedKey());
    }

    @Test
    void saysWhatIsWrong()
    {
        assertEquals(IdentityError.NONE, check(hash()));
        assertEquals(IdentityError.MULTIHASH, check(""));
        assertEquals(IdentityError.MULTIHASH, check("12"));
        assertEquals(IdentityError.MULTIHASH, check(hash() + "00"));
        assertEquals(IdentityError.MULTIHASH, check(hash().substring(0, 66)));
        assertEquals(IdentityError.MULTIHASH, check("128020" + hash().substring(4)));
        assertEquals(IdentityError.MULTIHASH, check("9200" + hash().substring(2)));
        assertEquals(IdentityError.MULTIHASH, check("12ffffffff7f00"));
        assertEquals(IdentityError.PEER_ID, check("1220".replace("20", "1f") + hash().substring(6)));
        assertEquals(IdentityError.PEER_ID, check("1320" + hash().substring(4)));
        assertEquals(IdentityError.PEER_ID, check("0000"));
        assertEquals(IdentityError.NONE, check("0001" + "ff"));
        assertEquals(IdentityError.NONE, check("002a" + "00".repeat(42)));
        assertEquals(IdentityError.PEER_ID, check("002b" + "00".repeat(43)));
        assertNull(PeerId.tryParse(Multibase.BASE32.encode(hex("0070" + hash()))), "another version");
        assertNull(PeerId.tryParse(Multibase.BASE32.encode(hex("0170" + hash()))), "another codec");
        assertNull(PeerId.tryParse("z" + HASHED), "a multihash is not written with a base");
    }

    @Test
    void isSameWhereAllBytesAre()
    {
        final PeerId id = PeerId.parse(HASHED);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[PeerId.MAX_LENGTH + 1]);
        assertEquals(34, id.put(buffer, 1));
        assertTrue(id.isSame(buffer, 1, 34));
        assertEquals(id, PeerId.of(buffer, 1, 34));
        for (int i = 1; i < 35; i++)
        {
            buffer.putByte(i, (byte)(buffer.getByte(i) ^ 1));
            assertTrue(!id.isSame(buffer, 1, 34), "byte " + i);
            buffer.putByte(i, (byte)(buffer.getByte(i) ^ 1));
        }
        assertTrue(!id.isSame(buffer, 1, 33));
        assertNotEquals(id, PeerId.parse(ED25519));
        assertTrue(id.compareTo(PeerId.parse(ED25519)) > 0);
        assertEquals(0, id.compareTo(PeerId.parse(HASHED_CID)));
    }

    @Test
    void anyBytesAreAnIdOrAreNot()
    {
        final Random random = new Random(22);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        int taken = 0;
        for (int i = 0; i < 200_000; i++)
        {
            final int length = random.nextInt(50);
            random.nextBytes(buffer.byteArray());
            buffer.putByte(3, (byte)(random.nextBoolean() ? 0 : 0x12));
            buffer.putByte(4, (byte)Math.max(0, length - 2 + random.nextInt(2)));
            final PeerId id = PeerId.of(buffer, 3, length);
            assertEquals(null != id, IdentityError.NONE == PeerId.check(buffer, 3, length));
            if (null != id)
            {
                taken++;
                assertEquals(length, id.length());
                assertEquals(id, PeerId.parse(id.toString()));
                assertEquals(id, PeerId.parse(id.toCid()));
            }
        }
        assertTrue(taken > 10_000, "taken: " + taken);
    }

    @Test
    void aMultihashTellsWhereItsDigestIs()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[200]);
        int at = UnsignedVarint.put(buffer, 0, 0xb220);
        at += UnsignedVarint.put(buffer, at, 128);
        assertEquals(IdentityError.NONE, Multihash.check(buffer, 0, at + 128));
        assertEquals(0xb220, Multihash.code(buffer, 0));
        assertEquals(at, Multihash.digestOffset(buffer, 0));
        at = UnsignedVarint.put(buffer, 0, 0xb220);
        at += UnsignedVarint.put(buffer, at, 129);
        assertEquals(IdentityError.MULTIHASH, Multihash.check(buffer, 0, at + 129));
    }

    @Test
    void looksAtBytesWithoutAllocating()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(hex(hash()));
        final PeerId id = PeerId.parse(HASHED);
        assertEquals(0, Allocations.minimumPerRound(1_000, () ->
        {
            if (IdentityError.NONE != PeerId.check(buffer, 0, 34) || !id.isSame(buffer, 0, 34))
            {
                throw new AssertionError();
            }
        }));
    }

    private static String hash()
    {
        return "12209dff3b17d74cf4d38a50d8b6383e92d181a10395a5e73a726dcccbd21bf6f0b9";
    }

    private static IdentityError check(final String hex)
    {
        final byte[] bytes = hex(hex);
        return PeerId.check(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
