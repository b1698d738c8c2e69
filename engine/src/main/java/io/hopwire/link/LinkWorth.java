package io.hopwire.link;

import io.hopwire.crowd.PeerWorth;

/**
 * What a link is good for, as the layers above know it: it is in use where it carries a circuit or a question, and our
 * own where the node needs it to be found or to find.
 */
@FunctionalInterface
public interface LinkWorth extends PeerWorth<Link>
{
}
