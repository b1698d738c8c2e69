package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.ListenSession;
import io.hopwire.PrivateKey;
import io.hopwire.Session;
import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.sim.ForwardingAead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Of an engine that was closed and is still referred to: all arrays that can be reached from it, through private fields
 * and those of the JDK, hold neither the node's private key nor a key of its links and sessions. The engine has said
 * something over a link and a session, and sealed a message.
 */
class WipedKeysTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(60);
    /** So many bytes of a key are taken for it: the rest may lie elsewhere. */
    private static final int TELLING = 12;
    /** All keys that ciphers were given. Static, so not within what is searched. */
    private static final List<byte[]> USED = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = {"SHARED", "DEDICATED"})
    void nothingIsLeftOfKeys(final ThreadingMode mode)
    {
        USED.clear();
        final PrivateKey key = KeyPairs.generate();
        final Engine relay = HopwireEngine.launch(context(mode));
        final Engine engine = HopwireEngine.launch(context(mode)
            .privateKey(key)
            .cryptoProvider(RecordingCrypto::new)
            .bootstrap(relay.publicKey() + "@" + relay.localAddress()));
        try (relay; engine)
        {
            assertTrue(engine.awaitConnected(LATE_NS));
            try (ListenSession listening = relay.localEndpoint().listen();
                Session session = engine.endpoint(relay.publicKey()).connect(DataTransitConfiguration.DEFAULT))
            {
                session.write(new byte[100]);
                listening.accept(LATE_NS).read(true);
                assertFalse(found(engine, List.of(key.toBytes())).isEmpty(), "the search finds it where it is in use");
                assertFalse(found(engine, USED).isEmpty());
            }
        }
        assertTrue(USED.size() >= 4, "keys of a link and a session: " + USED.size());
        assertEquals(List.of(), found(engine, List.of(key.toBytes())), "the private key");
        assertEquals(List.of(), found(engine, USED), "keys of links and sessions");
    }

    @Test
    void theSearchSeesWhatItShould()
    {
        final byte[] key = KeyPairs.generate().toBytes();
        final AtomicReference<Object> graph =
            new AtomicReference<>(Map.of("a", new ArrayList<>(List.of(new PrivateCopy(key.clone())))));
        assertEquals(1, found(graph, List.of(key)).size());
    }

    private record PrivateCopy(byte[] bytes)
    {
    }

    private static EngineContext context(final ThreadingMode mode)
    {
        return new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .threadingMode(mode)
            .notePrinter((line) ->
            {
            });
    }

    /** Paths to arrays that hold the beginning of a secret. What the application gave stays the application's. */
    private static List<String> found(final Object root, final List<byte[]> secrets)
    {
        final List<byte[]> heads = new ArrayList<>();
        secrets.forEach((secret) -> heads.add(Arrays.copyOf(secret, TELLING)));
        final List<String> found = new ArrayList<>();
        final IdentityHashMap<Object, String> seen = new IdentityHashMap<>();
        final ArrayDeque<Object> queue = new ArrayDeque<>();
        visit(root, "", seen, queue);
        while (!queue.isEmpty())
        {
            final Object object = queue.poll();
            final String path = seen.get(object);
            final byte[] bytes = bytes(object);
            if (null != bytes && heads.stream().anyMatch((head) -> contains(bytes, head)))
            {
                found.add(path);
            }
            if (object instanceof final Object[] array)
            {
                for (final Object element : array)
                {
                    visit(element, path + "[]", seen, queue);
                }
            }
            else if (null == bytes)
            {
                visitElements(object, path, seen, queue);
                visitFields(object, path, seen, queue);
            }
        }
        return found;
    }

    private static void visit(
        final Object object, final String path, final Map<Object, String> seen, final ArrayDeque<Object> queue)
    {
        if (null != object && !(object instanceof Class) && !(object instanceof Thread) &&
            !(object instanceof ClassLoader) && !(object instanceof PrivateKey) && !(object instanceof String) &&
            null == seen.putIfAbsent(object, path))
        {
            queue.add(object);
        }
    }

    /** Of collections of the JDK, whose fields are closed to us. */
    private static void visitElements(
        final Object object, final String path, final Map<Object, String> seen, final ArrayDeque<Object> queue)
    {
        if (object instanceof final Collection<?> collection)
        {
            Arrays.asList(collection.toArray()).forEach((element) -> visit(element, path + "[]", seen, queue));
        }
        else if (object instanceof final Map<?, ?> map)
        {
            visit(map.values(), path + ".values", seen, queue);
            visit(map.keySet(), path + ".keys", seen, queue);
        }
        else if (object instanceof final AtomicReference<?> reference)
        {
            visit(reference.get(), path, seen, queue);
        }
    }

    private static void visitFields(
        final Object object, final String path, final Map<Object, String> seen, final ArrayDeque<Object> queue)
    {
        for (Class<?> type = object.getClass(); null != type; type = type.getSuperclass())
        {
            for (final Field field : type.getDeclaredFields())
            {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive())
                {
                    visit(get(object, field), path + "." + field.getName(), seen, queue);
                }
            }
        }
    }

    /** By reflection where that is open to us, which is all but parts of the JDK that keep no keys. */
    private static Object get(final Object object, final Field field)
    {
        try
        {
            field.setAccessible(true);
            return field.get(object);
        }
        catch (final RuntimeException | IllegalAccessException ex)
        {
            return null;
        }
    }

    private static byte[] bytes(final Object object)
    {
        if (object instanceof final byte[] bytes)
        {
            return bytes;
        }
        if (object instanceof final long[] longs)
        {
            final ByteBuffer buffer = ByteBuffer.allocate(2 * Long.BYTES * longs.length);
            buffer.order(ByteOrder.BIG_ENDIAN).asLongBuffer().put(longs);
            buffer.position(Long.BYTES * longs.length);
            buffer.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(longs);
            return buffer.array();
        }
        if (object instanceof final int[] ints)
        {
            final ByteBuffer buffer = ByteBuffer.allocate(2 * Integer.BYTES * ints.length);
            buffer.order(ByteOrder.BIG_ENDIAN).asIntBuffer().put(ints);
            buffer.position(Integer.BYTES * ints.length);
            buffer.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(ints);
            return buffer.array();
        }
        return null;
    }

    private static boolean contains(final byte[] bytes, final byte[] head)
    {
        for (int i = 0; i + head.length <= bytes.length; i++)
        {
            if (bytes[i] == head[0] && Arrays.equals(bytes, i, i + head.length, head, 0, head.length))
            {
                return true;
            }
        }
        return false;
    }

    private static final class RecordingCrypto implements CryptoProvider
    {
        private final CryptoProvider crypto = new HopwireCrypto();

        @Override
        public Aead newAead()
        {
            return new RecordingAead(crypto.newAead());
        }

        @Override
        public void publicKey(final byte[] privateKey, final byte[] publicKey)
        {
            crypto.publicKey(privateKey, publicKey);
        }

        @Override
        public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
        {
            return crypto.agree(privateKey, remotePublic, shared);
        }
    }

    private static final class RecordingAead extends ForwardingAead
    {
        private RecordingAead(final Aead aead)
        {
            super(aead);
        }

        @Override
        public void init(final byte[] key, final int offset)
        {
            USED.add(Arrays.copyOfRange(key, offset, offset + KEY_LENGTH));
            super.init(key, offset);
        }
    }
}
