package io.hopwire.store;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.spi.RecordDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Pairs in a file, what lasts of them, and why there may be none.
 */
class LmdbDiskTest
{
    private static final long SIZE = 16 << 20;
    private static final byte[] OWN = new byte[32];

    @TempDir
    Path directory;

    private final List<LmdbDisk> opened = new ArrayList<>();

    @AfterEach
    void closeAll()
    {
        opened.forEach(LmdbDisk::close);
    }

    @Test
    void givesBackWhatLasts()
    {
        final LmdbDisk disk = open();
        assertEquals(Map.of(), load(disk));
        assertEquals(1, write(disk, "a", "first"));
        assertEquals(2, write(disk, "b", "second"));
        assertEquals(3, write(disk, "a", "third"));
        assertEquals(0, disk.lasting());
        assertTrue(disk.hasWork());
        assertEquals(3, disk.doWork(), "one transaction");
        assertEquals(3, disk.lasting());
        assertFalse(disk.hasWork());
        assertEquals(0, disk.doWork());
        assertEquals(4, write(disk, "b", ""));
        assertEquals(5, write(disk, "c", "fourth"));
        disk.close();
        assertEquals(Map.of("a", "third", "c", "fourth"), load(open()), "what is on its way is written at the end");
    }

    @Test
    void whatWasNotWrittenIsNotThere()
    {
        final LmdbDisk disk = open();
        write(disk, "a", "first");
        disk.doWork();
        write(disk, "b", "second");
        assertEquals(Map.of("a", "first"), load(disk));
    }

    @Test
    void isOneNodesAtATime()
    {
        open();
        fails(ErrorCategory.TRANSPORT, "the store .* is in use by another node", OWN);
        opened.get(0).close();
        open();
    }

    @Test
    void isOneNodesAlways()
    {
        open().close();
        final byte[] other = OWN.clone();
        other[5] = 1;
        fails(ErrorCategory.CONFIGURATION, "the store .* is that of another node, 0{64}: .*", other);
        open().close();
    }

    @Test
    void saysThatItCanNotBeWritten() throws IOException
    {
        directory = Files.writeString(directory.resolve("file"), "no directory");
        fails(ErrorCategory.TRANSPORT, "the store .* can not be written: .*", OWN);
    }

    @Test
    void saysThatItIsNoStore() throws IOException
    {
        Files.write(directory.resolve("data.mdb"), new byte[20_000]);
        fails(ErrorCategory.TRANSPORT, "the store .* can not be opened: .*", OWN);
    }

    @Test
    void saysWhatIsDamaged()
    {
        final LmdbDisk disk = open();
        write(disk, "a", "first");
        disk.doWork();
        final HopwireException ex = assertThrows(HopwireException.class, () -> disk.load((key, value) ->
        {
            throw new IllegalStateException("unreadable");
        }));
        assertTrue(ex.getMessage().matches("the store .* is damaged: unreadable"), ex.getMessage());
        disk.doWork();
    }

    @Test
    void takesNothingMoreWhereItIsFull()
    {
        final LmdbDisk disk = Disks.open(directory, 1 << 20, OWN);
        opened.add(disk);
        long last = 0;
        HopwireException full = null;
        for (int i = 0; null == full && i < 10_000; i++)
        {
            last = disk.lasting();
            write(disk, "key " + i, "x".repeat(1000));
            try
            {
                disk.doWork();
            }
            catch (final HopwireException ex)
            {
                full = ex;
            }
        }
        assertTrue(full.getMessage().matches("(?s)the store .* takes no more, .*"), full.getMessage());
        assertEquals(last, disk.lasting(), "what found no room does not last");
        assertTrue(last > 100, "writes: " + last);
        assertFalse(disk.hasRoom());
        assertEquals(RecordDisk.BACK_PRESSURED, disk.tryClaim(3, 3));
        assertEquals(0, disk.doWork());
        disk.close();
        assertEquals(last, load(open()).size());
    }

    @Test
    void hasNoRoomWhereTheDiskIsSlow()
    {
        final LmdbDisk disk = open();
        int written = 0;
        while (disk.hasRoom())
        {
            write(disk, "key " + written++, "x".repeat(RecordDisk.MAX_LENGTH - 10));
        }
        assertTrue(written > 200, "writes: " + written);
        while (disk.doWork() > 0)
        {
            assertTrue(disk.hasRoom());
        }
        assertEquals(written, disk.lasting());
    }

    @Test
    void saysWhichLibraryIsMissing() throws Exception
    {
        final ClassLoader without = new WithoutLibrary();
        final InvocationTargetException ex = assertThrows(InvocationTargetException.class, () ->
            without.loadClass(Disks.class.getName()).getMethod("open", Path.class, long.class, byte[].class)
                .invoke(null, directory, SIZE, OWN));
        assertTrue(ex.getCause() instanceof HopwireException, () -> ex.getCause().toString());
        assertTrue(ex.getCause().getMessage().startsWith("a store on disk needs org.lmdbjava:lmdbjava"),
            ex.getCause().getMessage());
        open();
    }

    private LmdbDisk open()
    {
        opened.add(Disks.open(directory, SIZE, OWN));
        return opened.get(opened.size() - 1);
    }

    private void fails(final ErrorCategory category, final String pattern, final byte[] own)
    {
        final HopwireException ex = assertThrows(HopwireException.class, () -> Disks.open(directory, SIZE, own));
        assertEquals(category, ex.category());
        assertTrue(ex.getMessage().matches(pattern), ex.getMessage());
    }

    private static long write(final RecordDisk disk, final String key, final String value)
    {
        final byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        final byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
        final int offset = disk.tryClaim(keyBytes.length, valueBytes.length);
        assertTrue(offset >= 0);
        disk.buffer().putBytes(offset, keyBytes);
        disk.buffer().putBytes(offset + keyBytes.length, valueBytes);
        return disk.commit();
    }

    private static Map<String, String> load(final RecordDisk disk)
    {
        final Map<String, String> pairs = new TreeMap<>();
        disk.load((key, value) -> pairs.put(
            key.getStringWithoutLengthUtf8(0, key.capacity()), value.getStringWithoutLengthUtf8(0, value.capacity())));
        return pairs;
    }

    /** Loads the package's classes anew, and finds no LMDB. */
    private static final class WithoutLibrary extends ClassLoader
    {
        WithoutLibrary()
        {
            super(LmdbDiskTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException
        {
            if (name.startsWith("org.lmdbjava."))
            {
                throw new ClassNotFoundException(name);
            }
            if (name.startsWith("io.hopwire.store.") && null == findLoadedClass(name))
            {
                return define(name);
            }
            return super.loadClass(name, resolve);
        }

        private Class<?> define(final String name) throws ClassNotFoundException
        {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class"))
            {
                final byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            }
            catch (final IOException ex)
            {
                throw new ClassNotFoundException(name, ex);
            }
        }
    }
}
