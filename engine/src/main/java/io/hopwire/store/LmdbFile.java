package io.hopwire.store;

import io.hopwire.spi.RecordDisk;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.DirectBufferProxy;
import org.lmdbjava.Env;
import org.lmdbjava.KeyRange;
import org.lmdbjava.Txn;

import java.nio.file.Path;

/**
 * Pairs in a file of LMDB: a tree in a file that is mapped into memory, whose pages are never written over while they
 * are used, so it is whole whenever the process, or the machine, ends. A transaction lasts when its commit returns.
 * Not thread-safe, but reading may end on one thread before writing begins on another.
 */
final class LmdbFile implements AutoCloseable
{
    private static final String RECORDS = "records";
    private static final String ABOUT = "about";
    /** Mode of the files: rw-------. */
    private static final int OWNER_ONLY = 0x180;
    private static final DirectBuffer OWNER = new UnsafeBuffer(
        BufferUtil.allocateDirectAligned(Long.BYTES, Long.BYTES));

    private final Env<DirectBuffer> env;
    private final Dbi<DirectBuffer> records;
    private final Dbi<DirectBuffer> about;
    private Txn<DirectBuffer> transaction;

    LmdbFile(final Path directory, final long mapSize)
    {
        env = Env.create(DirectBufferProxy.PROXY_DB).setMapSize(mapSize).setMaxDbs(2).setMaxReaders(4)
            .open(directory.toFile(), OWNER_ONLY);
        records = env.openDbi(RECORDS, DbiFlags.MDB_CREATE);
        about = env.openDbi(ABOUT, DbiFlags.MDB_CREATE);
    }

    /**
     * Whose records they are: who comes first says it.
     *
     * @param own address of the node, off the heap.
     * @return the same, or that of the node that they are of.
     */
    byte[] owner(final DirectBuffer own)
    {
        begin();
        try
        {
            final DirectBuffer known = about.get(transaction, OWNER);
            if (null == known)
            {
                about.put(transaction, OWNER, own);
                commit();
            }
            final byte[] owner = new byte[null == known ? own.capacity() : known.capacity()];
            (null == known ? own : known).getBytes(0, owner);
            return owner;
        }
        finally
        {
            abort();
        }
    }

    void load(final RecordDisk.PairHandler handler)
    {
        try (Txn<DirectBuffer> reading = env.txnRead();
            CursorIterable<DirectBuffer> pairs = records.iterate(reading, KeyRange.all()))
        {
            for (final CursorIterable.KeyVal<DirectBuffer> pair : pairs)
            {
                handler.onPair(pair.key(), pair.val());
            }
        }
    }

    void begin()
    {
        transaction = env.txnWrite();
    }

    void put(final DirectBuffer key, final DirectBuffer value)
    {
        records.put(transaction, key, value);
    }

    void delete(final DirectBuffer key)
    {
        records.delete(transaction, key);
    }

    void commit()
    {
        transaction.commit();
        transaction.close();
        transaction = null;
    }

    /** Where there is something to be undone. */
    void abort()
    {
        if (null != transaction)
        {
            transaction.close();
            transaction = null;
        }
    }

    @Override
    public void close()
    {
        abort();
        env.close();
    }
}
