package io.hopwire.wire;

import io.hopwire.component.session.SessionPackets;
import io.hopwire.crypto.Aead;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.BoxKind;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.Sha256;
import io.hopwire.crypto.SipHash;
import io.hopwire.wire.compress.Codecs;
import io.hopwire.wire.compress.TransmissionPacker;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All blocks of bytes in the document.
 */
final class WireExamples
{
    private static final int LARGE_BETA = 2160;
    private static final int MAC = 16;
    private static final int SEALED_KEY = 48;
    private static final long REKEY = 1L << 22;

    private final Map<String, WireExample> examples = new LinkedHashMap<>();
    private final WireScene scene = new WireScene();
    private final WireNode a = scene.a;
    private final WireNode b = scene.b;
    private final WireNode c = scene.c;

    WireExamples()
    {
        keys();
        xx();
        ik();
        macKeys();
        cookies();
        dataFrame();
        words();
        component();
        pings();
        compression();
        tells();
        bare();
        finds();
        stores();
        routes();
        cells();
        sessionHandshake();
        sessionFrames();
        packets();
        WireSignedRecord.describe(add("signed-record"), a);
        WireSealedBox.describe(add("sealed-box"), a, c, BoxKind.X25519_CHACHA20);
        WireSealedBox.describe(add("sealed-box-from"), a, c, BoxKind.X25519_CHACHA20_FROM);
        WireSealedBox.describeRsa(add("sealed-box-rsa"));
    }

    Map<String, WireExample> all()
    {
        return examples;
    }

    /** A transmission of one PING. */
    static byte[] ping(final byte[] from, final byte[] to)
    {
        return transmission(from, to, Operation.PING, 1);
    }

