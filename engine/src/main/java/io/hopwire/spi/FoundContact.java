package io.hopwire.spi;

/**
 * Layout of one node that a look-up found. Bytes as they are on the wire; nothing is aligned.
 * <pre>
 *    0                  32        50
 *   +------------------+---------+
 *   |  public key      | address |
 *   +------------------+---------+
 * </pre>
 */
public final class FoundContact
{
    /**
     * Bytes of a public key.
     */
    public static final int KEY_LENGTH = 32;

    /**
     * Offset of the public key.
     */
    public static final int KEY_OFFSET = 0;

    /**
     * Offset of the address that it answered from, {@link Addresses#LENGTH} bytes in canonical form.
     */
    public static final int ADDRESS_OFFSET = KEY_OFFSET + KEY_LENGTH;

    /**
     * Bytes of a found contact.
     */
    public static final int LENGTH = ADDRESS_OFFSET + Addresses.LENGTH;

    private FoundContact()
    {
    }
}
