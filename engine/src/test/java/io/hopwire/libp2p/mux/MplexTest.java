package io.hopwire.libp2p.mux;

import io.hopwire.libp2p.wire.UnsignedVarint;
import io.hopwire.spi.Settings;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MplexTest
{
    private final Heard heard = new Heard();
    private final MuxMemory memory = new MuxMemory(1 << 26, 1 << 12, 4711);
    private final TestSink sink = new TestSink(1 << 22);
    private Mplex mplex = started(false, Settings.DEFAULTS);

    @Test
    void readsMessages()
    {
        send("000130" + "020568656c6c6f" + "0400");
        assertEquals("opened, end after 5", heard.takeEvents());
        assertEquals("hello", heard.bytes.toString());
    }

    @Test
    void readsTheMessagesOfTheVectors()
    {
        final List<Object> rows = VectorJson.array(Vectors.load("libp2p-wire.json").get("mplex"));
        assertTrue(rows.size() >= 9);
        for (final Object row : rows)
        {
            final Map<String, Object> message = VectorJson.object(row);
            final int flag = ((Long)message.get("flag")).intValue();
            final long id = (Long)message.get("streamId");
            // Ids of ours are chosen by us, so that for those we have to be the one who opens so many.
            final boolean isTheirs = 0 == (flag & 1);
            restart(!isTheirs && 1 == (id & 1));
            for (int i = 0; !isTheirs && i <= id / 2; i++)
            {
                mplex.open();
            }
            mplex.flush(0);
            if (isTheirs && Mplex.NEW_STREAM != flag)
            {
                final UnsafeBuffer open = new UnsafeBuffer(new byte[10]);
                final int length = UnsignedVarint.put(open, 0, id << 3);
                mplex.onBytes(open, 0, length + 1, 0);
            }
            heard.takeEvents();
            heard.bytes.reset();
            send((String)message.get("bytes"));
            final String expected = Mplex.NEW_STREAM == flag ? "opened" : flag <= Mplex.MESSAGE_INITIATOR ? "" :
                flag <= Mplex.CLOSE_INITIATOR ? "end after 0" : "reset PEER_RESET";
            assertEquals(expected, heard.takeEvents(), (String)message.get("note"));
            final boolean isData = Mplex.MESSAGE_RECEIVER == flag || Mplex.MESSAGE_INITIATOR == flag;
            assertEquals(isData ? message.get("data") : "", Vectors.hex(heard.bytes.toByteArray()));
        }
    }

    @Test
    void writesMessages()
    {
        final long even = mplex.open();
        write(even, 5);
        mplex.closeWrite(even);
        mplex.flush(0);
        assertEquals("0000" + "02050000000000" + "0400", sent());
        send("000130");
        write(heard.opened.get(0), 1);
        mplex.reset(heard.opened.get(0));
        mplex.reset(even);
        assertEquals("010100" + "0500" + "0600", sent());

        restart(true);
        write(mplex.open(), 1);
        mplex.open();
        mplex.flush(0);
        assertEquals("0800" + "0a0100" + "1800", sent());
    }

    @Test
    void theSameNumberOfBothSidesIsTwoStreams()
    {
        final long ours = mplex.open();
        write(ours, 1);
        send("0000" + "0400" + "010101");
        assertEquals("opened, end after 0", heard.takeEvents());
        send("0500");
        assertEquals("reset PEER_RESET", heard.takeEvents());
        assertEquals(Muxer.CLOSED, write(ours, 1));
        assertEquals(1, write(heard.opened.get(0), 1));
    }

    @Test
    void cutsWhatIsLongAndTakesTheLongest()
    {
        write(mplex.open(), 100_000);
        assertEquals(2 + 4 + 65_536 + 4 + 34_464, sink.length());
        send("0000" + "02808040");
        mplex.onBytes(new UnsafeBuffer(new byte[Mplex.MAX_MESSAGE]), 0, Mplex.MAX_MESSAGE, 0);
        assertEquals(Mplex.MAX_MESSAGE, heard.bytes.size());
        send("020107");
        assertEquals(Mplex.MAX_MESSAGE + 1, heard.bytes.size());
    }

    @Test
    void whatBreaksTheProtocolEndsTheConnection()
    {
        refuses(MuxFault.FRAME_TYPE, "0f00");
        refuses(MuxFault.MESSAGE_LENGTH, "08818040");
        refuses(MuxFault.MESSAGE_LENGTH, "08ffffffff7f");
        refuses(MuxFault.VARINT, "08" + "ff".repeat(9));
        refuses(MuxFault.VARINT, "ff".repeat(9));
        refuses(MuxFault.VARINT, "808000");
        refuses(MuxFault.VARINT, "088000");
        refuses(MuxFault.STREAM_NEVER_OPENED, "0100");
        refuses(MuxFault.STREAM_NEVER_OPENED, "8d0200");
    }

    @Test
    void aStreamIsNotOpenedTwice()
    {
        send("28016128016".concat("1"));
        assertEquals("opened, reset STREAM_IN_USE, fault STREAM_IN_USE", heard.takeEvents());
    }

    @Test
    void messagesForStreamsThatAreGoneAreSkipped()
    {
        send("0000" + "0600" + "0205" + "0102030405" + "0400" + "0600" + "8a010100" + "0800");
        assertEquals("opened, reset PEER_RESET, opened", heard.takeEvents());
        assertEquals(0, heard.bytes.size());
        assertEquals(4, memory.count(MuxFault.LATE_FRAME));
    }

    @Test
    void bytesAfterTheEndResetTheirStreamAlone()
    {
        send("0000" + "0400" + "0400" + "02020102" + "0800" + "0a0101");
        assertEquals("opened, end after 0, reset DATA_AFTER_END, opened", heard.takeEvents());
        assertEquals("0500", sent());
        assertEquals(1, heard.bytes.size());
    }

    @Test
    void aReaderThatIsTooSlowLosesItsStreamAlone()
    {
        mplex = started(false, Settings.DEFAULTS.with(MuxSettings.BUFFER, 1 << 16));
        heard.appetite = 0;
        send("0000" + "0800" + "02808004");
        mplex.onBytes(new UnsafeBuffer(new byte[1 << 16]), 0, 1 << 16, 0);
        assertEquals("opened, opened", heard.takeEvents());
        assertEquals(1 << 16, memory.usedBytes());
        send("020101" + "020101");
        assertEquals("reset BUFFER_FULL", heard.takeEvents());
        assertEquals("0500", sent());
        assertEquals(0, memory.usedBytes());
        heard.appetite = 10;
        send("0a0101");
        assertEquals(1, heard.bytes.size());
    }

    @Test
    void streamsBeyondTheLimitAreReset()
    {
        mplex = started(false, Settings.DEFAULTS.with(MuxSettings.INBOUND, 2));
        send("0000" + "0801" + "61" + "100162" + "120163" + "0a0107");
        assertEquals("opened, opened", heard.takeEvents());
        assertEquals("1500", sent());
        assertEquals(1, heard.bytes.size());
    }

    @Test
    void resetsThatAreNotReadEndTheConnection()
    {
        final TestSink small = new TestSink(21);
        mplex = new Mplex(new MuxLimits(
            Settings.DEFAULTS.with(MuxSettings.INBOUND, 1).with(MuxSettings.RESETS, 16)), memory, new MuxShare(memory));
        mplex.start(false, small, heard, 0);
        for (int i = 0; i < 1 + 1 + 16; i++)
        {
            mplex.onBytes(new UnsafeBuffer(new byte[]{(byte)(8 * i), (byte)(i < 16 ? 0 : 1), 0}), 0, i < 16 ? 2 : 3, 0);
        }
        assertNull(mplex.fault());
        mplex.onBytes(new UnsafeBuffer(new byte[]{(byte)0xF8, 0x07, 0}), 0, 3, 0);
        assertEquals(MuxFault.RESET_FLOOD, mplex.fault());
    }

    private void refuses(final MuxFault fault, final String digits)
    {
        final byte[] bytes = Vectors.hex(digits);
        for (int cut = 0; cut < bytes.length; cut++)
        {
            restart(false);
            final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
            mplex.onBytes(buffer, 0, cut, 0);
            assertNull(mplex.fault());
            mplex.onBytes(buffer, cut, bytes.length - cut, 0);
            assertEquals("fault " + fault, heard.takeEvents());
            assertEquals(0, memory.usedStreams());
        }
    }

    private void restart(final boolean isDialer)
    {
        mplex.close();
        heard.takeEvents();
        sink.takeAll();
        mplex = started(isDialer, Settings.DEFAULTS);
    }

    private Mplex started(final boolean isDialer, final Settings settings)
    {
        final Mplex made = new Mplex(new MuxLimits(settings), memory, new MuxShare(memory));
        made.start(isDialer, sink, heard, 0);
        return made;
    }

    private int write(final long stream, final int length)
    {
        return mplex.write(stream, new UnsafeBuffer(new byte[length]), 0, length);
    }

    private void send(final String digits)
    {
        final byte[] bytes = Vectors.hex(digits);
        mplex.onBytes(new UnsafeBuffer(bytes), 0, bytes.length, 0);
    }

    private String sent()
    {
        return Vectors.hex(sink.takeAll());
    }
}
