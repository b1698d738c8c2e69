package io.hopwire.agent;

import io.hopwire.core.Core;
import io.hopwire.delivery.MessageHeader;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Events;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A core without a network: every connect succeeds or fails as told, and what is offered comes back, acknowledged, at
 * the next deadline, as far as the application has room.
 */
final class FakeCore implements Core
{
    static final int MAX_MESSAGE = 1000;

    private static final int WINDOW = 16;
    private static final int LONGEST = MessageHeader.MAX_LENGTH + MAX_MESSAGE;

    private final Events events;
    private final UnsafeBuffer[] echoes = new UnsafeBuffer[WINDOW];
    private final int[] lengths = new int[WINDOW];
    private long head;
    private long tail;
    private long acked;
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[LONGEST]);
    private long pendingConnect = -1;
    private int nextSession;
    private int sessionId = -1;
    private long lastNs;
    volatile long glanceNs = 2_000_000;
    volatile int maxOfSession = MAX_MESSAGE;
    volatile int failWith;
    volatile boolean ignoreConnect;
    volatile boolean holdConnect;
    volatile int sessionsClosedByUs;
    volatile boolean backPressured;
    volatile boolean mute;
    volatile boolean breakOnDeadline;
    volatile boolean breakOnOffer;
    volatile boolean breakOnCommand;
    volatile boolean closeByPeer;
    volatile boolean acceptOne;
    volatile boolean listening;
    volatile boolean closed;
    volatile int closes;
    volatile int closesWanted = 1;
    volatile long connectTimeoutNs;

    /**
     * Somebody shouts a number below 128, by the thread that runs the core.
     */
    boolean shout(final int number)
    {
        final UnsafeBuffer shout = new UnsafeBuffer(new byte[33]);
        shout.putByte(32, (byte)number);
        return events.onShout(shout, 0, number, 32, 1);
    }

    FakeCore(final Events events)
    {
        this.events = events;
        events.onLinkUp(new UnsafeBuffer(new byte[32]), 0, -1, 1, 5);
        for (int i = 0; i < WINDOW; i++)
        {
            echoes[i] = new UnsafeBuffer(new byte[MAX_MESSAGE]);
        }
    }

    @Override
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
    }

    @Override
    public void onAddressClosed(final int addressId, final int reason, final long nowNs)
    {
    }

    @Override
    public void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
    }

    @Override
    public boolean flush(final long nowNs)
    {
        lastNs = nowNs;
        return false;
    }

    @Override
    public void onIdle()
    {
        // has nothing to make
    }

    @Override
    public int onDeadline(final long nowNs)
    {
        if (breakOnDeadline)
        {
            throw new IllegalStateException("broken on purpose");
        }
        if (pendingConnect >= 0 && !holdConnect)
        {
            final long correlationId = pendingConnect;
            pendingConnect = -1;
            answerConnect(correlationId);
        }
        if (acceptOne)
        {
            acceptOne = false;
            sessionId = nextSession++;
            events.onAccepted(sessionId, new UnsafeBuffer(new byte[32]), 0, 2);
            tell(new UnsafeBuffer("first".getBytes()), 5);
        }
        final long before = head;
        while (head < tail && !mute && events.receiveWindow(sessionId) >= LONGEST)
        {
            final int slot = (int)(head++ & WINDOW - 1);
            tell(echoes[slot], lengths[slot]);
            acked += MessageHeader.length(lengths[slot]) + lengths[slot];
        }
        if (head != before)
        {
            events.onAcked(sessionId, head, acked);
        }
        if (closeByPeer && sessionId >= 0)
        {
            end(SessionCodes.CLOSED_BY_PEER);
        }
        return 1;
    }

    private void tell(final UnsafeBuffer message, final int length)
    {
        events.onStream(sessionId, record, 0, MessageHeader.write(record, 0, message, 0, length));
    }

    /**
     * A test tells this core what to do without a word to the engine, so the engine has to look now and then.
     */
    @Override
    public long nextDeadlineNs()
    {
        return pendingConnect >= 0 && !holdConnect || head < tail && !mute || breakOnDeadline || acceptOne ||
            closeByPeer && sessionId >= 0 ? 0 : lastNs + glanceNs;
    }

    @Override
    public void onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (breakOnCommand)
        {
            throw new IllegalStateException("broken on purpose");
        }
        final long correlationId = Commands.correlationId(buffer, offset);
        switch (type)
        {
            case Commands.CONNECT:
                connectTimeoutNs = new Commands.Connect().wrap(buffer, offset, length).timeoutNs();
                pendingConnect = ignoreConnect ? -1 : correlationId;
                return;

            case Commands.LISTEN:
                listening = new Commands.Listen().wrap(buffer, offset, length).isListening();
                break;

            case Commands.CLOSE:
                closeSession(new Commands.OfSession().wrap(buffer, offset, length).sessionId());
                break;

            case Commands.TRACE:
                trace(new Commands.OfSession().wrap(buffer, offset, length).sessionId());
                break;

            default:
                events.onAnswer(type, correlationId, Commands.UNKNOWN, buffer, offset, 0);
                return;
        }
        events.onAnswer(type, correlationId, Commands.OK, buffer, offset, 0);
    }

    @Override
    public long offer(
        final int id, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (breakOnOffer)
        {
            throw new IllegalStateException("broken on purpose");
        }
        if (backPressured || tail - head >= WINDOW)
        {
            return SessionCodes.BACK_PRESSURED;
        }
        final int slot = (int)(tail & WINDOW - 1);
        echoes[slot].putBytes(0, buffer, offset, length);
        lengths[slot] = length;
        return ++tail;
    }

    @Override
    public long offerAside(
        final int id,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        throw new UnsupportedOperationException("has only ordered messages");
    }

    @Override
    public int offerPart(
        final int id,
        final int total,
        final int done,
        final DirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        throw new UnsupportedOperationException("has no long messages");
    }

    @Override
    public int maxMessageLength()
    {
        return MAX_MESSAGE;
    }

    @Override
    public int maxMessageLength(final int id)
    {
        return maxOfSession;
    }

    @Override
    public boolean onClose(final long nowNs)
    {
        closes++;
        closed = closes == closesWanted;
        return !closed;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        // has no tables
    }

    private void closeSession(final int id)
    {
        sessionsClosedByUs++;
        if (id == sessionId)
        {
            end(SessionCodes.CLOSED_BY_US);
        }
        else
        {
            events.onClosed(id, SessionCodes.CLOSED_BY_US, 0);
        }
    }

    private void trace(final int id)
    {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
        events.onTrace(id, 2, key, 0, 20, true);
        events.onTrace(id, 1, key, 0, 10, false);
    }

    private void answerConnect(final long correlationId)
    {
        if (0 != failWith)
        {
            final ConnectAnswer failure = new ConnectAnswer().put(-1, 4, 1);
            failure.routeHops(0, 3);
            answer(correlationId, failWith, failure);
            return;
        }
        head = 0;
        tail = 0;
        sessionId = nextSession++;
        answer(correlationId, Commands.OK, new ConnectAnswer().put(sessionId, 3, 2));
    }

    private void answer(final long correlationId, final int code, final ConnectAnswer answer)
    {
        events.onAnswer(
            Commands.CONNECT, correlationId, code, answer.buffer(), 0, ConnectAnswer.LENGTH);
    }

    private void end(final int reason)
    {
        final int id = sessionId;
        sessionId = -1;
        events.onClosed(id, reason, tail - head);
    }
}
