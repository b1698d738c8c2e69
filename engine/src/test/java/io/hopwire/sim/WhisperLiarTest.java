package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.Link;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WhisperCodes;
import io.hopwire.spi.WhisperCommand;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A relay between two that drops, changes or repeats the WHISPERs that it should pass on, or acknowledges them itself.
 * Nothing altered is heard, nothing twice, nothing is taken for acknowledged that was not heard; and where there is
 * another way it arrives.
 * <p>
 * Links without cryptography, so that the test can read and write in the relay's place; boxes are sealed all the same.
 * Between keys of RSA that are plaintext links, for those simulations have real cryptography.
 */
@Tag("simulation")
class WhisperLiarTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int LIAR = 1;
    private static final int TO = 2;
    private static final int HEADER = TransmissionFlyweight.HEADER_LENGTH;

    private enum Lie
    {
        DROP, FLIP, FORGET_BOX, REPLAY, ACKNOWLEDGE, REFUSE
    }

    private static Stream<Arguments> all()
    {
        return Stream.of(IdentitySchemes.X25519, IdentitySchemes.RSA_2048).flatMap(
            (scheme) -> Arrays.stream(Lie.values()).map((lie) -> Arguments.of(scheme, lie)));
    }

    private static UnaryOperator<CoreConfig> readable(final IdentityScheme scheme)
    {
        return (config) -> config.set(NodeSettings.PLAINTEXT_LINKS, IdentitySchemes.RSA_2048 == scheme);
    }

    private final SimRandom random = new SimRandom(1);
    private final List<byte[]> recorded = new ArrayList<>();
    private WhisperNetwork net;
    private int beta;
    private boolean isSending;
    private int lies;

    @ParameterizedTest
    @MethodSource("all")
    void tellsTheWriterNothingFalseWhereThereIsNoOtherWay(final IdentityScheme scheme, final Lie lie)
    {
        net = WhisperNetwork.line(3, SimConfig.of(1).withScheme(scheme), readable(scheme));
        lie(lie);
        for (int i = 0; i < 5; i++)
        {
            final int message = net.whisper(0, TO, "number " + i, WhisperCommand.RECURSIVE);
            final int code = net.await(message).code();
            // Of the refusal nobody can tell whether it is true: nothing came, and nothing was acknowledged.
            assertEquals(
                Lie.REPLAY == lie ? WhisperCodes.OK : Lie.REFUSE == lie ? WhisperCodes.NO_WAY : WhisperCodes.UNKNOWN,
                code, WhisperCodes.name(code));
        }
        if (Lie.REPLAY == lie)
        {
            // When the way back is forgotten, and when the message is.
            replayAll();
            net.network.run(25 * SECOND);
            replayAll();
            net.network.run(70 * SECOND);
            replayAll();
            net.network.run(SECOND);
        }
        assertTrue(lies > 0, "no lie was told");
        assertHeard(Lie.REPLAY == lie ? 5 : 0);
        if (Lie.FLIP == lie)
        {
            assertTrue(net.count(TO, RejectCode.WHISPER_BOX) > 0);
        }
        if (Lie.ACKNOWLEDGE == lie)
        {
            assertTrue(net.count(0, RejectCode.WHISPER_FALSE_ACK) > 0);
        }
        if (Lie.REPLAY == lie)
        {
            assertTrue(net.count(TO, RejectCode.WHISPER_EXPIRED) > 0);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void goesRoundIt(final IdentityScheme scheme, final Lie lie)
    {
        net = WhisperNetwork.still(4, SimConfig.of(1).withScheme(scheme), readable(scheme));
        net.link(0, LIAR);
        net.link(LIAR, TO);
        net.link(0, 3);
        net.link(3, TO);
        net.network.run(5 * SECOND);
        lie(lie);
        for (int i = 0; i < 8; i++)
        {
            net.assertArrived(
                net.whisper(0, TO, "number " + i, WhisperCommand.RECURSIVE), WhisperCommand.RECURSIVE);
        }
        assertHeard(8);
        assertEquals(8, net.count(0, SystemCounter.WHISPERS_ACKNOWLEDGED));
        assertEquals(0, net.heard(LIAR).size() + net.heard(3).size());
    }

    private void assertHeard(final int count)
    {
        assertEquals(count, net.heard(TO).size());
        for (int i = 0; i < count; i++)
        {
            final byte[] value = new byte[WhisperNetwork.text("number " + i).capacity()];
            WhisperNetwork.text("number " + i).getBytes(0, value);
            assertArrayEquals(value, net.heard(TO).get(i).value());
            assertEquals(net.network.node(0).name(), net.heard(TO).get(i).from());
        }
    }

    private void lie(final Lie lie)
    {
        beta = Byte.SIZE * net.network.space().length();
        net.network.onTransit((from, to, buffer, length) -> onTransit(lie, from, to, buffer, length));
    }

    private int onTransit(
        final Lie lie, final int from, final int to, final MutableDirectBuffer buffer, final int length)
    {
        final int offset = FrameTypes.DATA_HEADER_LENGTH;
        final boolean isWhisper = !isSending && from == LIAR && to == TO &&
            length > FrameTypes.DATA_OVERHEAD + HEADER && 0 == buffer.getByte(offset) &&
            FrameTypes.DATA == FrameFlyweight.frameType(buffer, 0) &&
            Operation.WHISPER == MessageFlyweight.operation(buffer, offset + HEADER, beta);
        if (!isWhisper)
        {
            return length;
        }
        lies++;
        final byte[] transmission = new byte[length - FrameTypes.DATA_OVERHEAD];
        buffer.getBytes(offset, transmission);
        if (recorded.stream().noneMatch((other) -> Arrays.equals(other, transmission)))
        {
            recorded.add(transmission.clone());
        }
        switch (lie)
        {
            case FLIP:
                final int options = HEADER + beta / 4;
                final int at = HEADER + random.nextInt(transmission.length - HEADER);
                // Not the lengths, which are the transmission's form.
                transmission[at >= options && at < options + 6 ? options + 7 : at] ^= (byte)(1 << random.nextInt(8));
                send(TO, transmission);
                break;

            case FORGET_BOX:
                // As if it were not sealed.
                transmission[HEADER + beta / 4 + 1] = 0;
                send(TO, transmission);
                break;

            case REPLAY:
                send(TO, transmission);
                send(TO, transmission);
                return length;

            case ACKNOWLEDGE:
                answer(transmission, Operation.ACK);
                break;

            case REFUSE:
                answer(transmission, Operation.NACK);
                break;

            default:
                break;
        }
        return TransitFilter.DROP;
    }

    private void replayAll()
    {
        recorded.forEach((transmission) -> send(TO, transmission));
        net.network.run(SECOND / 10);
    }

    private void answer(final byte[] transmission, final int operation)
    {
        final UnsafeBuffer answer = new UnsafeBuffer(new byte[1000]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(answer, 0, 1000, beta);
        final int payload = encoder.beginMessage(
            net.network.node(LIAR).publicKey(), 0, net.network.node(0).publicKey(), 0, operation, false);
        final MsgPackEncoder packed = new MsgPackEncoder().wrap(answer, payload, encoder.payloadCapacity());
        packed.putArrayHeader(3).putLong(Operation.WHISPER)
            .putBinary(new UnsafeBuffer(sha256(transmission)), 0, 32);
        if (Operation.ACK == operation)
        {
            packed.putBinary(new UnsafeBuffer(new byte[16]), 0, 16);
        }
        else
        {
            packed.putLong(2);
        }
        encoder.commitMessage(packed.length());
        final byte[] bytes = new byte[encoder.finish()];
        answer.getBytes(0, bytes);
        send(0, bytes);
    }

    private void send(final int to, final byte[] transmission)
    {
        net.network.schedule(0, () ->
        {
            final Link link = net.network.node(LIAR).links().byKey(net.network.node(to).publicKey(), 0);
            isSending = true;
            net.network.node(LIAR).links().send(
                link, new UnsafeBuffer(transmission), 0, transmission.length, net.network.nowNs());
            isSending = false;
        });
    }

    private static byte[] sha256(final byte[] transmission)
    {
        try
        {
            return MessageDigest.getInstance("SHA-256").digest(
                Arrays.copyOfRange(transmission, HEADER, transmission.length));
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
