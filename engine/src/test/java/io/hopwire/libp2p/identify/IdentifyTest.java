package io.hopwire.libp2p.identify;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.IdentityError;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.identity.SignedEnvelope;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.UnsignedVarint;
import io.hopwire.sim.SimRandom;
import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IdentifyTest
{
    private static final String ADDRESS = "1208047f000001060fa1";

    private final IdentifyMessage message = new IdentifyMessage();
    private final IdentifyWriter writer = new IdentifyWriter();
    private final PeerRecord record = new PeerRecord();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[16_400]);

    @Test
    void readsAndWritesTheVector()
    {
        final Map<String, Object> vectors = Vectors.load("libp2p-wire.json");
        final Map<String, Object> vector = VectorJson.object(vectors.get("identify"));
        final String envelope = (String)VectorJson.object(vectors.get("signedPeerRecord")).get("envelope");
        final HostKey key = key(vectors, vector);
        final UnsafeBuffer wire = new UnsafeBuffer(hex(vector.get("onTheWire")));
        final int length = IdentifyMessage.prefixedLength(wire, 0, wire.capacity());
        final int prefix = UnsignedVarint.length(length);
        assertEquals(wire.capacity(), prefix + length);
        assertEquals(((String)vector.get("message")).length() / 2, length);

        assertEquals(IdentifyError.NONE, message.wrap(wire, prefix, length));
        assertEquals(IdentifyError.NONE, message.checkKey(key.publicKey().encoded()));
        assertEquals(
            vector.get("protocolVersion"),
            text(wire, message.protocolVersionOffset(), message.protocolVersionLength()));
        assertEquals(
            vector.get("agentVersion"), text(wire, message.agentVersionOffset(), message.agentVersionLength()));
        assertEquals(vector.get("observedAddr"),
            address(wire, message.observedAddressOffset(), message.observedAddressLength()));
        final List<Object> addresses = VectorJson.array(vector.get("listenAddrs"));
        assertEquals(addresses.size(), message.listenAddresses());
        for (int i = 0; i < addresses.size(); i++)
        {
            assertEquals(
                addresses.get(i), address(wire, message.listenAddressOffset(i), message.listenAddressLength(i)));
        }
        final List<Object> protocols = VectorJson.array(vector.get("protocols"));
        assertEquals(protocols.size(), message.protocols());
        for (int i = 0; i < protocols.size(); i++)
        {
            assertEquals(protocols.get(i), text(wire, message.protocolOffset(i), message.protocolLength(i)));
        }
        assertEquals(envelope,
            hex(bytes(wire, message.signedPeerRecordOffset(), message.signedPeerRecordLength())));
        assertEquals(0, message.unreadableAddresses());

        writer.wrap(buffer, 3, 1_000)
            .protocolVersion(utf8(vector.get("protocolVersion"))).agentVersion(utf8(vector.get("agentVersion")))
            .publicKey(key.publicKey().encoded());
        addresses.forEach(address -> writer.listenAddress(Multiaddr.parse((String)address)));
        writer.observedAddress(Multiaddr.parse((String)vector.get("observedAddr")));
        protocols.forEach(protocol -> writer.protocol(utf8(protocol)));
        writer.signedPeerRecord(new UnsafeBuffer(hex(envelope)), 0, envelope.length() / 2);
        assertEquals(vector.get("onTheWire"), hex(bytes(buffer, 3, writer.finish())));
    }

    @Test
    void readsAndWritesTheRecordOfTheVector()
    {
        final Map<String, Object> vectors = Vectors.load("libp2p-wire.json");
        final Map<String, Object> vector = VectorJson.object(vectors.get("signedPeerRecord"));
        final HostKey key = key(vectors, vector);
        final List<Multiaddr> addresses = VectorJson.array(vector.get("addresses")).stream()
            .map(text -> Multiaddr.parse((String)text)).toList();
        assertEquals("libp2p-peer-record", vector.get("domain"));
        assertEquals(vector.get("payloadType"), hex(PeerRecord.payloadType()));
        assertEquals(vector.get("peerRecord"), hex(PeerRecord.encode(key.peerId(), 7, addresses)));

        final UnsafeBuffer wire = new UnsafeBuffer(hex(vector.get("envelope")));
        final SignedEnvelope envelope = new SignedEnvelope();
        assertEquals(IdentityError.NONE, envelope.wrap(wire, 0, wire.capacity()));
        assertEquals(IdentityError.NONE, envelope.verify(PeerRecord.domain(), PeerRecord.payloadType()));
        assertEquals(IdentifyError.NONE, record.wrap(wire, envelope.payloadOffset(), envelope.payloadLength()));
        assertEquals(IdentifyError.NONE, record.checkSigner(envelope.peerKey().peerId()));
        assertEquals(7, record.sequence());
        assertEquals(addresses.size(), record.addresses());
        for (int i = 0; i < addresses.size(); i++)
        {
            assertEquals(
                addresses.get(i).toString(), address(wire, record.addressOffset(i), record.addressLength(i)));
        }
    }

    @Test
    void aMessageComesBack()
    {
        final HostKey key = HostKey.generate(KeyType.ECDSA, new SimRandom(13));
        final Multiaddr place = Multiaddr.parse("/ip4/1.2.3.4/tcp/80");
        final int length = writer.wrap(buffer, 0, buffer.capacity())
            .agentVersion(utf8("hopwire")).publicKey(key.publicKey().encoded()).listenAddress(place)
            .protocol(utf8(IdentifyMessage.PROTOCOL)).finish();
        final int body = IdentifyMessage.prefixedLength(buffer, 0, length);
        assertEquals(IdentifyError.NONE, message.wrap(buffer, length - body, body));
        assertEquals(IdentifyError.NONE, message.checkKey(key.publicKey().encoded()));
        assertEquals(
            IdentifyError.KEY,
            message.checkKey(HostKey.generate(KeyType.ECDSA, new SimRandom(14)).publicKey().encoded()));
        assertEquals(
            IdentifyError.KEY,
            message.checkKey(HostKey.generate(KeyType.ED25519, new SimRandom(14)).publicKey().encoded()));
        assertEquals("hopwire", text(buffer, message.agentVersionOffset(), message.agentVersionLength()));
        assertEquals(IdentifyMessage.NONE, message.protocolVersionOffset());
        assertEquals(IdentifyMessage.NONE, message.observedAddressOffset());
        assertEquals(IdentifyMessage.NONE, message.signedPeerRecordOffset());
        assertEquals(0, message.signedPeerRecordLength());
    }

    @Test
    void aMessageThatIsShortHasAShortLength()
    {
        assertEquals(1, writer.wrap(buffer, 5, 100).finish());
        assertEquals(0, buffer.getByte(5));
        final int length = writer.wrap(buffer, 5, 100).agentVersion(utf8("abc")).finish();
        assertEquals("05" + "3203616263", hex(bytes(buffer, 5, length)));
        assertEquals(-1, writer.wrap(buffer, 5, 6).agentVersion(utf8("abc")).finish());
        assertEquals(6, writer.wrap(buffer, 5, 7).agentVersion(utf8("abc")).finish());
        assertEquals(-1, writer.wrap(buffer, 0, 16_400).agentVersion(new byte[16_384]).finish());
        assertEquals(-1, writer.wrap(buffer, 0, 1).protocol(utf8("/a")).finish());
    }

    @Test
    void lengthsInFrontAreCheckedBeforeAnythingIsKept()
    {
        assertEquals(0, prefixedLength("00"));
        assertEquals(IdentifyMessage.INCOMPLETE, prefixedLength(""));
        assertEquals(IdentifyMessage.INCOMPLETE, prefixedLength("80"));
        assertEquals(Libp2pLimits.MAX_IDENTIFY_LENGTH, prefixedLength("8040"));
        assertEquals(UnsignedVarint.TOO_LONG, prefixedLength("8140"));
        assertEquals(UnsignedVarint.TOO_LONG, prefixedLength("ffffffff0f"), "four gibibytes");
        assertEquals(UnsignedVarint.TOO_LONG, prefixedLength("8080808010"), "no bit of it fits an int");
        assertEquals(UnsignedVarint.NOT_MINIMAL, prefixedLength("8000"));
        assertEquals(UnsignedVarint.TOO_LONG, prefixedLength("ffffffffffffffffff01"));
    }

    @Test
    void saysWhatIsWrong()
    {
        assertEquals(IdentifyError.NONE, wrap(""));
        assertEquals(IdentifyError.NONE, wrap(ADDRESS + "7a0161"));
        assertEquals(IdentifyError.PROTOBUF, wrap("12"));
        assertEquals(IdentifyError.PROTOBUF, wrap("1005"), "an address that is a number");
        assertEquals(IdentifyError.PROTOBUF, wrap("1805"));
        assertEquals(IdentifyError.PROTOBUF, wrap("2805"));
        assertEquals(IdentifyError.KEY, wrap("0a00"));
        assertEquals(IdentifyError.KEY, wrap("0a04" + "08011200"));
        assertEquals(IdentifyError.PROTOCOL, wrap("1a00"));
        assertEquals(IdentifyError.NONE, wrap("1a8002" + "61".repeat(Libp2pLimits.MAX_PROTOCOL_LENGTH)));
        assertEquals(IdentifyError.PROTOCOL, wrap("1a8102" + "61".repeat(Libp2pLimits.MAX_PROTOCOL_LENGTH + 1)));
        assertEquals(IdentifyError.TOO_LONG, wrap("32fd3f" + "61".repeat(Libp2pLimits.MAX_IDENTIFY_LENGTH - 2)));
        assertEquals(IdentifyError.NONE, wrap("32fd3f" + "61".repeat(Libp2pLimits.MAX_IDENTIFY_LENGTH - 3)));
    }

    /** Entries that cost a peer two bytes each, as in CVE-2026-86040. */
    @Test
    void countsAddressesProtocolsAndFields()
    {
        assertEquals(IdentifyError.NONE, wrap("1200".repeat(Libp2pLimits.MAX_LISTEN_ADDRESSES)));
        assertEquals(Libp2pLimits.MAX_LISTEN_ADDRESSES, message.unreadableAddresses());
        assertEquals(IdentifyError.TOO_MANY, wrap("1200".repeat(Libp2pLimits.MAX_LISTEN_ADDRESSES + 1)));
        assertEquals(IdentifyError.NONE, wrap(ADDRESS.repeat(Libp2pLimits.MAX_LISTEN_ADDRESSES)));
        assertEquals(Libp2pLimits.MAX_LISTEN_ADDRESSES, message.listenAddresses());
        assertEquals(IdentifyError.TOO_MANY, wrap(ADDRESS.repeat(Libp2pLimits.MAX_LISTEN_ADDRESSES + 1)));
        assertEquals(IdentifyError.NONE, wrap("1a0161".repeat(Libp2pLimits.MAX_PROTOCOLS)));
        assertEquals(IdentifyError.TOO_MANY, wrap("1a0161".repeat(Libp2pLimits.MAX_PROTOCOLS + 1)));
        assertEquals(IdentifyError.NONE, wrap("7800".repeat(Libp2pLimits.MAX_IDENTIFY_FIELDS)));
        assertEquals(IdentifyError.TOO_MANY, wrap("7800".repeat(Libp2pLimits.MAX_IDENTIFY_FIELDS + 1)));
    }

    @Test
    void leavesOutAddressesThatNobodyHereCanRead()
    {
        assertEquals(IdentifyError.NONE, wrap("1203ffff01" + ADDRESS + "120102" + "2203ffff01"));
        assertEquals(1, message.listenAddresses());
        assertEquals(2, message.unreadableAddresses());
        assertEquals("/ip4/127.0.0.1/tcp/4001", address(buffer, message.listenAddressOffset(0), 8));
        assertEquals(IdentifyMessage.NONE, message.observedAddressOffset());
        assertEquals(0, message.observedAddressLength());
    }

    @Test
    void aRecordIsOfWhoeverSignedIt()
    {
        final HostKey key = HostKey.generate(KeyType.ED25519, new SimRandom(15));
        final HostKey other = HostKey.generate(KeyType.ED25519, new SimRandom(16));
        final String id = "0a26" + hex(key.peerId().bytes());
        assertEquals(IdentifyError.NONE, wrapRecord(id + "10ffffffffffffffffff01" + "1a0a0a08047f000001060fa1"));
        assertEquals(-1, record.sequence());
        assertEquals(1, record.addresses());
        assertEquals(IdentifyError.NONE, record.checkSigner(key.peerId()));
        assertEquals(IdentifyError.RECORD, record.checkSigner(other.peerId()));
        assertEquals(IdentifyError.NONE, wrapRecord(hex(PeerRecord.encode(key.peerId(), 0, List.of()))));
        assertEquals(0, record.sequence());
        assertEquals(IdentifyError.RECORD, wrapRecord(""));
        assertEquals(IdentifyError.RECORD, wrapRecord("0a00"));
        assertEquals(IdentifyError.RECORD, wrapRecord("0a020000"));
        assertEquals(IdentifyError.PROTOBUF, wrapRecord(id + "12"));
        assertEquals(IdentifyError.PROTOBUF, wrapRecord(id + "1200"));
        assertEquals(IdentifyError.PROTOBUF, wrapRecord(id + "1a010a"));
        assertEquals(IdentifyError.PROTOBUF, wrapRecord(id + "1a020801"));
        assertEquals(IdentifyError.NONE, wrapRecord(id + "1a00"));
        assertEquals(1, record.unreadableAddresses());
        assertEquals(IdentifyError.NONE, wrapRecord(id + "1a00".repeat(Libp2pLimits.MAX_LISTEN_ADDRESSES)));
        assertEquals(IdentifyError.TOO_MANY, wrapRecord(id + "1a00".repeat(Libp2pLimits.MAX_LISTEN_ADDRESSES + 1)));
        assertEquals(IdentifyError.PROTOBUF, wrapRecord(id + "1a12" + "1000".repeat(9)), "fields of an address");
    }

    @Test
    void aMessageThatIsCutIsWrongOrEndsBetweenFields()
    {
        final byte[] whole = hex("3203616263" + ADDRESS + "1a0161");
        final List<Integer> sound = new ArrayList<>();
        for (int cut = 0; cut <= whole.length; cut++)
        {
            if (IdentifyError.NONE == message.wrap(new UnsafeBuffer(whole), 0, cut))
            {
                sound.add(cut);
            }
        }
        assertEquals(List.of(0, 5, 15, 18), sound);
        final byte[] signed = PeerRecord.encode(
            HostKey.generate(KeyType.ED25519, new SimRandom(18)).peerId(), 1,
            List.of(Multiaddr.parse("/tcp/80"), Multiaddr.parse("/tcp/81")));
        sound.clear();
        for (int cut = 0; cut <= signed.length; cut++)
        {
            if (IdentifyError.NONE == record.wrap(new UnsafeBuffer(signed), 0, cut))
            {
                sound.add(cut);
            }
        }
        assertEquals(List.of(40, 42, 49, 56), sound);
    }

    @Test
    void whatIsTakenLiesWithinTheMessage()
    {
        final Random random = new Random(28);
        int taken = 0;
        for (int i = 0; i < 100_000; i++)
        {
            final byte[] bytes = hex("0a24080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e" +
                ADDRESS + "2208047f00000106c350" + "1a0161" + "420161");
            for (int changes = random.nextInt(3); changes > 0; changes--)
            {
                bytes[random.nextInt(bytes.length)] = (byte)random.nextInt(70);
            }
            final int length = random.nextInt(4) > 0 ? bytes.length : random.nextInt(bytes.length);
            if (IdentifyError.NONE == message.wrap(new UnsafeBuffer(bytes), 0, length))
            {
                for (int j = 0; j < message.listenAddresses(); j++)
                {
                    assertTrue(message.listenAddressOffset(j) + message.listenAddressLength(j) <= length);
                }
                for (int j = 0; j < message.protocols(); j++)
                {
                    assertTrue(message.protocolOffset(j) + message.protocolLength(j) <= length);
                }
                assertTrue(message.signedPeerRecordOffset() + message.signedPeerRecordLength() <= length);
                taken++;
            }
        }
        assertTrue(taken > 10_000 && taken < 90_000, "both must have occurred: " + taken);
    }

    @Test
    void readsAndWritesWithoutAllocating()
    {
        final Multiaddr place = Multiaddr.parse("/ip4/1.2.3.4/tcp/80");
        final byte[] agent = utf8("hopwire/1");
        final byte[] bytes = PeerRecord.encode(
            HostKey.generate(KeyType.ED25519, new SimRandom(17)).peerId(), 3, List.of(place));
        final UnsafeBuffer signed = new UnsafeBuffer(bytes);
        assertEquals(0, Allocations.minimumPerRound(1_000, () ->
        {
            final int length = writer.wrap(buffer, 0, 200)
                .agentVersion(agent).listenAddress(place).observedAddress(place).protocol(agent).finish();
            final int body = IdentifyMessage.prefixedLength(buffer, 0, length);
            if (IdentifyError.NONE != message.wrap(buffer, length - body, body) || 1 != message.listenAddresses() ||
                IdentifyError.NONE != record.wrap(signed, 0, bytes.length))
            {
                throw new AssertionError();
            }
        }));
    }

    @Test
    void aReaderForgetsTheMessageBefore()
    {
        assertEquals(IdentifyError.NONE, wrap("3203616263" + ADDRESS + "1a0161" + "1203ffff01"));
        assertEquals(IdentifyError.NONE, wrap(""));
        assertEquals(0, message.listenAddresses() + message.unreadableAddresses() + message.protocols());
        assertEquals(IdentifyMessage.NONE, message.agentVersionOffset());
        assertFalse(message.agentVersionLength() > 0);
        assertNotEquals(IdentifyError.NONE, wrap("12"));
    }

    private IdentifyError wrap(final String hex)
    {
        final byte[] bytes = hex(hex);
        buffer.putBytes(0, bytes);
        return message.wrap(buffer, 0, bytes.length);
    }

    private IdentifyError wrapRecord(final String hex)
    {
        final byte[] bytes = hex(hex);
        return record.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static int prefixedLength(final String hex)
    {
        final byte[] bytes = hex(hex);
        return IdentifyMessage.prefixedLength(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static HostKey key(final Map<String, Object> vectors, final Map<String, Object> vector)
    {
        final Map<String, Object> identities = VectorJson.object(vectors.get("identities"));
        return HostKey.decode(hex(VectorJson.object(identities.get(vector.get("identity"))).get("privateKeyProtobuf")));
    }

    private static byte[] utf8(final Object text)
    {
        return ((String)text).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(final UnsafeBuffer buffer, final int offset, final int length)
    {
        return new String(bytes(buffer, offset, length), StandardCharsets.UTF_8);
    }

    private static String address(final UnsafeBuffer buffer, final int offset, final int length)
    {
        return Multiaddr.of(buffer, offset, length).toString();
    }

    private static byte[] bytes(final UnsafeBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }
}
