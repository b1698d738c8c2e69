package io.hopwire.wire;

import io.hopwire.component.session.SessionPackets;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.spi.Commands;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.Transit;
import io.hopwire.spi.TuneCommand;
import io.hopwire.spi.WhisperCommand;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The conversation that the document tells: A knows where B is and nothing else, C knows B's key, D is a relay that B
 * knows, and E demands cookies. All that is picked from it was said by whole cores.
 */
final class WireScene
{
    private static final long MS = 1_000_000L;
    private static final long CONNECT = 3;
    private static final long CONNECT_NOBODY = 4;
    private static final long CONNECT_TOO_FAR = 5;
    private static final int CELL_HEADER = 8;

    final WireConversation talk = new WireConversation();
    final WireNode a = new WireNode('A', 1, talk.secrets, config -> config.role(LinkRole.ENDPOINT));
    /** As one that has been there for long. */
    final WireNode b = new WireNode('B', 2, talk.secrets, config ->
        config.discovery(false).set(LinkSettings.CLOCK_SKEW, 0L));
    final WireNode c = new WireNode('C', 3, talk.secrets, config ->
        config.role(LinkRole.ENDPOINT).discovery(false).set(NodeSettings.MTU, 1280));
    final WireNode d = new WireNode('D', 4, talk.secrets, config -> config.discovery(false));
    final WireNode e = new WireNode('E', 5, talk.secrets, config ->
        config.discovery(false).set(LinkSettings.COOKIE_THRESHOLD, -1));

    private int session;

    WireScene()
    {
        begin();
        ask();
        speak();
        tell();
        end();
    }

    /** The first frame of a type from one node to another. */
    byte[] frame(final WireNode from, final WireNode to, final int type, final int number)
    {
        int found = 0;
        for (final WireConversation.Sent sent : talk.record)
        {
            if (sent.from() == from && sent.to() == to.addressId && sent.type() == type && found++ == number)
            {
                return sent.bytes();
            }
        }
        throw new AssertionError("no frame of type " + type + " from " + from.name + " to " + to.name);
    }

    /** The first data frame of a kind from one node to another. */
    WireConversation.Sent data(final WireNode from, final WireNode to, final int kind, final Predicate<byte[]> which)
    {
        for (final WireConversation.Sent sent : talk.record)
        {
            if (sent.from() == from && sent.to() == to.addressId && sent.kind() == kind &&
                which.test(sent.plaintext()))
            {
                return sent;
            }
        }
        throw new AssertionError("no plaintext of kind " + kind + " from " + from.name + " to " + to.name);
    }

    byte[] plaintext(final WireNode from, final WireNode to, final int kind)
    {
        return data(from, to, kind, plaintext -> true).plaintext();
    }

    /** The first transmission whose first message has an operation, and an answer which it answers. */
    byte[] message(final WireNode from, final WireNode to, final int operation, final int answered)
    {
        final int options = TransmissionFlyweight.HEADER_LENGTH + 2 * from.publicKey.length;
        return data(from, to, FrameKinds.TRANSMISSION, plaintext ->
            (plaintext[options] & 0xFF) >>> 4 == operation &&
            (answered < 0 || plaintext[options + 7] == answered)).plaintext();
    }

    /** The first packet of the session with a frame of a type, opened: header and frames. */
    byte[] packet(final WireNode from, final WireNode over, final int type, final int number)
    {
        int found = 0;
        for (final WireConversation.Sent sent : talk.record)
        {
            final boolean isCell =
                sent.from() == from && sent.to() == over.addressId && FrameKinds.CELL_DATA == sent.kind();
            final byte[] opened = isCell ? open(from, sent.plaintext()) : null;
            if (null != opened)
            {
                final int frames = SessionPackets.framesOffset(opened);
                final boolean isIt = type < 0 ? frames == opened.length :
                    frames < opened.length && opened[frames] == type;
                if (isIt && found++ == number)
                {
                    return opened;
                }
            }
        }
        throw new AssertionError("no packet with a frame of type " + type + " from " + from.name);
    }

    /** The first frame of a type. */
    byte[] sessionFrame(final WireNode from, final WireNode over, final int type, final int number)
    {
        final byte[] packet = packet(from, over, type, number);
        return Arrays.copyOfRange(packet, SessionPackets.framesOffset(packet), packet.length);
    }

    WireSecrets secretsOfSession(final WireNode node)
    {
        for (final WireSecrets secrets : talk.secrets)
        {
            if (secrets.node == node && secrets.owner != talk.secrets.get(0).owner)
            {
                return secrets;
            }
        }
        throw new AssertionError("no session");
    }

