package io.hopwire.transport.tcp;

import java.nio.channels.SelectionKey;

/**
 * The few connections that bytes came by lately, which are read without asking the selector: one system call less, and
 * none of the {@link Integer} that the JDK's selector makes for each event of a descriptor above 127. One that has been
 * silent for a while is left to the selector again.
 */
final class HotConnections
{
    private static final int MAX = 8;
    /** Reads that find nothing, before the selector watches a connection again. */
    private static final int MAX_IDLE_READS = 4096;
    /** Rounds that find nothing, for one look at the selector. */
    private static final int ROUNDS_PER_SELECT = 16;

    private final Connections connections;
    private final StreamConnection[] hot = new StreamConnection[MAX];
    private int count;
    private int at;
    private int rounds;

    HotConnections(final Connections connections)
    {
        this.connections = connections;
    }

    /** {@return how many there are, silent ones and such as have ended included} */
    int count()
    {
        return count;
    }

    /** {@return whether the selector is to be asked too, now that none of these had anything} */
    boolean isSelectDue()
    {
        rounds = 0 == count || ROUNDS_PER_SELECT <= rounds ? 0 : rounds + 1;
        return 0 == rounds;
    }

    /** {@return the next one to read; null where it was silent for too long, or has ended, and is none any more} */
    StreamConnection next()
    {
        at = at + 1 < count ? at + 1 : 0;
        final StreamConnection connection = hot[at];
        if (Connection.OPEN != connection.state || connection.isEnded || MAX_IDLE_READS <= connection.idleReads)
        {
            cool(connection);
            return null;
        }
        return connection;
    }

    /** Bytes came by it. */
    void warm(final StreamConnection connection)
    {
        connection.idleReads = 0;
        if (!connection.isHot && count < MAX)
        {
            connection.isHot = true;
            hot[count++] = connection;
            waitFor(connection);
        }
    }

    /** Have the selector and the host watch it as it is now. */
    void waitFor(final StreamConnection connection)
    {
        connections.waitFor(connection,
            SelectionKey.OP_READ | (connection.isAnythingWaiting() ? SelectionKey.OP_WRITE : 0));
    }

    private void cool(final StreamConnection connection)
    {
        connection.isHot = false;
        connection.idleReads = 0;
        hot[at] = hot[--count];
        hot[count] = null;
        if (Connection.OPEN == connection.state)
        {
            waitFor(connection);
        }
    }
}
