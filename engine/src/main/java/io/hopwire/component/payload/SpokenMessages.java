package io.hopwire.component.payload;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.delivery.AnswerTimes;
import io.hopwire.delivery.RequestTable;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Events;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.ShoutAnswer;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * Our own SPEAKs that are under way, {@value #MESSAGES} at most: which neighbours were told, and who has acknowledged.
 * A request for each neighbour, as many at a time as {@link BroadcastSettings#SPEAK_REQUESTS} says; those for whom
 * there is no place wait for one. What is sent leaves with a flush, a part of all datagrams of a flush at a time.
 * <p>
 * Neighbours are those of the moment in which the message is begun to be sent, from the last to the first: where a link
 * goes down meanwhile the last one takes its place, and nobody is left out.
 */
final class SpokenMessages implements RequestTable.Handler
{
    static final int MESSAGES = 8;

    private static final int MAX_DATAGRAMS = Limits.MAX_DATAGRAMS_OF_SPEAKS;
    private static final int NOT_BEGUN = -1;
    private static final long ANSWERED = -1;

    private final OwnAddress own;
    private final MessageBatch messages;
    private final LinkTable links;
    private final Settings settings;
    private final Counters counters;
    private final Events events;
    private final Timers timers;
    private final int timerId;
    private final int maxValueLength;
    private final ShoutAnswer answer = new ShoutAnswer();
    private Message[] all;
    private RequestTable requests;
    private int open;

    SpokenMessages(
        final Settings settings,
        final OwnAddress own,
        final Services services,
        final MessageBatch messages,
        final int timerId)
    {
        this.settings = settings;
        this.own = own;
        this.messages = messages;
        this.timerId = timerId;
        links = messages.links();
        counters = services.counters();
        events = services.events();
        timers = services.timers().register(this::onTimer);
        maxValueLength = Broadcasts.maxValueLength(own.space().length());
    }

    /**
     * Begin with a message.
     *
     * @param correlationId of whoever says it.
     * @param number        of the message.
     * @param value         holds what is said.
     * @param offset        first byte.
     * @param length        bytes.
     * @return false where {@value #MESSAGES} are under way.
     */
    boolean begin(
        final long correlationId, final long number, final DirectBuffer value, final int offset, final int length)
    {
        allocate();
        for (final Message message : all)
        {
            if (!message.isOpen)
            {
                message.begin(correlationId, number, value, offset, length);
                open++;
                return true;
            }
        }
        return false;
    }

    /**
     * Somebody has answered.
     *
     * @param link   it came by.
     * @param isAck  whether it is an ACK.
     * @param number of the message.
     * @param nowNs  time of the duty cycle.
     * @return false where nobody waits for it.
     */
    boolean onAnswer(final Link link, final boolean isAck, final long number, final long nowNs)
    {
        for (int i = 0; open > 0 && i < MESSAGES; i++)
        {
            final Message message = all[i];
            final int neighbour = message.isOpen && message.number == number ? message.find(link.id()) : NOT_BEGUN;
            if (neighbour >= 0 && requests.onAnswer(message.requestIds[neighbour], link.id(), nowNs))
            {
                message.onAnswered(neighbour);
                message.acknowledged += isAck ? 1 : 0;
                onEnd(message);
                return true;
            }
        }
        return false;
    }

    @Override
    public void onAgain(final long id, final int owner, final int item, final long nowNs)
    {
        all[owner].isDue[item] = true;
        all[owner].due++;
    }

    @Override
    public void onSilence(final int owner, final int item, final long nowNs)
    {
        all[owner].onAnswered(item);
        onEnd(all[owner]);
    }

    /**
     * Send.
     *
     * @param nowNs time of the duty cycle.
     * @return whether there is more.
     */
    boolean flush(final long nowNs)
    {
        int left = MAX_DATAGRAMS;
        for (int i = 0; open > 0 && left > 0 && i < MESSAGES; i++)
        {
            if (all[i].isOpen)
            {
                left = tellMore(i, sendDue(all[i], left, nowNs), nowNs);
            }
        }
        if (left < MAX_DATAGRAMS)
        {
            messages.flush();
        }
        return 0 == left;
    }

    /** The node ends: whoever waits is told how far it came. */
    void onClose()
    {
        for (int i = 0; open > 0 && i < MESSAGES; i++)
        {
            if (all[i].isOpen)
            {
                requests.endAll(i);
                end(all[i]);
            }
        }
    }

    void inspect(final Inspector inspector)
    {
        if (null != requests)
        {
            requests.inspect(inspector);
        }
    }

    private void onTimer(final int id, final long nowNs)
    {
        requests.onTimer(nowNs);
    }

    private int sendDue(final Message message, final int most, final long nowNs)
    {
        int left = most;
        for (int i = 0; message.due > 0 && left > 0 && i < message.told; i++)
        {
            if (message.isDue[i])
            {
                message.isDue[i] = false;
                message.due--;
                final Link link = ANSWERED == message.requestIds[i] ? null : links.get(message.linkIds[i]);
                if (null != link && link.isUp())
                {
                    send(message, link, nowNs);
                    left--;
                }
            }
        }
        return left;
    }

    private int tellMore(final int place, final int most, final long nowNs)
    {
        final Message message = all[place];
        int left = most;
        if (0 == message.next)
        {
            return most;
        }
        message.next = NOT_BEGUN == message.next ? links.upCount() : Math.min(message.next, links.upCount());
        while (left > 0 && message.next > 0)
        {
            final Link link = links.upLink(message.next - 1);
            final long id = requests.begin(place, message.told, link.id(), nowNs);
            if (RequestTable.FULL == id)
            {
                return left;
            }
            message.next--;
            message.add(link.id(), id);
            counters.increment(SystemCounter.SPEAKS_SENT);
            send(message, link, nowNs);
            left--;
        }
        onEnd(message);
        return left;
    }

    private void send(final Message message, final Link link, final long nowNs)
    {
        final MsgPackEncoder payload = messages.begin(
            link, own.bytes(), 0, link.identity(), Link.ADDRESS_OFFSET, Operation.SPEAK, nowNs);
        if (null != payload)
        {
            ShoutMessage.encode(payload, message.value, 0, message.length, message.number);
            messages.end();
        }
    }

    private void onEnd(final Message message)
    {
        if (0 == message.next && 0 == message.awaited)
        {
            end(message);
        }
    }

    private void end(final Message message)
    {
        message.isOpen = false;
        open--;
        answer.put(message.number, message.told, message.acknowledged);
        events.onAnswer(
            Commands.SPEAK, message.correlationId, ShoutCodes.OK, answer.buffer(), 0, ShoutAnswer.LENGTH);
    }

    private void allocate()
    {
        if (null == all)
        {
            all = new Message[MESSAGES];
            Arrays.setAll(all, (i) -> new Message(maxValueLength));
            requests = new RequestTable(
                settings.get(BroadcastSettings.SPEAK_REQUESTS),
                settings.get(BroadcastSettings.SPEAK_TRIES),
                new AnswerTimes(settings.get(BroadcastSettings.SPEAK_AGAIN)),
                settings.get(BroadcastSettings.SPEAK_LONGEST),
                this,
                timers,
                timerId);
        }
    }

    /** One that is under way. */
    private static final class Message
    {
        private static final int NEIGHBOURS = 16;

        final UnsafeBuffer value;
        int[] linkIds = new int[NEIGHBOURS];
        long[] requestIds = new long[NEIGHBOURS];
        boolean[] isDue = new boolean[NEIGHBOURS];
        boolean isOpen;
        long correlationId;
        long number;
        int length;
        /** Links below this one have still to be told. */
        int next;
        int told;
        int awaited;
        int due;
        int acknowledged;

        Message(final int maxLength)
        {
            value = new UnsafeBuffer(new byte[maxLength]);
        }

        void begin(
            final long correlation, final long ofNumber, final DirectBuffer source, final int offset, final int bytes)
        {
            isOpen = true;
            correlationId = correlation;
            number = ofNumber;
            length = bytes;
            value.putBytes(0, source, offset, bytes);
            next = NOT_BEGUN;
            told = 0;
            awaited = 0;
            due = 0;
            acknowledged = 0;
        }

        void add(final int linkId, final long requestId)
        {
            if (told == linkIds.length)
            {
                linkIds = Arrays.copyOf(linkIds, 2 * told);
                requestIds = Arrays.copyOf(requestIds, 2 * told);
                isDue = Arrays.copyOf(isDue, 2 * told);
            }
            linkIds[told] = linkId;
            requestIds[told] = requestId;
            isDue[told++] = false;
            awaited++;
        }

        void onAnswered(final int neighbour)
        {
            requestIds[neighbour] = ANSWERED;
            awaited--;
        }

        int find(final int linkId)
        {
            for (int i = 0; i < told; i++)
            {
                if (linkIds[i] == linkId)
                {
                    return i;
                }
            }
            return NOT_BEGUN;
        }
    }
}