    private static byte[] transmission(final byte[] from, final byte[] to, final int operation, final int count)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(buffer, 0, buffer.capacity(), Byte.SIZE * from.length);
        for (int i = 0; i < count; i++)
        {
            final int payload = encoder.beginMessage(
                new UnsafeBuffer(from), 0, new UnsafeBuffer(to), 0, operation, false);
            final MsgPackEncoder packed = new MsgPackEncoder().wrap(buffer, payload, encoder.payloadCapacity());
            packed.putArrayHeader(Operation.ACK == operation ? 1 : 0);
            if (Operation.ACK == operation)
            {
                packed.putLong(Operation.PING);
            }
            encoder.commitMessage(packed.length());
        }
        return Arrays.copyOf(buffer.byteArray(), encoder.finish());
    }

    private WireExample add(final String name)
    {
        final WireExample example = new WireExample(name);
        if (null != examples.put(name, example))
        {
            throw new AssertionError(name + " is there already");
        }
        return example;
    }

    private void keys()
    {
        final WireExample example = add("keys");
        for (final WireNode node : new WireNode[]{a, b, c, scene.d, scene.e})
        {
            example.put(node.privateKey, "private key of " + node.name)
                .put(node.publicKey, "public key, which is the address, of " + node.name);
        }
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        new AddressSpace(32).nodeId(new UnsafeBuffer(c.publicKey), 0, id, 0);
        example.put(id.byteArray(), "Kademlia id of C");
    }

    private void xx()
    {
        final byte[] one = scene.frame(a, b, FrameTypes.XX_1, 0);
        final byte[] two = scene.frame(b, a, FrameTypes.XX_2, 0);
        final byte[] three = scene.frame(a, b, FrameTypes.XX_3, 0);
        final WireHandshake handshake =
            new WireHandshake(false, "hopwire/1 link hopwire", a, b, true, noise(one), noise(two), noise(three));
        handshakeFrame("xx-1", one).split(noise(one), 32, "e: A's ephemeral public key", "padding, at least 91 bytes");
        macs("xx-1", one);
        handshakeFrame("xx-2", two).split(
            noise(two), 32, "e: B's ephemeral public key", SEALED_KEY, "s: B's static public key, sealed",
            "payload, sealed");
        macs("xx-2", two);
        handshakeFrame("xx-3", three).split(
            noise(three), SEALED_KEY, "s: A's static public key, sealed", "payload, sealed");
        macs("xx-3", three);
        final WireExample secrets = add("xx-secrets");
        text(secrets, "hopwire/1 link hopwire", "prologue");
        secrets.put(a.linkEphemeral, "A's ephemeral private key")
            .put(b.linkEphemeral, "B's ephemeral private key")
            .put(handshake.hashes.get(0), "h at the beginning, the prologue mixed in")
            .put(handshake.hashes.get(1), "h behind message 1")
            .put(agree(a.linkEphemeral, b.linkEphemeral), "DH ee")
            .put(agree(a.linkEphemeral, b.privateKey), "DH es");
        hello(secrets, handshake.payloads.get(1), "payload of message 2");
        secrets.put(handshake.hashes.get(2), "h behind message 2").put(agree(a.privateKey, b.linkEphemeral), "DH se");
        hello(secrets, handshake.payloads.get(2), "payload of message 3");
        secrets.put(handshake.hashes.get(3), "h behind message 3, of no further use")
            .put(handshake.initiatorSends, "key of what A sends")
            .put(handshake.responderSends, "key of what B sends");
    }

    private void ik()
    {
        final byte[] one = scene.frame(c, b, FrameTypes.INITIATION_IK, 0);
        final byte[] two = scene.frame(b, c, FrameTypes.RESPONSE_IK, 0);
        final WireHandshake handshake =
            new WireHandshake(true, "hopwire/1 link hopwire", c, b, true, noise(one), noise(two));
        handshakeFrame("ik-1", one).split(
            noise(one), 32, "e: C's ephemeral public key", SEALED_KEY, "s: C's static public key, sealed",
            "payload, sealed");
        macs("ik-1", one);
        handshakeFrame("ik-2", two).split(noise(two), 32, "e: B's ephemeral public key", "payload, sealed");
        macs("ik-2", two);
        final WireExample secrets = add("ik-secrets");
        secrets.put(c.linkEphemeral, "C's ephemeral private key")
            .put(b.linkEphemeral, "B's ephemeral private key")
            .put(handshake.hashes.get(0), "h at the beginning, the prologue and B's static key mixed in")
            .put(agree(c.linkEphemeral, b.privateKey), "DH es")
            .put(agree(c.privateKey, b.privateKey), "DH ss");
        hello(secrets, handshake.payloads.get(0), "payload of message 1");
        secrets.put(handshake.hashes.get(1), "h behind message 1")
            .put(agree(c.linkEphemeral, b.linkEphemeral), "DH ee")
            .put(agree(c.privateKey, b.linkEphemeral), "DH se");
        hello(secrets, handshake.payloads.get(1), "payload of message 2");
        secrets.put(handshake.hashes.get(2), "h behind message 2")
            .put(handshake.initiatorSends, "key of what C sends")
            .put(handshake.responderSends, "key of what B sends");
    }

    /** Made by hand here, and proved by frames of the conversation. */
    private void macKeys()
    {
        final byte[] network = macKey(new byte[0], scene.frame(a, b, FrameTypes.XX_1, 0));
        final byte[] ofB = macKey(b.publicKey, scene.frame(c, b, FrameTypes.INITIATION_IK, 0));
        add("mac1-keys").put(network, "key of mac1 in XX_1 and XX_2").put(ofB, "key of mac1 in frames to B");
    }

    private static byte[] macKey(final byte[] address, final byte[] frame)
    {
        final byte[] start = "hopwire/1 mac1\0hopwire".getBytes(StandardCharsets.US_ASCII);
        final byte[] input = Arrays.copyOf(start, start.length + address.length);
        System.arraycopy(address, 0, input, start.length, address.length);
        final byte[] digest = new byte[32];
        final Sha256 sha256 = new Sha256();
        sha256.update(input, 0, input.length);
        sha256.digest(digest, 0);
        final byte[] mac = new byte[MAC];
        final int offset = frame.length - 2 * MAC;
        new SipHash(new UnsafeBuffer(digest), 0)
            .hash128(new UnsafeBuffer(frame), 0, offset, new UnsafeBuffer(mac), 0);
        if (!Arrays.equals(mac, 0, MAC, frame, offset, offset + MAC))
        {
            throw new AssertionError("mac1 is made in another way");
        }
        return Arrays.copyOf(digest, SipHash.KEY_LENGTH);
    }

    private void cookies()
    {
        final byte[] first = scene.frame(scene.d, scene.e, FrameTypes.INITIATION_IK, 0);
        final byte[] demand = scene.frame(scene.e, scene.d, FrameTypes.COOKIE, 0);
        final byte[] second = scene.frame(scene.d, scene.e, FrameTypes.INITIATION_IK, 1);
        final int end = second.length - 2 * MAC;
        if (first.length + 3 + MAC != second.length)
        {
            throw new AssertionError("a field more");
        }
        add("cookie").split(
            demand, 1, "type: 6, cookie", 1, "version", 2, "length: 40", 4, "receiver: D's index", MAC, "cookie",
            "mac");
        add("cookie-answered").split(
            second, end, "message 1 of IK anew, from D to E, with 85 10 00 and the cookie in its payload", MAC, "mac1",
            "mac2, its key is the cookie");
    }

    private void dataFrame()
    {
        final WireConversation.Sent ping = scene.data(c, b, FrameKinds.LINK_PING, plaintext -> true);
        add("data-frame")
            .put(ping.secrets().sendKey, "key of what C sends to B, from above")
            .put(ping.plaintext(), "plaintext: a ping")
            .split(
            ping.bytes(), 1, "frame, type: 7, data", 1, "version", 2, "length: 45", 4, "receiver: B's index", 8,
            "counter: the nonce is 00000000 and it, big endian", 13, "ciphertext", "tag");
    }

    private void words()
    {
        final byte[] probe = scene.plaintext(c, b, FrameKinds.LINK_PROBE);
        add("link-words")
            .split(scene.plaintext(c, b, FrameKinds.LINK_PING), 1, "ping", 8, "token", "C's incarnation of this link")
            .split(
            scene.plaintext(b, c, FrameKinds.LINK_PONG), 1, "pong", 8, "token of the ping",
            "B's incarnation of this link")
            .split(
            probe, 1, "probe", 4, "number", 4, "C's incarnation of this link",
            "zeros, up to the length that is tried: " + probe.length)
            .split(
            scene.plaintext(b, c, FrameKinds.LINK_PROBED), 1, "probed", 4, "number", 4, "B's incarnation of this link",
            "length of the plaintext that came: " + probe.length)
            .put(scene.plaintext(a, b, FrameKinds.LINK_CLOSE), "close");
    }

    private void component()
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[13]);
        ComponentFrame.putHeader(frame, 0, 5);
        ComponentFrame.putRecordHeader(frame, 2, 2);
        frame.putBytes(4, "hi".getBytes(StandardCharsets.US_ASCII));
        ComponentFrame.putRecordHeader(frame, 6, 5);
        frame.putBytes(8, "world".getBytes(StandardCharsets.US_ASCII));
        add("component-frame").split(
            frame.byteArray(), 2, "messages of component 5", 2, "length", 2, "hi", 2, "length", "world");
    }

    private void pings()
    {
        final byte[] question = scene.message(a, b, Operation.PING, -1);
        final byte[] answer = scene.message(b, a, Operation.ACK, Operation.PING);
        message("ping-256", question, "[]");
        message("ack-ping-256", answer, "[2]");
        final byte[] from = rsa(1);
        final byte[] to = rsa(2);
        message("ping-2160", ping(from, to), "[]");
        message("ack-ping-2160", transmission(to, from, Operation.ACK, 1), "[2]");
        final byte[] two = transmission(a.publicKey, b.publicKey, Operation.PING, 2);
        add("two-messages").split(
            two, 2, "options: compression 0", 4, "length of what follows", 32, "from", 32, "to", 2, "PING", 4,
            "length of the payload", 1, "[]", 32, "from", 32, "to", 2, "PING", 4, "length of the payload", "[]");
    }

    /** Of two PINGs, as lz4-java writes it; readers must not expect others to write the same. */
    private void compression()
    {
        message("set-connection-opt", option(Operation.SET_CONNECTION_OPT, 0, Compression.LZ4), "[0, 6]");
        message("ack-set-connection-opt", option(Operation.ACK, 3, 0, Compression.LZ4), "[3, 0, 6]");
        message("nack-set-connection-opt", option(Operation.NACK, 3, 1, Compression.LZ4), "[3, 1, 6]");
        final byte[] two = transmission(a.publicKey, b.publicKey, Operation.PING, 2);
        final TransmissionPacker packer = new TransmissionPacker(new Codecs(true));
        final int length = packer.pack(Compression.LZ4, new UnsafeBuffer(two), 0, two.length, two.length);
        final byte[] packed = new byte[length];
        packer.packed().getBytes(0, packed);
        add("two-messages-lz4").split(
            packed, 2, "options: compression 6", 4, "length of what follows, which decompresses to 142 bytes", 1,
            "15 literals or more, and a match of 19 bytes or more", 1, "71 literals", 32, "from", 32, "to", 2, "PING",
            4, "length of the payload", 1, "[]", 2, "the match is 71 bytes before", 1, "66 bytes of it", 1,
            "5 literals", "the end of the second message");
    }

    private byte[] option(final int operation, final int... numbers)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(buffer, 0, buffer.capacity(), Byte.SIZE * a.publicKey.length);
        final boolean isAnswer = Operation.SET_CONNECTION_OPT != operation;
        final UnsafeBuffer from = new UnsafeBuffer(isAnswer ? b.publicKey : a.publicKey);
        final UnsafeBuffer to = new UnsafeBuffer(isAnswer ? a.publicKey : b.publicKey);
        final int payload = encoder.beginMessage(from, 0, to, 0, operation, false);
        final MsgPackEncoder packed = new MsgPackEncoder().wrap(buffer, payload, encoder.payloadCapacity());
        packed.putArrayHeader(numbers.length);
        for (final int number : numbers)
        {
            packed.putLong(number);
        }
        encoder.commitMessage(packed.length());
        return Arrays.copyOf(buffer.byteArray(), encoder.finish());
    }

    private void tells()
    {
        message("shout", scene.message(a, b, Operation.SHOUT, -1), "[message, number]");
        message("speak", scene.message(a, b, Operation.SPEAK, -1), "[message, number]");
        message("ack-speak", scene.message(b, a, Operation.ACK, Operation.SPEAK), "[5, number]");
        message("whisper", scene.message(a, b, Operation.WHISPER, -1), "[message, number, secret]");
        message("ack-whisper", scene.message(b, a, Operation.ACK, Operation.WHISPER), "[6, hash, secret]");
    }

    private void bare()
    {
        final WireBare bare = new WireBare();
        message("bare-ping", bare.first(Operation.PING), "[]");
        message("bare-pong", bare.first(Operation.ACK), "[2]");
        message("custom", bare.first(Operation.CUSTOM), "[5, hi]");
        message("bare-close", bare.first(Operation.NACK), "[2]");
    }

    private void stores()
    {
        final String record = "[8, key, nil, nil, id, 0, 0]: nothing yet";
        message(
            "find-value-ballot", scene.message(a, b, Operation.FIND_VALUE, -1), "[address, key, id, counter, node]");
        message("ack-find-value-ballot", scene.message(b, a, Operation.ACK, Operation.FIND_VALUE), record);
        message(
            "store", scene.message(a, b, Operation.STORE, -1), "[address, key, value, metadata, id, counter, node]");
        message("find-value", find(0x93), "[address, key, id]");
        message("ack-find-value", ackFind(), "[8, key, value, metadata, id]");
        message("ack-store", scene.message(b, a, Operation.ACK, Operation.STORE), "[9, key, id]");
    }

    private byte[] find(final int firstOfPayload)
    {
        return scene.data(a, b, FrameKinds.TRANSMISSION, plaintext ->
            isMessage(plaintext, Operation.FIND_VALUE) && (byte)firstOfPayload == plaintext[76]).plaintext();
    }

    private byte[] ackFind()
    {
        return scene.data(b, a, FrameKinds.TRANSMISSION, plaintext -> isMessage(plaintext, Operation.ACK) &&
            (byte)0x95 == plaintext[76] && Operation.FIND_VALUE == plaintext[77]).plaintext();
    }

    private void finds()
    {
        message("find-node", scene.message(a, b, Operation.FIND_NODE, -1), "[address]");
        message(
            "ack-find-node", scene.message(b, a, Operation.ACK, Operation.FIND_NODE), "[7, address, [D, IP, port]]");
    }

    private void routes()
    {
        final String fields = "[group, attempt, probe, budget, hops, tokens, reply label, room, handshake]";
        message("route", route(a, b, false), fields);
        message("route-relayed", route(b, c, false), fields);
        message("ack-route", answer(c, b, false), "[10, group, attempt, label, hops, room, handshake]");
        message("ack-route-relayed", answer(b, a, false), "the same, with B's label and one more hop");
        message("nack-route", scene.message(b, a, Operation.NACK, Operation.ROUTE),
            "[10, group, attempt, reason, tokens]");
        message("route-probe", route(a, b, true), "the same fields: a probe");
        message("ack-route-probe", answer(b, a, true), "[10, group, attempt, 0, hops, room, nothing]");
    }

    private byte[] route(final WireNode from, final WireNode to, final boolean isProbe)
    {
        final byte[] key = c.publicKey;
        return scene.data(from, to, FrameKinds.TRANSMISSION, plaintext ->
            isMessage(plaintext, Operation.ROUTE) &&
            Arrays.equals(key, 0, 32, plaintext, 38, 70) &&
            isProbe == (0xc3 == (plaintext[76 + 11] & 0xFF))).plaintext();
    }

    private byte[] answer(final WireNode from, final WireNode to, final boolean isProbe)
    {
        return scene.data(from, to, FrameKinds.TRANSMISSION, plaintext ->
            isMessage(plaintext, Operation.ACK) && plaintext[77] == Operation.ROUTE &&
            isProbe == plaintext.length < 150).plaintext();
    }

    private static boolean isMessage(final byte[] plaintext, final int operation)
    {
        return plaintext.length > 88 && (plaintext[70] & 0xFF) >>> 4 == operation;
    }

    private void cells()
    {
        final WireExample cells = add("cells");
        cell(cells, scene.plaintext(a, b, FrameKinds.CELL_CLOSE), "close", 1, "reason: closed");
        cell(cells, scene.plaintext(a, b, FrameKinds.CELL_TRACE), "trace, of the first hop", 8, "token");
        cell(cells, scene.plaintext(b, a, FrameKinds.CELL_TRACE_REPLY), "trace reply, of B", 8, "token", "address");
        cell(
            cells, scene.plaintext(a, b, FrameKinds.CELL_ROOM_QUERY), "room query, from A to B", 2, "room ahead",
            "room behind");
        cell(
            cells, scene.plaintext(b, c, FrameKinds.CELL_ROOM_QUERY), "room query, from B to C", 2, "room ahead",
            "room behind");
        cell(cells, scene.plaintext(c, b, FrameKinds.CELL_ROOM), "room, the far end's answer", 2, "room");
    }

    private static void cell(final WireExample example, final byte[] cell, final String what, final Object... body)
    {
        final Object[] pieces = new Object[8 + body.length];
        System.arraycopy(new Object[]{
            1, "kind: " + what, 1, "hop budget", 2, "flags", 4, "label"}, 0, pieces, 0, 8);
        System.arraycopy(body, 0, pieces, 8, body.length);
        example.split(cell, pieces);
    }

    private void sessionHandshake()
    {
        final byte[] question = route(a, b, false);
        final byte[] answer = answer(c, b, false);
        final int length = scene.a.publicKey.length + 16 + SEALED_KEY + 35;
        final byte[] one = Arrays.copyOfRange(question, question.length - length, question.length);
        final byte[] two = Arrays.copyOfRange(answer, answer.length - 83, answer.length);
        final WireHandshake handshake = new WireHandshake(true, "hopwire/1 session hopwire", a, c, false, one, two);
        final WireExample example = add("session-handshake");
        text(example, "hopwire/1 session hopwire", "prologue");
        example.put(a.sessionEphemeral, "A's ephemeral private key")
            .put(c.sessionEphemeral, "C's ephemeral private key")
            .put(handshake.hashes.get(0), "h at the beginning, the prologue and C's static key mixed in");
        sessionHello(example, handshake.payloads.get(0), "payload of message 1");
        example.split(
            one, 32, "message 1, e", SEALED_KEY, "A's static public key, sealed", "payload, sealed")
            .put(handshake.hashes.get(1), "h behind message 1");
        sessionHello(example, handshake.payloads.get(1), "payload of message 2");
        example.split(two, 32, "message 2, e", "payload, sealed")
            .put(handshake.hashes.get(2), "h behind message 2")
            .put(handshake.initiatorSends, "key of what A sends")
            .put(handshake.responderSends, "key of what C sends");
    }

    private void sessionFrames()
    {
        final WireExample example = add("session-frames");
        final byte[] stream = scene.sessionFrame(a, b, SessionPackets.STREAM, 0);
        example.split(stream, 1, "1: stream", 4, "offset", 1, "length of the message", "hello");
        final byte[] withLength = new byte[stream.length + 2];
        System.arraycopy(stream, 0, withLength, 0, 5);
        withLength[0] = SessionPackets.STREAM_OF_LENGTH;
        withLength[5] = (byte)(stream.length - 5);
        System.arraycopy(stream, 5, withLength, 7, stream.length - 5);
        example.split(
            withLength, 1, "2: stream with a length", 4, "offset", 2, "length", 1, "length of the message", "hello");
        example.split(scene.sessionFrame(a, b, 3, 0), 1, "3: ping", "number")
            .split(scene.sessionFrame(c, b, 4, 0), 1, "4: pong", "number of the ping")
            .split(scene.sessionFrame(a, b, 5, 0), 1, "5: close", "flags: the stream is whole")
            .split(scene.sessionFrame(c, b, 5, 0), 1, "5: close", "flags: an answer")
            .split(
            scene.sessionFrame(a, b, 6, 0), 1, "6: tune", 4, "version", "transit: 4 hops, 1 to 2 routes, fastest")
            .split(scene.sessionFrame(c, b, 7, 0), 1, "7: tuned", "version")
            .split(
            scene.sessionFrame(c, b, 8, 0), 1, "8: unordered", 4, "offset", 2, "length", 1, "length of the message",
            "any order")
            .split(
            scene.sessionFrame(c, b, 9, 0), 1, "9: datagrams", 2, "length", 1, "length of the message", "once");
    }

    private void packets()
    {
        final byte[] key = scene.secretsOfSession(a).sendKey;
        final byte[] hello = scene.sessionFrame(a, b, SessionPackets.STREAM, 0);
        final byte[] packet = packet(
            "packet-hello", key, 1, SessionPackets.plaintext(1, 32_768, 0, new long[]{0}, hello));
        packet("packet-ack", key, 7, SessionPackets.plaintext(
            7, 32_768, 6, new long[]{3, 5, 6, 9, 10, 11}, new byte[0]));
        packet("packet-rekeyed", key, REKEY, SessionPackets.plaintext(
            REKEY, 32_768, REKEY - 1, new long[]{20}, new byte[0]));
        nested(packet);
    }

    private byte[] packet(final String name, final byte[] key, final long number, final byte[] plaintext)
    {
        final int frames = SessionPackets.framesOffset(plaintext);
        final byte[] packet = SessionPackets.seal(key, REKEY, number, plaintext);
        final WireExample example = add(name).split(
            plaintext, 1, "plaintext, flags", 1, "further ranges", 2, "run", 4, "newest", 4, "credit", 2, "floor",
            frames - 14, "further ranges, each a gap and a run", "frames");
        example.split(
            packet, 4, "packet, number " + number, plaintext.length, "ciphertext", "tag");
        return packet;
    }

    /** The packet in a cell in a frame, from A to B. */
    private void nested(final byte[] packet)
    {
        final WireConversation.Sent sent = scene.data(a, b, FrameKinds.CELL_DATA, plaintext -> true);
        final byte[] cell = Arrays.copyOf(sent.plaintext(), 8 + packet.length);
        System.arraycopy(packet, 0, cell, 8, packet.length);
        final byte[] frame = new byte[FrameTypes.DATA_OVERHEAD + cell.length];
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final int index = FrameFlyweight.receiverIndex(new UnsafeBuffer(sent.bytes()), 0);
        FrameFlyweight.putDataHeader(buffer, 0, index, 100, cell.length);
        final Aead aead = new HopwireCrypto().newAead();
        aead.init(sent.secrets().sendKey, 0);
        aead.seal(100, new UnsafeBuffer(cell), 0, cell.length, buffer, FrameTypes.DATA_HEADER_LENGTH);
        add("nested").split(
            cell, 1, "cell, kind: data", 1, "hop budget: one relay", 2, "flags", 4, "label", "packet-hello")
            .put(sent.secrets().sendKey, "key of what A sends to B, from the handshake XX")
            .split(
            frame, 1, "frame, type: 7, data", 1, "version", 2, "length", 4, "receiver: B's index", 8, "counter: 100",
            cell.length, "ciphertext", "tag");
    }

    private WireExample handshakeFrame(final String name, final byte[] frame)
    {
        return add(name).split(Arrays.copyOf(frame, FrameTypes.HANDSHAKE_HEADER_LENGTH),
            1, "type: " + FrameTypes.name(frame[0]), 1, "version", 2, "length: " + frame.length, 4, "receiver index", 4,
            "sender index", 2, "length of the Noise message: " + noise(frame).length, "reserved");
    }

    private void macs(final String name, final byte[] frame)
    {
        examples.get(name).put(frame, frame.length - 2 * MAC, MAC, "mac1")
            .put(frame, frame.length - MAC, MAC, "mac2: no cookie was demanded");
    }

    private static byte[] noise(final byte[] frame)
    {
        return Arrays.copyOfRange(frame, FrameTypes.HANDSHAKE_HEADER_LENGTH, frame.length - 2 * MAC);
    }

    private void message(final String name, final byte[] transmission, final String payload)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(transmission);
        final boolean isLarge = transmission.length > 500 && transmission[6] == 0x30;
        final int length = isLarge ? LARGE_BETA / Byte.SIZE : a.publicKey.length;
        final int operation = MessageFlyweight.operation(buffer, 6, Byte.SIZE * length);
        add(name).split(
            transmission, 2, "options: compression 0", 4, "length of what follows", length, "from", length, "to", 2,
            Operation.name(operation), 4, "length of the payload", payload);
    }

    private static void hello(final WireExample example, final byte[] payload, final String what)
    {
        example.split(
            payload, 1, what + ", field: hello", 2, "length", 8, "timestamp", 1, "role", 1, "version", 2, "MTU", 4,
            "incarnation", 4, "link incarnation", "generation");
    }

    private static void sessionHello(final WireExample example, final byte[] payload, final String what)
    {
        example.split(
            payload, 1, what + ", field: hello", 2, "length", 1, "version", 3, "zero", 4, "longest message", 8,
            "timestamp", 8, "group", 4, "credit", "transit");
    }

    private static void text(final WireExample example, final String text, final String what)
    {
        example.put(text.getBytes(StandardCharsets.US_ASCII), what + ": \"" + text + '"');
    }

    private static byte[] agree(final byte[] privateKey, final byte[] otherPrivateKey)
    {
        final HopwireCrypto crypto = new HopwireCrypto();
        final byte[] publicKey = new byte[32];
        final byte[] shared = new byte[32];
        crypto.publicKey(otherPrivateKey, publicKey);
        crypto.agree(privateKey, publicKey, shared);
        return shared;
    }

    /** The form of a PKCS#1 key of 2,048 bits: 270 bytes, of which the modulus here is no product of two primes. */
    private static byte[] rsa(final int digit)
    {
        final byte[] key = new byte[LARGE_BETA / Byte.SIZE];
        Arrays.fill(key, (byte)(0x80 + digit));
        final byte[] head = {0x30, (byte)0x82, 1, 0x0a, 2, (byte)0x82, 1, 1, 0};
        System.arraycopy(head, 0, key, 0, head.length);
        System.arraycopy(new byte[]{2, 3, 1, 0, 1}, 0, key, key.length - 5, 5);
        return key;
    }
}
