package io.hopwire.transport.tcp;

import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What a stream of bytes is made of, however it comes.
 */
class TcpStreamTest
{
    private final TcpFixture node = new TcpFixture(TcpFixture.listening());
    private Socket peer;
    private long number;

    @BeforeEach
    void connect() throws IOException
    {
        peer = new Socket(node.transport.localAddress().getAddress(), node.transport.localAddress().getPort());
        peer.setTcpNoDelay(true);
    }

    @AfterEach
    void close() throws IOException
    {
        peer.close();
        node.close();
    }

    @Test
    void framesAreWholeWhereverTheStreamIsCut() throws IOException
    {
        final int[] lengths = {0, 40, 1};
        final int total = stream(lengths).length;
        for (int cut = 1; cut < total; cut++)
        {
            expect(lengths.length, stream(lengths), cut);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void framesAreWholeHoweverOftenTheStreamIsCut(final long seed) throws IOException
    {
        final Random random = new Random(seed);
        for (int round = 0; round < 20; round++)
        {
            final int[] lengths = new int[1 + random.nextInt(12)];
            for (int i = 0; i < lengths.length; i++)
            {
                lengths[i] = random.nextInt(4) == 0 ?
                    TcpFixture.MTU - FrameTypes.DATA_OVERHEAD : random.nextInt(random.nextBoolean() ? 9 : 1300);
            }
            final byte[] stream = stream(lengths);
            final int[] cuts = new int[random.nextInt(20)];
            for (int i = 0; i < cuts.length; i++)
            {
                cuts[i] = random.nextInt(stream.length);
            }
            Arrays.sort(cuts);
            expect(lengths.length, stream, cuts);
        }
    }

    @Test
    void framesComeByteByByte() throws IOException
    {
        final int[] lengths = {3, 0};
        final byte[] stream = stream(lengths);
        final int[] cuts = new int[stream.length - 1];
        Arrays.setAll(cuts, (i) -> i + 1);
        expect(2, stream, cuts);
    }

    @Test
    void oneReadHoldsManyFrames() throws IOException
    {
        final int[] lengths = new int[2000];
        expect(lengths.length, stream(lengths));
        assertEquals(2000, node.counters.get(SystemCounter.DATAGRAMS_RECEIVED));
        assertEquals(2000L * FrameTypes.DATA_OVERHEAD, node.counters.get(SystemCounter.BYTES_RECEIVED));
    }

    @Test
    void frameLongerThanTheMtuEndsTheConnection() throws IOException
    {
        final byte[] frame = new byte[FrameTypes.DATA_OVERHEAD];
        FrameFlyweight.putFrameHeader(new UnsafeBuffer(frame), 0, FrameTypes.DATA, TcpFixture.MTU + 1, 7);
        expectEnd(frame);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 31})
    void frameShorterThanAnyEndsTheConnection(final int length) throws IOException
    {
        final byte[] frame = new byte[FrameTypes.DATA_OVERHEAD];
        FrameFlyweight.putFrameHeader(new UnsafeBuffer(frame), 0, FrameTypes.DATA, length, 7);
        expectEnd(frame);
    }

    @Test
    void whatIsNoFrameEndsTheConnection() throws IOException
    {
        expectEnd("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void nothingIsToldOfAStrangerThatSaysTooLittle() throws IOException
    {
        peer.getOutputStream().write(Arrays.copyOf(TcpFixture.frame(1, 10), 15));
        TcpFixture.awaitThat(() -> node.work() == 0 && node.transport.connections() == 1);
        assertEquals(List.of(), node.frames);
        assertEquals(List.of(), node.closed);
    }

    private void expectEnd(final byte[] bytes) throws IOException
    {
        peer.getOutputStream().write(TcpFixture.frame(1, 10));
        peer.getOutputStream().write(bytes);
        peer.getOutputStream().write(TcpFixture.frame(2, 10));
        node.awaitClosed(1);
        assertEquals(List.of(1L), node.frames, "what came before is good, and nothing behind it");
        assertEquals(List.of("MALFORMED " + node.source), node.closed);
        assertEquals(1, node.counters.get(RejectCode.STREAM));
        assertEquals(0, node.transport.connections());
        assertEquals(0, node.addresses.retains(node.source));
    }

    private byte[] stream(final int[] lengths)
    {
        byte[] stream = new byte[0];
        for (final int length : lengths)
        {
            final byte[] frame = TcpFixture.frame(number++, length);
            stream = Arrays.copyOf(stream, stream.length + frame.length);
            System.arraycopy(frame, 0, stream, stream.length - frame.length, frame.length);
        }
        return stream;
    }

    private void expect(final int count, final byte[] stream, final int... cuts) throws IOException
    {
        node.frames.clear();
        int from = 0;
        for (final int cut : cuts)
        {
            peer.getOutputStream().write(stream, from, cut - from);
            from = cut;
            node.work();
        }
        peer.getOutputStream().write(stream, from, stream.length - from);
        node.awaitFrames(count);
        final List<Long> expected = new ArrayList<>();
        for (long i = number - count; i < number; i++)
        {
            expected.add(i);
        }
        assertEquals(expected, node.frames);
    }
}
