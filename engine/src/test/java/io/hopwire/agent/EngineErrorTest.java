package io.hopwire.agent;

import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.store.StoreSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Without memory, or without stack, on any thread of an engine: the engine stops, the error handler is told once, and
 * who calls is told why. It never lives on without one of its threads.
 */
class EngineErrorTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(60);

    /** What is missing. */
    enum Missing
    {
        MEMORY, STACK;

        Error error()
        {
            try
            {
                // The true one of the JVM, from where the stack really ends.
                return STACK == this ? new StackOverflowError("depth " + depth(0)) : new OutOfMemoryError("on purpose");
            }
            catch (final StackOverflowError ex)
            {
                return ex;
            }
        }

        private static int depth(final int from)
        {
            return 1 + depth(from + 1);
        }
    }

    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    private volatile Error thrown;

    @ParameterizedTest
    @EnumSource(Missing.class)
    void onTheDisksThread(final Missing missing, @TempDir final Path directory)
    {
        assertEnds(ThreadingMode.DEDICATED, (context) ->
        {
            context.diskAgent = (disk) -> new FailingAgent(disk, () -> fail(missing));
            return context.set(StoreSettings.DIRECTORY, directory.toString());
        });
    }

    @ParameterizedTest
    @EnumSource(Missing.class)
    void onTheThreadOfTheResolver(final Missing missing)
    {
        assertEnds(ThreadingMode.SHARED, (context) ->
        {
            context.nameResolver = (host) -> new InetAddress[fail(missing)];
            return context.bootstrap("relay.example.com:4000");
        });
    }

    @ParameterizedTest
    @EnumSource(Missing.class)
    void onTheLookoutsThread(final Missing missing)
    {
        final EngineState state = new EngineState();
        final Lookout lookout = new Lookout(errors::add, (error) -> state.fail(error, null));
        lookout.add(new Lookout.Sight()
        {
            @Override
            public void look(final long nowNs)
            {
                fail(missing);
            }

            @Override
            public void close()
            {
            }
        });
        lookout.run();
        assertSame(thrown, state.failure());
    }

    /** The crypto of whichever thread makes handshakes; the first one is that of the launch. */
    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void onTheWorkersThread(final ThreadingMode mode)
    {
        assertEnds(mode, (context) -> context
            .cryptoProvider(() -> new FailingCrypto(() -> fail(Missing.STACK)))
            .bootstrap(KeyPairs.publicKey(KeyPairs.generate()) + "@127.0.0.1:9"));
    }

    private int fail(final Missing missing)
    {
        thrown = missing.error();
        throw thrown;
    }

    private void assertEnds(final ThreadingMode mode, final UnaryOperator<EngineContext> more)
    {
        final EngineContext context = new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .threadingMode(mode)
            .notePrinter((line) ->
            {
            })
            .errorHandler(errors::add);
        try (Engine engine = HopwireEngine.launch(more.apply(context)))
        {
            await(() -> ThreadingMode.INVOKER == mode && engine.isRunning() ? isDead(engine) : !engine.isRunning());
            final HopwireException ex = assertThrows(HopwireException.class, () -> engine.shout("hello"));
            assertEquals(ErrorCategory.ENGINE, ex.category());
            assertSame(thrown, ex.getCause());
            if (ThreadingMode.INVOKER != mode)
            {
                await(() -> !errors.isEmpty());
            }
        }
        assertEquals(List.of(thrown), errors);
    }

    /** Who drives the engine himself is told by the call. */
    private static boolean isDead(final Engine engine)
    {
        try
        {
            engine.doWork();
            return false;
        }
        catch (final HopwireException ex)
        {
            assertFalse(engine.isRunning());
            return true;
        }
    }

    /** A hang fails at a time that no healthy machine needs. */
    private static void await(final BooleanSupplier condition)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - startNs < LATE_NS, "never came true");
            Thread.yield();
        }
    }

    private record FailingAgent(Agent agent, Supplier<Integer> work) implements Agent
    {
        @Override
        public int doWork()
        {
            return work.get();
        }

        @Override
        public void onClose()
        {
            agent.onClose();
        }

        @Override
        public String roleName()
        {
            return agent.roleName();
        }
    }

    private record FailingCrypto(CryptoProvider crypto, Supplier<Integer> work) implements CryptoProvider
    {
        private FailingCrypto(final Supplier<Integer> work)
        {
            this(new HopwireCrypto(), work);
        }

        @Override
        public Aead newAead()
        {
            return crypto.newAead();
        }

        @Override
        public void publicKey(final byte[] privateKey, final byte[] publicKey)
        {
            crypto.publicKey(privateKey, publicKey);
        }

        @Override
        public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
        {
            return work.get() > 0;
        }
    }
}
