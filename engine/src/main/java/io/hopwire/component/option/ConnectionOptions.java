package io.hopwire.component.option;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.delivery.AnswerTimes;
import io.hopwire.delivery.RequestTable;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.link.Part;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;

import java.util.Arrays;

/**
 * SET_CONNECTION_OPT of seed 004: which compressions a neighbour takes, and which of them it would like.
 * <pre>
 *   SET_CONNECTION_OPT &lt;option&gt; &lt;setting&gt;           [option, setting]
 *   ACK and NACK SET_CONNECTION_OPT &lt;the same&gt;      [3, option, setting]
 * </pre>
 * <ul>
 * <li>Option 0: "I take this compression; do you?" From an ACK on each of the two may use it for the other. Setting 0
 * takes all back.</li>
 * <li>Option 1: "Use this one for me." An ACK says that it will be done, where it pays. Setting 0: none.</li>
 * </ul>
 * A node whose user prefers a compression asks both of every neighbour, one after the other; one whose user prefers
 * none asks nothing, and compresses nothing, whatever it is asked. That is the default, for two reasons. To compress
 * what an attacker may have a part of before it is encrypted tells of the rest by the length (CRIME). And it depends on
 * what is said whether it pays: LZ4 makes 220 bytes of 1,244 in twelve SPEAKs of an application, and one frame of six
 * where addresses have 2160 bits, for some microsecond at each end; but what a node says by itself is mostly answers to
 * FIND_NODE, keys, of which it makes nothing less in half a microsecond. Who knows what is said decides.
 * <p>
 * What is agreed on is known to the sender alone, in {@link Link#compression()}; a receiver takes what it would ACK, so
 * that nothing is lost where one of two has forgotten the link. All of it ends with the link. Costs no memory until
 * somebody asks. Not thread-safe; driven by the core.
 */
public final class ConnectionOptions implements Part, RequestTable.Handler
{
    private static final int TIMER = 0;
    private static final int LINKS = 16;
    private static final byte IDLE = 0;
    /** Waits for a place among the requests. */
    private static final byte TO_ENABLE = 1;
    private static final byte ENABLING = 2;
    private static final byte TO_PREFER = 3;
    private static final byte PREFERRING = 4;

    private final Settings settings;
    private final OwnAddress own;
    private final MessageBatch messages;
    private final LinkTable links;
    private final Counters counters;
    private final Timers timers;
    private final int preferred;
    private final int accepted;
    private RequestTable requests;
    /** By the slot of their link: which compressions both take, a bit each. */
    private byte[] agreed = new byte[0];
    /** Setting that the neighbour likes, and 1; 0 where it has not said. */
    private byte[] wishes = new byte[0];
    private byte[] steps = new byte[0];
    private int[] linkIds = new int[0];
    private long[] requestIds = new long[0];
    private int waiting;

    /**
     * Nothing is agreed on.
     *
     * @param settings {@link OptionSettings}.
     * @param own      who the node is.
     * @param services lent by the host.
     * @param messages to neighbours.
     */
    public ConnectionOptions(
        final Settings settings, final OwnAddress own, final Services services, final MessageBatch messages)
    {
        this.settings = settings;
        this.own = own;
        this.messages = messages;
        links = messages.links();
        counters = services.counters();
        timers = services.timers().register((id, nowNs) -> requests.onTimer(nowNs));
        preferred = OptionSettings.preferred(settings);
        accepted = OptionSettings.accepted(settings);
    }

    /**
     * A neighbour asks for something; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset behind the sender's address.
     * @param payload  of the message, from its first element.
     * @param nowNs    time of the duty cycle.
     */
    public void onSet(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final int fields = payload.readArrayHeader();
        final long option = payload.readLong();
        final long setting = payload.readLong();
        if (2 != fields || payload.failed() || payload.remaining() > 0)
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        final boolean isDone = set(link, option, setting);
        counters.increment(isDone ? SystemCounter.OPTIONS_SET : SystemCounter.OPTIONS_REFUSED);
        final MsgPackEncoder answer = messages.begin(
            link, own.bytes(), 0, link.identity(), Link.ADDRESS_OFFSET, isDone ? Operation.ACK : Operation.NACK, nowNs);
        if (null != answer)
        {
            answer.putArrayHeader(3).putLong(Operation.SET_CONNECTION_OPT).putLong(option).putLong(setting);
            messages.end();
        }
    }

    /**
     * An answer came over a link; see {@link io.hopwire.link.AnswerOwner}.
     *
     * @param link    it came by.
     * @param isAck   whether it is an ACK.
     * @param payload behind the operation.
     * @param fields  of the payload.
     * @param buffer  holds it.
     * @param nowNs   time of the duty cycle.
     */
    public void onAnswer(
        final Link link,
        final boolean isAck,
        final MsgPackDecoder payload,
        final int fields,
        final DirectBuffer buffer,
        final long nowNs)
    {
        final long option = fields > 1 ? payload.readLong() : Compression.OPTION;
        final long setting = fields > 1 ? payload.readLong() : preferred;
        // A NACK of who does not know the operation says only which it was.
        if (3 != fields && (isAck || 1 != fields) || payload.failed() || payload.remaining() > 0)
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        final int slot = link.slot();
        final byte step = slot < steps.length ? steps[slot] : IDLE;
        final boolean isAwaited = setting == preferred &&
            (ENABLING == step && Compression.OPTION == option ||
            PREFERRING == step && (Compression.OPTION_PREFERRED == option || 1 == fields));
        if (!isAwaited || !requests.onAnswer(requestIds[slot], link.id(), nowNs))
        {
            counters.reject(RejectCode.UNSOLICITED);
            return;
        }
        steps[slot] = IDLE;
        if (isAck && ENABLING == step)
        {
            agreed[slot] |= (byte)(1 << preferred);
            choose(link);
            await(link, TO_PREFER);
        }
        askWaiting(nowNs);
    }

