package io.hopwire.examples;

import org.agrona.DirectBuffer;

import java.nio.ByteBuffer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How {@code hopwire send --file} and {@code hopwire listen --directory} speak of a file, in messages of a session.
 * Several files go one after the other. Numbers are big-endian.
 * <pre>
 *   sender                                                              receiver
 *     | offer    | magic, 16 bytes | length, 8 bytes | name, UTF-8 |  --> |
 *     | <--      | GO, 1 byte |                                           |
 *     | content  | bytes, as many messages as it takes |            -->   |
 *     | digest   | SHA-256, 32 bytes |                               -->  |
 *     | <--      | KEPT, 1 byte | SHA-256 of what was written, 32 bytes | |
 *     |                                                                   |
 *     | <--      | REFUSED, 1 byte | why, UTF-8 |      instead of either, |
 *     |                                                 or amid content   |
 * </pre>
 * Whoever is refused amid the content ends the session: the rest of it would be taken for something else.
 */
final class FileMessages
{
    /** Bytes of a message of content: few messages, and none that the engine has to keep elsewhere. */
    static final int CONTENT_LENGTH = 16 << 10;
    static final byte GO = 1;
    static final byte KEPT = 2;
    static final byte REFUSED = 3;

    private static final byte[] MAGIC = {
        'h', 'o', 'p', 'w', 'i', 'r', 'e', ' ', 'f', 'i', 'l', 'e', 0, (byte)0xC1, (byte)0xFF, 1};
    private static final int NAME_OFFSET = MAGIC.length + Long.BYTES;
    /** What file systems take. */
    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_REASON_LENGTH = 300;

    private FileMessages()
    {
    }

    static byte[] offer(final long length, final String name)
    {
        final byte[] bytes = name.getBytes(UTF_8);
        return ByteBuffer.allocate(NAME_OFFSET + bytes.length).put(MAGIC).putLong(length).put(bytes).array();
    }

    static boolean isOffer(final DirectBuffer message, final int offset, final int length)
    {
        boolean isOffer = length >= NAME_OFFSET;
        for (int i = 0; i < MAGIC.length && isOffer; i++)
        {
            isOffer = MAGIC[i] == message.getByte(offset + i);
        }
        return isOffer;
    }

    /**
     * {@return bytes of the file that an offer speaks of; what a stranger writes there may be negative}
     */
    static long lengthOf(final byte[] offer)
    {
        return ByteBuffer.wrap(offer).getLong(MAGIC.length);
    }

    /**
     * {@return the name that an offer gives it, whatever that is: see {@link #nameFault}}
     */
    static String nameOf(final byte[] offer)
    {
        return new String(offer, NAME_OFFSET, offer.length - NAME_OFFSET, UTF_8);
    }

    static byte[] kept(final byte[] digest)
    {
        return ByteBuffer.allocate(1 + digest.length).put(KEPT).put(digest).array();
    }

    static byte[] refused(final String reason)
    {
        final byte[] bytes = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(1 + bytes.length).put(REFUSED).put(bytes).array();
    }

    /**
     * {@return what a peer gave as its reason} Nothing of it can play with the terminal on which it is printed.
     */
    static String reasonOf(final byte[] answer)
    {
        final String text = new String(answer, 1, Math.min(answer.length - 1, MAX_REASON_LENGTH), UTF_8);
        return text.replaceAll("\\p{C}", "?");
    }

    static byte[] copyOf(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        return copy;
    }

    /**
     * A name must mean a file of the receiver's directory, which everybody sees there, on every system.
     *
     * @return what is wrong with it, or null.
     */
    static String nameFault(final String name)
    {
        if (name.isEmpty() || name.getBytes(UTF_8).length > MAX_NAME_LENGTH)
        {
            return "a name must have 1 to " + MAX_NAME_LENGTH + " bytes";
        }
        if (name.startsWith("."))
        {
            return "a name must not begin with a dot";
        }
        return name.chars().anyMatch(FileMessages::isForbidden) ?
            "a name must have no slash, backslash, or character that can not be printed" : null;
    }

    private static boolean isForbidden(final int c)
    {
        return '/' == c || '\\' == c || Character.isISOControl(c) || 0xFFFD == c ||
            Character.FORMAT == Character.getType(c);
    }
}
