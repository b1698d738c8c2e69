package io.hopwire.agent;

import io.hopwire.AcceptFilter;
import io.hopwire.DataPackage;
import io.hopwire.Delivery;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.ListenSession;
import io.hopwire.PublicKey;
import io.hopwire.RouteHop;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.SessionRoute;
import io.hopwire.SessionMessageHandler;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The session of a server: looks at its clients in turn, so that none is starved. The array of clients is replaced,
 * never changed, so that reading it takes no lock.
 */
final class ListeningSession implements ListenSession
{
    private static final EngineSession[] NONE = {};

    private final NodeAccess access;
    private final SessionHandler handler;
    private final AcceptFilter filter;
    private final Runnable onClose;
    private final WaitPlace messages = WaitPlace.ofOne();
    private final WaitPlace accepts = WaitPlace.ofOne();
    private volatile EngineSession[] clients = NONE;
    private volatile boolean closed;
    private int next;

    ListeningSession(
        final NodeAccess access, final SessionHandler handler, final AcceptFilter filter, final Runnable onClose)
    {
        this.access = access;
        this.handler = handler;
        this.filter = filter;
        this.onClose = onClose;
    }

    @Override
    public DataPackage read(final boolean blocking)
    {
        return read(blocking ? NodeAccess.FOREVER_NS : 0L);
    }

    @Override
    public DataPackage read(final long timeoutNs)
    {
        final BlockedCall call = access.begin(timeoutNs);
        try
        {
            while (true)
            {
                checkReadable();
                final DataPackage received = poll();
                if (null != received || 0 == timeoutNs || !call.await(messages))
                {
                    return received;
                }
            }
        }
        finally
        {
            call.end();
        }
    }

    @Override
    public int read(final SessionMessageHandler messageHandler, final int limit)
    {
        checkReadable();
        final EngineSession[] current = clients;
        int read = 0;
        for (int i = 0; i < current.length && read < limit; i++)
        {
            final EngineSession client = next(current);
            read += client.read(messageHandler, limit - read);
            removeIfDrained(client);
        }
        return read;
    }

    @Override
    public Session accept(final long timeoutNs)
    {
        final BlockedCall call = access.begin(timeoutNs);
        try
        {
            while (true)
            {
                checkReadable();
                final EngineSession client = take();
                if (null != client || 0 == timeoutNs || !call.await(accepts))
                {
                    return client;
                }
            }
        }
        finally
        {
            call.end();
        }
    }

    @Override
    public List<Session> clients()
    {
        return new ArrayList<>(Arrays.asList(clients));
    }

    @Override
    public void write(final DataPackage dataPackage)
    {
        final DataTransitConfiguration configuration = dataPackage.dataTransitConfiguration();
        if (!(configuration instanceof ReceivedTransitConfiguration))
        {
            throw new SessionException(SessionCodes.NO_ROUTE,
                "a server answers with the configuration of a package that it has read: this one leads to nobody");
        }
        ((ReceivedTransitConfiguration)configuration).session().write(dataPackage.binaryDataPayload());
    }

    @Override
    public void write(final byte[] message)
    {
        throw notOneClient("write a DataPackage, or use accept()");
    }

    @Override
    public long offer(final DirectBuffer buffer, final int offset, final int length, final Delivery delivery)
    {
        throw notOneClient("offer on the session of a client");
    }

    @Override
    public long offer(final DirectBuffer buffer, final int offset, final int length)
    {
        throw notOneClient("offer on the session of a client");
    }

    @Override
    public boolean flush(final long timeoutNs)
    {
        final long startNs = System.nanoTime();
        for (final EngineSession client : clients)
        {
            if (client.isOpen() && !client.flush(Math.max(0, timeoutNs - (System.nanoTime() - startNs))))
            {
                return false;
            }
        }
        return true;
    }

    @Override
    public long position()
    {
        return Arrays.stream(clients).mapToLong(Session::position).sum();
    }

    @Override
    public long ackedPosition()
    {
        return Arrays.stream(clients).mapToLong(Session::ackedPosition).sum();
    }

    @Override
    public long unacknowledged()
    {
        return Arrays.stream(clients).mapToLong(Session::unacknowledged).sum();
    }

    @Override
    public int maxMessageLength()
    {
        return access.maxMessageLength();
    }

    @Override
    public int hops()
    {
        return 0;
    }

    @Override
    public int routes()
    {
        return 0;
    }

    @Override
    public List<SessionRoute> liveRoutes()
    {
        throw notOneClient("ask the session of a client for its routes");
    }

