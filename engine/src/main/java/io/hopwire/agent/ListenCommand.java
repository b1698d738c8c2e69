package io.hopwire.agent;

import io.hopwire.spi.Commands;

/**
 * To listen, or not any more: the node knows the listener before the first client is there.
 */
final class ListenCommand extends PendingCommand
{
    private final ListeningSession listenerOrNull;

    ListenCommand(final ListeningSession listenerOrNull)
    {
        super(Commands.LISTEN, new Commands.Listen(null != listenerOrNull).buffer());
        this.listenerOrNull = listenerOrNull;
    }

    @Override
    boolean onTaken(final EngineSessions sessions)
    {
        sessions.listener(listenerOrNull);
        return true;
    }
}
