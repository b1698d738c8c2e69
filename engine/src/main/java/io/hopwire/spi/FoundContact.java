package io.hopwire.spi;

/**
 * Layout of one node that a look-up found. Bytes as they are on the wire; nothing is aligned.
 * <pre>
 *    0                 19
 *   +-----------------+--------------------+
 *   | network address |  address           |
 *   +-----------------+--------------------+
 * </pre>
 */
public final class FoundContact
{
    /**
     * Offset of the network address that it answered from, {@link Addresses#LENGTH} bytes in canonical form.
     */
    public static final int ADDRESS_OFFSET = 0;

    /**
     * Offset of the address, who it is: as many bytes as the network's addresses have.
     */
    public static final int KEY_OFFSET = ADDRESS_OFFSET + Addresses.LENGTH;

    private FoundContact()
    {
    }

    /**
     * Bytes of a found contact.
     *
     * @param addressLength bytes of an address.
     * @return bytes of all of it.
     */
    public static int length(final int addressLength)
    {
        return KEY_OFFSET + addressLength;
    }
}