    @Override
    public void onLinkUp(final Link link, final long nowNs)
    {
        if (Compression.NONE != preferred)
        {
            reserve(link.slot());
            await(link, TO_ENABLE);
            askWaiting(nowNs);
        }
    }

    @Override
    public void onLinkDown(final Link link, final int reason, final long nowNs)
    {
        final int slot = link.slot();
        link.compression(Compression.NONE);
        if (slot >= steps.length)
        {
            return;
        }
        agreed[slot] = 0;
        wishes[slot] = 0;
        final byte step = steps[slot];
        steps[slot] = IDLE;
        if (TO_ENABLE == step || TO_PREFER == step)
        {
            waiting--;
        }
        else if (IDLE != step)
        {
            requests.endAll(slot);
        }
        askWaiting(nowNs);
    }

    @Override
    public void onAgain(final long id, final int owner, final int item, final long nowNs)
    {
        final Link link = links.get(linkIds[owner]);
        if (null != link && link.isUp())
        {
            ask(link, item, nowNs);
        }
    }

    @Override
    public void onSilence(final int owner, final int item, final long nowNs)
    {
        steps[owner] = IDLE;
        askWaiting(nowNs);
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        if (null != requests)
        {
            requests.inspect(inspector);
        }
        int found = 0;
        for (final byte step : steps)
        {
            found += TO_ENABLE == step || TO_PREFER == step ? 1 : 0;
        }
        inspector.agree("links that wait to be asked for options", waiting, found);
    }

    private boolean set(final Link link, final long option, final long setting)
    {
        if (setting < 0 || setting > Compression.MAX || 0 == (accepted & 1 << setting))
        {
            return false;
        }
        final int slot = link.slot();
        reserve(slot);
        if (Compression.OPTION == option)
        {
            agreed[slot] = (byte)(Compression.NONE == setting ? 0 : agreed[slot] | 1 << setting);
            wishes[slot] = Compression.NONE == setting ? 0 : wishes[slot];
        }
        else if (Compression.OPTION_PREFERRED == option && (Compression.NONE == setting || mayCompress()))
        {
            agreed[slot] |= (byte)(1 << setting);
            wishes[slot] = (byte)(setting + 1);
        }
        else
        {
            return false;
        }
        choose(link);
        return true;
    }

    private boolean mayCompress()
    {
        return Compression.NONE != preferred;
    }

    /** What the neighbour likes before what we do. */
    private void choose(final Link link)
    {
        final int slot = link.slot();
        final int best = wishes[slot] > 0 ? wishes[slot] - 1 : preferred;
        link.compression(mayCompress() && 0 != (agreed[slot] & 1 << best) ? best : Compression.NONE);
    }

    private void await(final Link link, final byte step)
    {
        steps[link.slot()] = step;
        linkIds[link.slot()] = link.id();
        waiting++;
    }

    /** As many as there are places for: each place that becomes free is one datagram, so that no input causes many. */
    private void askWaiting(final long nowNs)
    {
        for (int i = links.upCount() - 1; waiting > 0 && i >= 0; i--)
        {
            final Link link = links.upLink(i);
            final int slot = link.slot();
            if (slot < steps.length && (TO_ENABLE == steps[slot] || TO_PREFER == steps[slot]))
            {
                final int option = TO_ENABLE == steps[slot] ? Compression.OPTION : Compression.OPTION_PREFERRED;
                final long id = requests.begin(slot, option, link.id(), nowNs);
                if (RequestTable.FULL == id)
                {
                    return;
                }
                requestIds[slot] = id;
                steps[slot]++;
                waiting--;
                ask(link, option, nowNs);
            }
        }
    }

    private void ask(final Link link, final int option, final long nowNs)
    {
        final MsgPackEncoder payload = messages.begin(
            link, own.bytes(), 0, link.identity(), Link.ADDRESS_OFFSET, Operation.SET_CONNECTION_OPT, nowNs);
        if (null != payload)
        {
            payload.putArrayHeader(2).putLong(option).putLong(preferred);
            messages.end();
        }
    }

    private void reserve(final int slot)
    {
        if (null == requests && mayCompress())
        {
            requests = new RequestTable(
                settings.get(OptionSettings.REQUESTS),
                settings.get(OptionSettings.TRIES),
                new AnswerTimes(settings.get(OptionSettings.AGAIN)),
                settings.get(OptionSettings.LONGEST),
                this,
                timers,
                TIMER);
        }
        if (slot >= steps.length)
        {
            final int length = Math.max(LINKS, Integer.highestOneBit(slot) << 1);
            agreed = Arrays.copyOf(agreed, length);
            wishes = Arrays.copyOf(wishes, length);
            steps = Arrays.copyOf(steps, length);
            linkIds = Arrays.copyOf(linkIds, length);
            requestIds = Arrays.copyOf(requestIds, length);
        }
    }
}
