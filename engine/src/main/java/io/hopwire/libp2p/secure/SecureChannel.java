package io.hopwire.libp2p.secure;

import io.hopwire.crypto.Aead;
import io.hopwire.libp2p.pipe.ByteHandler;
import io.hopwire.spi.ByteSink;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Records both ways under the keys of a handshake.
 * <pre>
 *   [ length, 2 bytes ][ ciphertext ][ tag, 16 bytes ]
 *                       ^ the layer above writes plaintext here, in the sink below, and it is sealed where it lies
 * </pre>
 * It is itself the sink of the layer above: what that commits goes into one record until {@link #flush()} or until the
 * record is full, so that many small frames share a tag. Records that came are opened where they lie and handed on at
 * once. A record that is not authentic ends the channel; the plaintext of one that is not is never seen.
 * <p>
 * Started again for another connection. Not thread-safe.
 */
public final class SecureChannel implements ByteSink
{
    /** Bytes of the length in front of a message. */
    public static final int PREFIX = 2;
    /** Bytes of a tag. */
    public static final int TAG = Aead.TAG_LENGTH;
    /** Most bytes of a message behind its length. */
    public static final int MAX_MESSAGE = 65_535;
    /** Most bytes of plaintext in a record. */
    public static final int MAX_PLAINTEXT = MAX_MESSAGE - TAG;
    /** Most bytes of a record with its length. */
    public static final int MAX_RECORD = PREFIX + MAX_MESSAGE;

    /** A record with less room than this is full. */
    private static final int FULL = 64;
    /** Noise reserves the last nonce. */
    private static final long LAST_COUNTER = -1L;

    private final SecureMemory memory;
    private final byte[] sendKey = new byte[Aead.KEY_LENGTH];
    private final byte[] receiveKey = new byte[Aead.KEY_LENGTH];
    private ByteSink below;
    private ByteHandler above;
    /** Of the next record, as unsigned numbers; a test sets them near the end. */
    long sendCounter;
    long receiveCounter;
    /** Plaintext that lies in the sink below and is not sealed, and where the record begins. */
    private int pending;
    private int pendingOffset;
    /** A record that was cut, or null. */
    private UnsafeBuffer gathered;
    private int gatheredLength;
    private boolean isOpen;
    private SecureFault fault;

    /**
     * Not started.
     *
     * @param memory shared with the other channels of this thread.
     */
    public SecureChannel(final SecureMemory memory)
    {
        this.memory = memory;
    }

    /**
     * Begin with the keys of a handshake, which are copied.
     *
     * @param newSendKey    {@link Aead#KEY_LENGTH} bytes.
     * @param newReceiveKey {@link Aead#KEY_LENGTH} bytes.
     * @param newBelow      where records go.
     * @param newAbove      who takes what they hold.
     */
    public void start(
        final byte[] newSendKey, final byte[] newReceiveKey, final ByteSink newBelow, final ByteHandler newAbove)
    {
        System.arraycopy(newSendKey, 0, sendKey, 0, sendKey.length);
        System.arraycopy(newReceiveKey, 0, receiveKey, 0, receiveKey.length);
        below = newBelow;
        above = newAbove;
        sendCounter = 0;
        receiveCounter = 0;
        pending = 0;
        fault = null;
        isOpen = true;
    }

    /**
     * The connection is over: forget the keys, give memory back. What was committed and not flushed is lost.
     */
    public void close()
    {
        isOpen = false;
        pending = 0;
        Arrays.fill(sendKey, (byte)0);
        Arrays.fill(receiveKey, (byte)0);
        memory.cipher.clear();
        giveGathered();
    }

    /**
     * {@return why it can be no longer, or null}
     */
    public SecureFault fault()
    {
        return fault;
    }

    @Override
    public int room()
    {
        if (!isOpen)
        {
            return 0;
        }
        final int room = Math.min(below.room() - PREFIX - TAG, MAX_PLAINTEXT) - pending;
        return Math.max(0, room);
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return below.buffer();
    }

    @Override
    public int offset()
    {
        return below.offset() + PREFIX + pending;
    }

    @Override
    public void commit(final int length)
    {
        assert length >= 0 && length <= room();
        if (0 == pending)
        {
            pendingOffset = below.offset();
        }
        pending += length;
        if (MAX_PLAINTEXT - pending < FULL)
        {
            flush();
        }
    }

    /**
     * Seal what was committed. Whoever owns the sink below calls it before he takes anything out of that.
     */
    public void flush()
    {
        if (0 == pending || !isOpen)
        {
            return;
        }
        assert pendingOffset == below.offset() : "nothing was taken from the sink meanwhile";
        if (LAST_COUNTER == sendCounter)
        {
            fail(SecureFault.KEY_USED_UP);
            return;
        }
        final MutableDirectBuffer buffer = below.buffer();
        final int text = pendingOffset + PREFIX;
        buffer.putShort(pendingOffset, (short)(pending + TAG), ByteOrder.BIG_ENDIAN);
        memory.cipher.init(sendKey, 0);
        final int sealed = memory.cipher.seal(sendCounter++, buffer, text, pending, buffer, text);
        pending = 0;
        below.commit(PREFIX + sealed);
    }

    /**
     * Bytes of the peer, cut anywhere. All are taken; whole records are overwritten with their plaintext.
     *
     * @param buffer holds them during this call.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  now.
     */
    public void onBytes(final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int end = offset + length;
        int at = offset;
        while (at < end && isOpen)
        {
            if (gatheredLength > 0)
            {
                at += gather(buffer, at, end - at, nowNs);
            }
            else
            {
                final int record = recordLength(buffer, at, end - at);
                if (record > end - at || 0 == record)
                {
                    at += gather(buffer, at, end - at, nowNs);
                }
                else if (record > 0)
                {
                    open(buffer, at, record, nowNs);
                    at += record;
                }
            }
        }
    }

    /** {@return bytes of the record that begins there with its length; 0 where that is cut; -1 where it is wrong} */
    private int recordLength(final MutableDirectBuffer buffer, final int offset, final int available)
    {
        if (available < PREFIX)
        {
            return 0;
        }
        final int length = buffer.getShort(offset, ByteOrder.BIG_ENDIAN) & MAX_MESSAGE;
        if (length < TAG)
        {
            fail(SecureFault.RECORD_LENGTH);
            return -1;
        }
        return PREFIX + length;
    }

    /** {@return bytes taken} */
    private int gather(final MutableDirectBuffer buffer, final int offset, final int available, final long nowNs)
    {
        final int known = gatheredLength < PREFIX ? PREFIX : recordLength(gathered, 0, gatheredLength);
        final int part = Math.min(known - gatheredLength, available);
        if (!grow(gatheredLength + part))
        {
            fail(SecureFault.MEMORY);
            return available;
        }
        gathered.putBytes(gatheredLength, buffer, offset, part);
        gatheredLength += part;
        final int whole = recordLength(gathered, 0, gatheredLength);
        if (whole == gatheredLength && whole > 0)
        {
            final UnsafeBuffer record = gathered;
            gatheredLength = 0;
            gathered = null;
            open(record, 0, whole, nowNs);
            memory.give(record);
        }
        return part;
    }

    private boolean grow(final int length)
    {
        if (null != gathered && gathered.capacity() >= length)
        {
            return true;
        }
        final UnsafeBuffer larger = memory.take(length);
        if (null == larger)
        {
            return false;
        }
        if (null != gathered)
        {
            larger.putBytes(0, gathered, 0, gatheredLength);
            memory.give(gathered);
        }
        gathered = larger;
        return true;
    }

    private void open(final MutableDirectBuffer buffer, final int offset, final int record, final long nowNs)
    {
        if (LAST_COUNTER == receiveCounter)
        {
            fail(SecureFault.KEY_USED_UP);
            return;
        }
        final int text = offset + PREFIX;
        memory.cipher.init(receiveKey, 0);
        final int length = memory.cipher.open(receiveCounter++, buffer, text, record - PREFIX, buffer, text);
        if (length < 0)
        {
            fail(SecureFault.AUTHENTICATION);
        }
        else if (length > 0)
        {
            above.onBytes(buffer, text, length, nowNs);
        }
    }

    private void fail(final SecureFault why)
    {
        fault = why;
        close();
    }

    private void giveGathered()
    {
        if (null != gathered)
        {
            memory.give(gathered);
            gathered = null;
        }
        gatheredLength = 0;
    }
}