    @Override
    public DataTransitConfiguration configuration()
    {
        throw notOneClient("ask the session of a client for its configuration");
    }

    @Override
    public void tune(final DataTransitConfiguration configuration)
    {
        throw notOneClient("tune the session of a client");
    }

    @Override
    public PublicKey peer()
    {
        return null;
    }

    @Override
    public byte[] earlyData()
    {
        throw notOneClient("ask the session of a client for what it has sent along");
    }

    @Override
    public List<RouteHop> trace(final long timeoutNs)
    {
        throw notOneClient("trace the session of a client");
    }

    @Override
    public boolean isOpen()
    {
        return !closed && access.state().isRunning();
    }

    @Override
    public int closeReason()
    {
        return isOpen() ? 0 : SessionCodes.CLOSED_BY_US;
    }

    @Override
    public void abort()
    {
        for (final EngineSession client : clients)
        {
            client.abort();
        }
        close();
    }

    @Override
    public void close()
    {
        final EngineSession[] left = end();
        if (null != left)
        {
            try
            {
                // Not under the lock: where the queue of commands is full, the node must be able to empty it.
                closeAll(left);
            }
            finally
            {
                onClose.run();
            }
        }
    }

    /**
     * Who waits for a client.
     */
    WaitPlace accepts()
    {
        return accepts;
    }

    /**
     * By the node's thread, within the core.
     */
    boolean mayAccept(final PublicKey peer, final byte[] earlyData)
    {
        try
        {
            return filter.accepts(peer, earlyData);
        }
        catch (final RuntimeException ex)
        {
            access.agent().onHandlerException(ex);
            return false;
        }
    }

    SessionHandler handler()
    {
        return handler;
    }

    /**
     * By the node's thread.
     *
     * @return false where it is closed, and the client has to be.
     */
    synchronized boolean add(final EngineSession client)
    {
        if (closed)
        {
            return false;
        }
        final EngineSession[] changed = Arrays.copyOf(clients, clients.length + 1);
        changed[changed.length - 1] = client;
        clients = changed;
        client.messages().group(messages);
        return true;
    }

    /**
     * A client whose messages go to the handler has ended: nobody will read from it until it is drained. By the node's
     * thread.
     */
    synchronized void remove(final EngineSession client)
    {
        final EngineSession[] current = clients;
        int index = 0;
        while (index < current.length && current[index] != client)
        {
            index++;
        }
        if (index < current.length)
        {
            final EngineSession[] changed = Arrays.copyOf(current, current.length - 1);
            System.arraycopy(current, index + 1, changed, index, changed.length - index);
            clients = changed;
        }
    }

    /**
     * From here on no client is added.
     *
     * @return those that are there, or null where it was closed before.
     */
    private synchronized EngineSession[] end()
    {
        if (closed)
        {
            return null;
        }
        closed = true;
        messages.wakeAll();
        accepts.wakeAll();
        return clients;
    }

    private void closeAll(final EngineSession[] left)
    {
        if (access.state().isAlive())
        {
            access.submit(new ListenCommand(null));
            for (final EngineSession client : left)
            {
                client.close();
            }
        }
    }

    private DataPackage poll()
    {
        final EngineSession[] current = clients;
        for (int i = 0; i < current.length; i++)
        {
            final EngineSession client = next(current);
            final DataPackage received = client.poll();
            if (null != received)
            {
                return received;
            }
            removeIfDrained(client);
        }
        return null;
    }

    private synchronized EngineSession take()
    {
        final EngineSession[] current = clients;
        if (0 == current.length)
        {
            return null;
        }
        clients = Arrays.copyOfRange(current, 1, current.length);
        // From here on its messages are for whom it was given to.
        current[0].messages().group(null);
        return current[0];
    }

    private EngineSession next(final EngineSession[] current)
    {
        // Several threads may read: another one's place may lie beyond the end of this one's array, so it is read once.
        final int last = next;
        final int index = last + 1 < current.length ? last + 1 : 0;
        next = index;
        return current[index];
    }

    private void removeIfDrained(final EngineSession client)
    {
        if (client.isDrained())
        {
            remove(client);
        }
    }

    private void checkReadable()
    {
        if (closed)
        {
            throw new SessionException(SessionCodes.CLOSED_BY_US, "this session does not listen any more");
        }
        if (null != handler)
        {
            throw new SessionException(SessionCodes.REFUSED, "messages of this session go to its handler");
        }
        access.state().checkRunning();
    }

    private static SessionException notOneClient(final String instead)
    {
        return new SessionException(SessionCodes.NO_ROUTE, "a listening session has many clients: " + instead);
    }
}
