package io.hopwire.agent;

import io.hopwire.crypto.identity.IdentityScheme;

/**
 * What others say that waits for handlers: to all, to their neighbours, to this node alone.
 */
final class HeardInboxes
{
    final ShoutInbox shouts;
    final ShoutInbox speaks;
    final ShoutInbox whispers;

    HeardInboxes(final IdentityScheme scheme)
    {
        shouts = new ShoutInbox(scheme);
        speaks = new ShoutInbox(scheme);
        whispers = new ShoutInbox(scheme);
    }

    /**
     * Let the handlers hear.
     *
     * @return how many messages they were shown.
     */
    int deliver(final NodeAgent agent)
    {
        return shouts.deliver(agent) + speaks.deliver(agent) + whispers.deliver(agent);
    }

    /**
     * When the node ends: nobody hears any more.
     */
    void releaseMemory()
    {
        shouts.releaseMemory();
        speaks.releaseMemory();
        whispers.releaseMemory();
    }
}
