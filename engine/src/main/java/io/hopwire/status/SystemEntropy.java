package io.hopwire.status;

import io.hopwire.spi.EntropySource;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The operating system's randomness, drawn a block at a time so that small draws are cheap. What was handed out is
 * wiped from the block. It comes from {@code /dev/urandom}, without garbage, and where there is none from
 * {@link SecureRandom}, which leaves three bytes of garbage for every byte drawn. Not thread-safe: one per thread.
 */
public final class SystemEntropy implements EntropySource
{
    private static final int BLOCK_LENGTH = 1024;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final InputStream device;
    private final SecureRandom random = new SecureRandom();
    private final byte[] block = new byte[BLOCK_LENGTH];
    private final byte[] word = new byte[Long.BYTES];
    private int position = BLOCK_LENGTH;

    /**
     * Of this machine.
     */
    public SystemEntropy()
    {
        this(Device.STREAM);
    }

    SystemEntropy(final InputStream device)
    {
        this.device = device;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void nextBytes(final byte[] dst, final int offset, final int length)
    {
        int done = 0;
        while (done < length)
        {
            if (BLOCK_LENGTH == position)
            {
                refill();
            }
            final int count = Math.min(length - done, BLOCK_LENGTH - position);
            System.arraycopy(block, position, dst, offset + done, count);
            Arrays.fill(block, position, position + count, (byte)0);
            position += count;
            done += count;
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public long nextLong()
    {
        nextBytes(word, 0, Long.BYTES);
        return (long)LONGS.get(word, 0);
    }

    private void refill()
    {
        if (!readDevice())
        {
            random.nextBytes(block);
        }
        position = 0;
    }

    private boolean readDevice()
    {
        try
        {
            return null != device && BLOCK_LENGTH == device.readNBytes(block, 0, BLOCK_LENGTH);
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    /* One file descriptor for the whole process. */
    private static final class Device
    {
        static final InputStream STREAM = open(Path.of("/dev/urandom"));

        private static InputStream open(final Path path)
        {
            try
            {
                final boolean device = Files.readAttributes(path, BasicFileAttributes.class).isOther();
                return device ? new FileInputStream(path.toFile()) : null;
            }
            catch (final IOException ex)
            {
                return null;
            }
        }
    }
}
