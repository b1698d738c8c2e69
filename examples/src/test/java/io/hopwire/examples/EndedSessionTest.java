package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
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
    private static final String PRIVATE_KEY = "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed";
    private static final String PUBLIC_KEY = "a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a";
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
        try (RunningCommand listen = listen("--once");
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
    void aPingWhoseSessionHasEndedFails()
    {
        final RunningCommand listen = listen("--echo", "--quiet");
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

    private RunningCommand listen(final String... more)
    {
        final String[] base = {"listen", "--bind", ANY, "--bootstrap", address, "--key", PRIVATE_KEY};
        final String[] args = new String[base.length + more.length];
        System.arraycopy(base, 0, args, 0, base.length);
        System.arraycopy(more, 0, args, base.length, more.length);
        final RunningCommand command = RunningCommand.start(args);
        command.awaitErr("(listening as)");
        return command;
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
