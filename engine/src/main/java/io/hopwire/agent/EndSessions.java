package io.hopwire.agent;

import io.hopwire.spi.Commands;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * To close all sessions: a command to the node alone, which closes them one after the other as there is room.
 */
final class EndSessions extends PendingCommand
{
    EndSessions()
    {
        super(Commands.FIRST_OF_HOST, new UnsafeBuffer(new byte[BitUtil.SIZE_OF_LONG]));
    }

    @Override
    boolean onTaken(final EngineSessions sessions)
    {
        sessions.closeAll();
        return false;
    }
}
