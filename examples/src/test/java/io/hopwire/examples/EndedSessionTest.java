package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Commands whose session ends before its time: they fail, and say how it ended.
 */
@Timeout(120)
class EndedSessionTest
{
    private static final String PUBLIC_KEY = DemoNetwork.SERVER_PUBLIC_KEY;
    private static final String ANY = "127.0.0.1:0";

    @TempDir
    Path directory;

    private RunningCommand relay;
    private String address;

    @BeforeEach
    void startRelay()
    {
        System.setProperty("hopwire.counters.dir", directory.toString());
        relay = RunningCommand.start("node", "--bind", ANY);
        address = relay.awaitOut("address +(\\S+)\n");
    }

    @AfterEach
    void stopRelay()
    {
        System.clearProperty("hopwire.counters.dir");
        relay.close();
    }

    @Test
    void aTransferThatBrokeOffDoesNotLookWhole()
    {
        try (RunningCommand listen = RunningCommand.listen(address, "--once");
            RunningCommand send = RunningCommand.start(
                new Drip(), "send", "--bind", ANY, "--bootstrap", address, PUBLIC_KEY))
        {
            listen.awaitOut("(\0\0\0)");
            relay.close();

            assertEquals(1, listen.awaitExit(), listen::toString);
            assertTrue(listen.err().contains("; the session has ended, route lost: there may have been more"),
                listen::err);
            assertEquals(1, send.awaitExit(), send::toString);
        }
    }

    @Test
    void aTransferThatItsSenderCutShortDoesNotLookWhole()
    {
        try (RunningCommand listen = RunningCommand.listen(address, "--once"))
        {
            final RunningCommand send = RunningCommand.start(
                new Drip(), "send", "--bind", ANY, "--bootstrap", address, PUBLIC_KEY);
            listen.awaitOut("(\0\0\0)");
            send.close();

            assertBrokenOff(listen);
        }
    }

    @Test
    void aTransferWhoseInputFailsDoesNotLookWhole()
    {
        try (RunningCommand listen = RunningCommand.listen(address, "--once");
            RunningCommand send = RunningCommand.start(
                new SequenceInputStream(new ByteArrayInputStream(new byte[5000]), new Broken()),
                "send", "--bind", ANY, "--bootstrap", address, PUBLIC_KEY))
        {
            assertEquals(1, send.awaitExit(), send::toString);
            assertTrue(send.err().contains("cannot read the standard input: the disk is gone"), send::err);
            assertBrokenOff(listen);
        }
    }

    @Test
    void aTransferThatEndedIsWhole()
    {
        try (RunningCommand listen = RunningCommand.listen(address, "--once");
            RunningCommand send = RunningCommand.start(
                new ByteArrayInputStream(new byte[5000]),
                "send", "--bind", ANY, "--bootstrap", address, PUBLIC_KEY))
        {
            assertEquals(0, send.awaitExit(), send::toString);
            assertEquals(0, listen.awaitExit(), listen::toString);
            assertEquals(5000, listen.out().length());
        }
    }

    private static void assertBrokenOff(final RunningCommand listen)
    {
        assertEquals(1, listen.awaitExit(), listen::toString);
        assertTrue(
            listen.err().contains("; the session has ended, broken off by the peer: there may have been more"),
            listen::err);
    }

    @Test
    void aPingWhoseSessionHasEndedFails()
    {
        final RunningCommand listen = RunningCommand.listen(address, "--echo", "--quiet");
        final RunningCommand ping = RunningCommand.start(
            "ping", "--bind", ANY, "--bootstrap", address, "-i", "0.02", PUBLIC_KEY);
        try (listen; ping)
        {
            ping.awaitOut("(seq=3)");
            listen.close();

            assertEquals(1, ping.awaitExit(), ping::toString);
            assertTrue(ping.err().contains("hopwire: the session has ended, closed by the peer"), ping::err);
            assertTrue(ping.out().contains("ping statistics"), ping::out);
        }
    }

    /** Nothing but an error. */
    private static final class Broken extends InputStream
    {
        @Override
        public int read() throws IOException
        {
            throw new IOException("the disk is gone");
        }
    }

    /** Zeros without an end, some each millisecond. */
    private static final class Drip extends InputStream
    {
        @Override
        public int read()
        {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            return 0;
        }

        @Override
        public int read(final byte[] bytes, final int offset, final int length)
        {
            bytes[offset] = (byte)read();
            return 1;
        }
    }
}
