package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Delivery;
import io.hopwire.PublicKey;
import io.hopwire.RouteHop;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.SessionMessageHandler;
import io.hopwire.SessionRoute;
import io.hopwire.delivery.MessageReader;
import io.hopwire.spi.Commands;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.List;

/**
 * One session as the application sees it. What belongs to the node's thread is in {@link SessionPort}.
 */
final class EngineSession extends SessionPort implements Session
{
    static final byte[] NO_BYTES = {};

    private static final int READ_LIMIT = 1;

    private final Object sendLock = new Object();
    private final UnsafeBuffer writeBuffer = new UnsafeBuffer(0, 0);
    private final MessageReader.Handler onCopy = this::onCopy;
    private final MessageReader.Handler onPoll = this::onPoll;
    private final ReceivedTransitConfiguration configuration;
    private final NodeAccess access;
    private final PublicKey peer;
    private final int hops;
    private final int routes;
    private final SessionOffers offers;
    private final int maxMessageLength;
    private SessionMessageHandler pollHandler;
    private byte[] copied;
    private byte[] earlyData = NO_BYTES;

    EngineSession(
        final NodeAccess access,
        final OpenedSession opened,
        final long generation,
        final int window,
        final SessionInbox inbox,
        final SessionHandler handler)
    {
        super(
            opened.sessionId(),
            generation,
            inbox,
            handler,
            access.blockedCalls());
        this.access = access;
        offers = new SessionOffers(this, access, window);
        peer = opened.peer();
        hops = opened.hops();
        routes = opened.routes();
        maxMessageLength = opened.maxMessageLength();
        configuration = new ReceivedTransitConfiguration(this, hops, routes);
    }

