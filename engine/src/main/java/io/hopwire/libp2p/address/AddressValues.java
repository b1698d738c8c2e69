package io.hopwire.libp2p.address;

import io.hopwire.libp2p.identity.IdentityError;
import io.hopwire.libp2p.identity.Multihash;
import io.hopwire.libp2p.identity.PeerId;
import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Which bytes are a value of which protocol. Allocates nothing.
 */
final class AddressValues
{
    static final int PORT_LENGTH = 2;

    private static final int MIN_GARLIC_64 = 386;
    private static final int GARLIC_32 = 32;
    private static final int MIN_ENCRYPTED_GARLIC_32 = 35;
    private static final int MAX_DIGITS = 20;

    private AddressValues()
    {
    }

    static boolean isValid(
        final AddressProtocol protocol, final DirectBuffer buffer, final int offset, final int length)
    {
        switch (protocol.kind())
        {
            case NAME:
                return isName(buffer, offset, length);

            case PATH:
                return isPath(buffer, offset, length);

            case HTTP_PATH:
                return length > 1 || 1 == length && '/' != buffer.getByte(offset);

            case PEER:
                return IdentityError.NONE == PeerId.check(buffer, offset, length);

            case MULTIHASH:
                return IdentityError.NONE == Multihash.check(buffer, offset, length);

            case ONION:
                return 0 != buffer.getShort(offset + length - PORT_LENGTH, BIG_ENDIAN);

            case GARLIC64:
                return length >= MIN_GARLIC_64;

            case GARLIC32:
                return GARLIC_32 == length || length >= MIN_ENCRYPTED_GARLIC_32;

            case NUMBER:
                return isNumber(buffer, offset, length);

            default:
                return true;
        }
    }

    /** Printable ASCII but for the slash: names of DNS are, whatever language they stand for. */
    private static boolean isName(final DirectBuffer buffer, final int offset, final int length)
    {
        boolean isName = length > 0;
        for (int i = 0; isName && i < length; i++)
        {
            final int b = buffer.getByte(offset + i);
            isName = b > ' ' && b < 0x7F && '/' != b;
        }
        return isName;
    }

    private static boolean isPath(final DirectBuffer buffer, final int offset, final int length)
    {
        boolean isPath = length > 0 && '/' != buffer.getByte(offset + length - 1);
        for (int i = 0; isPath && i < length; i++)
        {
            isPath = 0 != buffer.getByte(offset + i);
        }
        return isPath;
    }

    /** Decimal, of 64 bits, without zeros in front. */
    private static boolean isNumber(final DirectBuffer buffer, final int offset, final int length)
    {
        boolean isNumber = 0 < length && length <= MAX_DIGITS && (1 == length || '0' != buffer.getByte(offset));
        long number = 0;
        for (int i = 0; isNumber && i < length; i++)
        {
            final int digit = buffer.getByte(offset + i) - '0';
            // The greatest of 64 bits ends in 15: what is beyond it overflows with the last digit or before it.
            isNumber = 0 <= digit && digit <= 9 && fits(number, digit);
            number = 10 * number + digit;
        }
        return isNumber;
    }

    private static boolean fits(final long number, final int digit)
    {
        final int order = Long.compareUnsigned(number, Long.divideUnsigned(-1, 10));
        return order < 0 || 0 == order && digit <= 5;
    }
}
