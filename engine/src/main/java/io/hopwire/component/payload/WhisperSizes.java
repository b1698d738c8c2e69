package io.hopwire.component.payload;

import io.hopwire.crypto.BoxKind;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.link.Link;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Settings;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.TransmissionFlyweight;

/**
 * How long WHISPERs are. Those of 1,162 bytes, header and payload, go over every link. That is all that is ever written
 * where sealed boxes are short; between keys of RSA, where box and header leave little of it, longer ones go wherever
 * links carry them: over TCP, and over UDP where the path has shown that it does.
 *
 * @param box          that proves its sender, of the network's keys.
 * @param headerLength of a message.
 * @param longest      bytes of a message that are written or taken.
 * @param isSealed     whether nothing leaves unsealed, not even to the destination.
 */
public record WhisperSizes(BoxKind box, int headerLength, int longest, boolean isSealed)
{
    /** Longest message that goes over every link. */
    public static final int EVERYWHERE = Broadcasts.MAX_TRANSMISSION - TransmissionFlyweight.HEADER_LENGTH;

    /**
     * Those of a network.
     *
     * @param scheme   of its keys.
     * @param settings of the node.
     * @return lengths.
     */
    public static WhisperSizes of(final IdentityScheme scheme, final Settings settings)
    {
        final BoxKind box = BoxKind.of(scheme);
        final int frame = settings.get(NodeSettings.MTU) -
            (settings.get(NodeSettings.BARE_NETWORK) ? 0 : FrameTypes.DATA_OVERHEAD);
        return new WhisperSizes(
            box,
            MessageFlyweight.headerLength(Byte.SIZE * scheme.addressLength()),
            box.isOfRsa() ? Math.min(Limits.DEFAULT_MTU, frame) - TransmissionFlyweight.HEADER_LENGTH : EVERYWHERE,
            !Ways.areLinksSecure(settings));
    }

    /** {@return bytes of a sealed message, of those that it has when it is not sealed} */
    int sealed(final int plainLength)
    {
        return headerLength + box.lengthOf(plainLength - headerLength);
    }

    /** {@return bytes of one value of msgpack that a message carries which goes over every link, sealed} */
    public int valueEverywhere()
    {
        return sealedValue(EVERYWHERE);
    }

    /** {@return most bytes of a value: of one that is longer there is no message} */
    public int longestValue()
    {
        return isSealed || !box.isOfRsa() ?
            sealedValue(longest) : longest - headerLength - WhisperMessage.OVERHEAD;
    }

    /** {@return whether a message can be sealed at all} */
    boolean maySeal(final int plainLength)
    {
        return sealed(plainLength) <= longest;
    }

    /** {@return whether a link carries a message} */
    boolean carries(final Link link, final int length)
    {
        return length <= link.maxPlaintext() - TransmissionFlyweight.HEADER_LENGTH;
    }

    private int sealedValue(final int message)
    {
        return box.plaintextOf(message - headerLength) - WhisperMessage.OVERHEAD;
    }
}
