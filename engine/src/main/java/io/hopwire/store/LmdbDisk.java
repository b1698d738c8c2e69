package io.hopwire.store;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.spi.RecordDisk;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;

import java.nio.file.Path;

/**
 * A {@link RecordDisk} in a file of LMDB, and the agent that writes it: whatever has come while the last transaction
 * was on its way to the disk goes there together with the next one, so it matters little how slow it is. Where the disk
 * takes nothing more, because the file has its largest size or the file system is full, nothing that was not told to
 * last is told so ever, and there is no room for anything from then on: the node goes on and stores nothing.
 */
public final class LmdbDisk implements RecordDisk, Agent, AutoCloseable
{
    private static final int RING_LENGTH = 1 << 20;
    private static final int MAX_BATCH = 1024;

    private final Path path;
    private final DirectoryLock lock;
    private final LmdbFile file;
    private final DiskRing ring;
    private final DiskRing.Writer writer = this::onWrite;
    private volatile Runnable node = LmdbDisk::nobody;
    private volatile Runnable self = LmdbDisk::nobody;
    private volatile boolean hasFailed;
    private boolean isClosed;

    LmdbDisk(final Path path, final DirectoryLock lock, final LmdbFile file)
    {
        this.path = path;
        this.lock = lock;
        this.file = file;
        ring = new DiskRing(RING_LENGTH);
    }

    private static void nobody()
    {
    }

    /**
     * Who waits, and has to be woken when there is something for him. Before the first write.
     *
     * @param ofNode the node's thread, when something lasts.
     * @param ofDisk the disk's own, when something is to be written.
     */
    public void wakers(final Runnable ofNode, final Runnable ofDisk)
    {
        node = ofNode;
        self = ofDisk;
    }

    @Override
    public void load(final PairHandler handler)
    {
        try
        {
            file.load(handler);
        }
        catch (final IllegalStateException ex)
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "the store " + path + " is damaged: " + ex.getMessage(), ex);
        }
    }

    @Override
    public boolean hasRoom()
    {
        return !hasFailed && ring.hasRoom();
    }

    @Override
    public int tryClaim(final int keyLength, final int valueLength)
    {
        return hasFailed ? BACK_PRESSURED : ring.tryClaim(keyLength, valueLength);
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return ring.buffer();
    }

    @Override
    public long commit()
    {
        final long number = ring.commit();
        self.run();
        return number;
    }

    @Override
    public long lasting()
    {
        return ring.lasting();
    }

    /** {@return whether there is something to be written, asked by the disk's thread before it waits} */
    public boolean hasWork()
    {
        return !hasFailed && !ring.isEmpty();
    }

    /**
     * {@inheritDoc}
     * <p>
     * One transaction with all that waits.
     */
    @Override
    public int doWork()
    {
        if (!hasWork())
        {
            return 0;
        }
        try
        {
            file.begin();
            final int count = ring.take(writer, MAX_BATCH);
            file.commit();
            ring.last();
            node.run();
            return count;
        }
        catch (final RuntimeException ex)
        {
            hasFailed = true;
            file.abort();
            throw new HopwireException(ErrorCategory.TRANSPORT, "the store " + path +
                " takes no more, so this node stores nothing until it is started anew: " + ex.getMessage(), ex);
        }
        catch (final Error ex)
        {
            hasFailed = true;
            file.abort();
            throw ex;
        }
    }

    private void onWrite(final DirectBuffer key, final DirectBuffer value)
    {
        if (0 == value.capacity())
        {
            file.delete(key);
        }
        else
        {
            file.put(key, value);
        }
    }

    @Override
    public String roleName()
    {
        return "hopwire-disk";
    }

    /**
     * {@inheritDoc}
     * <p>
     * What is on its way is written, and the directory is free for the next node.
     */
    @Override
    public void onClose()
    {
        close();
    }

    /** Once, when no other thread uses it any more. */
    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }
        isClosed = true;
        try
        {
            while (doWork() > 0)
            {
                continue;
            }
        }
        finally
        {
            file.close();
            ring.close();
            lock.close();
        }
    }
}