    private byte[] open(final WireNode from, final byte[] cell)
    {
        final byte[] packet = Arrays.copyOfRange(cell, CELL_HEADER, cell.length);
        final long number = new UnsafeBuffer(packet).getInt(0, ByteOrder.LITTLE_ENDIAN);
        return WireConversation.open(
            secretsOfSession(from).sendKey, number, packet, SessionPackets.SEALED_OFFSET);
    }

    private void begin()
    {
        talk.add(a);
        talk.add(b);
        talk.add(c);
        talk.add(d);
        talk.add(e);
        talk.drop((from, to) -> from == a && to == d.addressId);
        c.command(Commands.LISTEN, 1, new Commands.Listen(true), talk.nowNs());
        bootstrap(c, b, new UnsafeBuffer(b.publicKey));
        bootstrap(d, b, new UnsafeBuffer(b.publicKey));
        bootstrap(d, e, new UnsafeBuffer(e.publicKey));
        talk.run(500 * MS);
        bootstrap(a, b, null);
        talk.run(500 * MS);
    }

    private void ask()
    {
        final byte[] ping = WireExamples.ping(a.publicKey, b.publicKey);
        a.core.links().send(
            a.core.links().byKey(new UnsafeBuffer(b.publicKey), 0), new UnsafeBuffer(ping), 0, ping.length,
            talk.nowNs());
        talk.run(500 * MS);
        connect(CONNECT_NOBODY, new UnsafeBuffer(e.publicKey), 3);
        connect(CONNECT_TOO_FAR, new UnsafeBuffer(c.publicKey), 1);
        connect(CONNECT, new UnsafeBuffer(c.publicKey), 3);
        session = a.events.outcome(CONNECT).sessionId();
    }

    private void speak()
    {
        final int ofC = c.events.accepted().get(0);
        a.core.offer(session, text("hello"), 0, 5, talk.nowNs());
        talk.run(20 * MS);
        c.core.offerAside(ofC, true, text("any order"), 0, 9, talk.nowNs());
        talk.run(20 * MS);
        c.core.offerAside(ofC, false, text("once"), 0, 4, talk.nowNs());
        talk.run(20 * MS);
        a.command(
            Commands.TUNE, 6, new TuneCommand(session, Transit.of(4, 1, 2, Transit.FASTEST)), talk.nowNs());
        a.command(Commands.TRACE, 7, new Commands.OfSession(session), talk.nowNs());
        talk.run(500 * MS);
    }

    /** What is for all, for neighbours and for one of them, and what is stored. */
    private void tell()
    {
        final UnsafeBuffer hello = new UnsafeBuffer(new byte[]{(byte)0xa2, 'h', 'i'});
        a.command(Commands.SHOUT, 9, new ShoutCommand(hello), talk.nowNs());
        talk.run(20 * MS);
        a.command(Commands.SPEAK, 10, new ShoutCommand(hello), talk.nowNs());
        talk.run(20 * MS);
        a.command(
            Commands.WHISPER, 13, new WhisperCommand(new UnsafeBuffer(b.publicKey), hello), talk.nowNs());
        talk.run(20 * MS);
        a.command(Commands.STORE, 11, new StoreCommand(StoreCommand.PUT, text("colour"), hello), talk.nowNs());
        // As long as it takes to give D up, which A does not reach.
        talk.run(4000 * MS);
        a.command(
            Commands.FIND_VALUE, 12, new StoreCommand(StoreCommand.READ_ANY, text("colour"), null), talk.nowNs());
        talk.run(4000 * MS);
    }

    private void end()
    {
        a.command(Commands.CLOSE, 8, new Commands.OfSession(session), talk.nowNs());
        talk.run(50 * MS);
        while (a.core.onClose(talk.nowNs()))
        {
            // the host calls until all is said
        }
        talk.run(MS);
    }

    private void bootstrap(final WireNode from, final WireNode to, final DirectBuffer key)
    {
        final int number = from == d && to == e ? 1 : 0;
        from.command(Commands.BOOTSTRAP, 2, new Commands.Bootstrap(number, key).add(to.addressId), talk.nowNs());
    }

    private void connect(final long correlationId, final DirectBuffer key, final int maxHops)
    {
        // Two searches of one group are none; the last one has the number that all else of A has.
        final long usual = a.random;
        a.random = usual - 0x0101_0101_0101_0101L * (CONNECT - correlationId);
        a.command(
            Commands.CONNECT,
            correlationId,
            new Commands.Connect(key).hops(maxHops).routes(1, 1).timeoutNs(100 * MS),
            talk.nowNs());
        a.random = usual;
        talk.run(200 * MS);
    }

    private static DirectBuffer text(final String text)
    {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }
}
