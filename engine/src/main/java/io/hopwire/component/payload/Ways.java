package io.hopwire.component.payload;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.link.NodeSearch;
import io.hopwire.routing.Distance;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How a node reaches others: who it is, whom it knows and how it talks to them.
 *
 * @param own      who the node is.
 * @param role     of the node, one of {@link LinkRole}: only relays pass on what is for others.
 * @param services what the node lends.
 * @param messages to say something to a neighbour.
 * @param table    of contacts, to look at.
 * @param search   finds the nodes closest to a key, and dials.
 * @param sizes    of messages for one key.
 */
public record Ways(
    OwnAddress own,
    byte role,
    Services services,
    MessageBatch messages,
    RoutingTable table,
    NodeSearch search,
    WhisperSizes sizes)
{
    LinkTable links()
    {
        return messages.links();
    }

    boolean isRelay()
    {
        return LinkRole.RELAY == role;
    }

    /**
     * Whether a link proves who speaks, and keeps what is said from others.
     */
    static boolean areLinksSecure(final Settings settings)
    {
        return !settings.get(NodeSettings.PLAINTEXT_LINKS) && !settings.get(NodeSettings.BARE_NETWORK);
    }

    DirectBuffer ownId()
    {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
        own.space().nodeId(own.bytes(), 0, id, 0);
        return id;
    }
}