    @Override
    public long offer(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length > maxMessageLength)
        {
            return MAX_MESSAGE_LENGTH_EXCEEDED;
        }
        // Before anything is claimed: a claim that is not committed would block the commands of everybody.
        buffer.boundsCheck(offset, length);
        if (!isOpen())
        {
            return CLOSED;
        }
        if (access.isInvoker())
        {
            // One thread, by the contract of that mode.
            return offers.offer(buffer, offset, length);
        }
        synchronized (sendLock)
        {
            return offers.offer(buffer, offset, length);
        }
    }

    @Override
    public long offer(final DirectBuffer buffer, final int offset, final int length, final Delivery delivery)
    {
        HopwireEngine.checkPresent(delivery, "delivery");
        if (Delivery.ORDERED == delivery || Delivery.UNORDERED == delivery && length > MAX_UNORDERED_LENGTH)
        {
            return offer(buffer, offset, length);
        }
        if (length > MAX_UNORDERED_LENGTH)
        {
            return MAX_MESSAGE_LENGTH_EXCEEDED;
        }
        buffer.boundsCheck(offset, length);
        if (!isOpen())
        {
            return CLOSED;
        }
        synchronized (sendLock)
        {
            return offers.offerAside(Delivery.UNORDERED == delivery, buffer, offset, length);
        }
    }

    @Override
    public void write(final byte[] message)
    {
        HopwireEngine.checkPresent(message, "message");
        long result = tryWrite(message);
        if (BACK_PRESSURED == result)
        {
            result = awaitWrite(message);
        }
        if (result < 0)
        {
            throw refused(result, message.length);
        }
        access.pushOut();
    }

    @Override
    public void write(final DataPackage dataPackage)
    {
        HopwireEngine.checkPresent(dataPackage, "DataPackage");
        write(dataPackage.binaryDataPayload());
    }

    @Override
    public DataPackage read(final boolean blocking)
    {
        return read(blocking ? NodeAccess.FOREVER_NS : 0L);
    }

    @Override
    public DataPackage read(final long timeoutNs)
    {
        if (0 == timeoutNs)
        {
            final DataPackage received = poll();
            return null == received ? endOrNull() : received;
        }
        final BlockedCall call = access.begin(timeoutNs);
        try
        {
            while (true)
            {
                final DataPackage received = poll();
                if (null != received)
                {
                    return received;
                }
                if (hasEnded())
                {
                    return endOrNull();
                }
                if (!call.await(messages()))
                {
                    return null;
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
        readLock().lock();
        try
        {
            checkNotReading();
            return readFor(messageHandler, limit);
        }
        finally
        {
            readLock().unlock();
            afterRead();
        }
    }

    @Override
    public boolean flush(final long timeoutNs)
    {
        final long target = offers.position();
        return access.await(progress(), timeoutNs, () -> isAcknowledged(target));
    }

    @Override
    public long position()
    {
        return offers.position();
    }

    @Override
    public long unacknowledged()
    {
        // In this order, so that what was sent in between counts as such; and an acknowledgement may come before the
        // thread that sent the message has said its position.
        final long acked = ackedPosition();
        return Math.max(0, offers.position() - acked);
    }

    @Override
    public int maxMessageLength()
    {
        return maxMessageLength;
    }

    @Override
    public int hops()
    {
        return hops;
    }

    @Override
    public int routes()
    {
        return routes;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public String toString()
    {
        final int reason = closeReason();
        return "Session(" + peer + ", " + (0 == reason ? "open" : SessionCodes.name(reason)) + ")";
    }

    @Override
    public PublicKey peer()
    {
        return peer;
    }

    @Override
    public byte[] earlyData()
    {
        return earlyData.clone();
    }

    @Override
    public List<RouteHop> trace(final long timeoutNs)
    {
        final Trace trace = new Trace();
        final long startNs = System.nanoTime();
        access.checkMayBlock();
        access.submit(SessionCommand.trace(this, trace));
        access.await(progress(), timeoutNs - (System.nanoTime() - startNs), () -> isTraced(trace));
        return trace.hops();
    }

    @Override
    public List<SessionRoute> liveRoutes()
    {
        final SessionCommand command = SessionCommand.routes(this);
        if (!hasEnded())
        {
            access.submitAndWait(command);
        }
        if (!command.isAnswered() || Commands.OK != command.code())
        {
            throw new SessionException(closeReason(), ended());
        }
        return command.routes();
    }

    @Override
    public DataTransitConfiguration configuration()
    {
        return Transits.configuration(transit());
    }

    @Override
    public void tune(final DataTransitConfiguration newConfiguration)
    {
        HopwireEngine.checkPresent(newConfiguration, "DataTransitConfiguration");
        final SessionCommand command = SessionCommand.tune(this, Transits.of(newConfiguration));
        if (!hasEnded())
        {
            access.submitAndWait(command);
        }
        if (!command.isAnswered() || Commands.OK != command.code())
        {
            throw new SessionException(closeReason(), ended());
        }
    }

    @Override
    public boolean isOpen()
    {
        return 0 == endReason() && !isCloseRequested() && access.state().isAlive();
    }

    @Override
    public int closeReason()
    {
        // In this order: what closes it tells its reason first.
        final boolean open = isOpen();
        final int reason = endReason();
        return 0 != reason ? reason : open ? 0 : SessionCodes.CLOSED_BY_US;
    }

    @Override
    public void close()
    {
        final boolean first = requestClose();
        wakeAll();
        if (first)
        {
            submitEnd(SessionCommand.close(this));
        }
    }

    @Override
    public void abort()
    {
        requestClose();
        wakeAll();
        submitEnd(SessionCommand.abort(this));
    }

    /**
     * By the node's thread, before anybody else knows of the session.
     */
    void earlyData(final byte[] data)
    {
        earlyData = data;
    }

    /**
     * One message, or null.
     */
    DataPackage poll()
    {
        checkReadable();
        readLock().lock();
        try
        {
            checkNotReading();
            if (0 == inbox().read(onCopy, READ_LIMIT))
            {
                return null;
            }
            final byte[] payload = copied;
            copied = null;
            return new DataPackage(payload, configuration);
        }
        finally
        {
            readLock().unlock();
            afterRead();
        }
    }

    /**
     * True when nothing will ever be read from it again.
     */
    boolean isDrained()
    {
        return hasEnded() && hasReadAll();
    }

    @Override
    EngineSession self()
    {
        return this;
    }

    /**
     * What did not reach the node can be asked for again.
     */
    private void submitEnd(final SessionCommand command)
    {
        if (0 != endReason() || !access.state().isAlive())
        {
            return;
        }
        boolean submitted = false;
        try
        {
            access.submit(command);
            submitted = true;
        }
        finally
        {
            if (!submitted)
            {
                withdrawClose();
            }
        }
    }

    private boolean hasReadAll()
    {
        readLock().lock();
        try
        {
            return inbox().isEmpty();
        }
        finally
        {
            readLock().unlock();
            afterRead();
        }
    }

    private int readFor(final SessionMessageHandler messageHandler, final int limit)
    {
        pollHandler = messageHandler;
        try
        {
            return inbox().read(onPoll, limit);
        }
        finally
        {
            pollHandler = null;
        }
    }

    private long tryWrite(final byte[] message)
    {
        synchronized (sendLock)
        {
            writeBuffer.wrap(message);
            return offer(writeBuffer, 0, message.length);
        }
    }

    private long awaitWrite(final byte[] message)
    {
        final BlockedCall call = access.begin(access.writeTimeoutNs());
        try
        {
            long result = BACK_PRESSURED;
            while (BACK_PRESSURED == result)
            {
                // What is full, the window or the ring of commands, is what there must be room in.
                if (!call.await(offers.hasRoom(message.length) ? access.blockedCalls().room() : progress()))
                {
                    throw new SessionException(SessionCodes.TIMEOUT, "peer " + peer + " took nothing for " +
                        ConnectFailures.seconds(access.writeTimeoutNs()) + "; the message was not accepted");
                }
                result = tryWrite(message);
            }
            return result;
        }
        finally
        {
            call.end();
        }
    }

    private boolean isAcknowledged(final long target)
    {
        if (ackedPosition() >= target)
        {
            return true;
        }
        if (hasEnded() && ackedPosition() < target)
        {
            throw new SessionException(
                closeReason(), ended() + "; " + unacknowledged() + " messages unacknowledged");
        }
        return ackedPosition() >= target;
    }

    private boolean isTraced(final Trace trace)
    {
        if (!trace.isComplete() && hasEnded())
        {
            throw new SessionException(closeReason(), ended());
        }
        return trace.isComplete();
    }

    private SessionException refused(final long code, final int length)
    {
        if (MAX_MESSAGE_LENGTH_EXCEEDED == code)
        {
            return new SessionException((int)code,
                "message of " + length + " bytes is longer than the limit of " + maxMessageLength + " bytes");
        }
        return new SessionException(closeReason(), ended() + "; the message was not accepted");
    }

    private boolean hasEnded()
    {
        if (0 != endReason())
        {
            return true;
        }
        access.state().checkAlive();
        return isCloseRequested();
    }

    /**
     * Null while open and at the polite end of a session.
     */
    private DataPackage endOrNull()
    {
        if (!hasEnded())
        {
            return null;
        }
        // What came between the last look and the end.
        final DataPackage received = poll();
        if (null != received || SessionCodes.CLOSED_BY_PEER == closeReason())
        {
            return received;
        }
        throw new SessionException(closeReason(), ended());
    }

    private String ended()
    {
        return "session with " + peer + " has ended: " + SessionCodes.name(closeReason());
    }

    private void checkReadable()
    {
        if (hasHandler())
        {
            throw new SessionException(SessionCodes.REFUSED, "messages of this session go to its handler");
        }
    }

    /**
     * What a handler is shown still lies in the ring: reading on from within would show it again, and what follows it
     * twice.
     */
    private void checkNotReading()
    {
        if (null != pollHandler)
        {
            throw new SessionException(
                SessionCodes.REFUSED, "a handler must not read from the session that it is called by");
        }
    }

    private void onCopy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] payload = new byte[length];
        buffer.getBytes(offset, payload);
        copied = payload;
    }

    private void onPoll(final DirectBuffer buffer, final int offset, final int length)
    {
        pollHandler.onMessage(this, buffer, offset, length);
    }
}
