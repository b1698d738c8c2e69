package io.hopwire.sim;

import io.hopwire.delivery.MessageReader;
import io.hopwire.delivery.SessionReaders;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Events;
import io.hopwire.spi.ShoutAnswer;
import io.hopwire.spi.WhisperAnswer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

import java.util.ArrayList;
import java.util.List;

/**
 * An application that writes down what it is told. For simulations and tests: it allocates.
 */
public class RecordingEvents implements Events
{
    /** Bytes of a stream that this application always has room for. */
    public static final int WINDOW = 1 << 18;

    private final Long2ObjectHashMap<Outcome> outcomes = new Long2ObjectHashMap<>();
    private final List<Integer> accepted = new ArrayList<>();
    private final List<byte[]> messages = new ArrayList<>();
    private final List<byte[]> unordered = new ArrayList<>();
    private final List<byte[]> datagrams = new ArrayList<>();
    private final MessageReader asideReader = new MessageReader(null);
    private final List<Closed> closed = new ArrayList<>();
    private final List<Hop> hops = new ArrayList<>();
    private final SessionReaders readers = new SessionReaders();
    private final Long2ObjectHashMap<Long> acked = new Long2ObjectHashMap<>();
    private final List<Routes> routes = new ArrayList<>();
    private final List<Shout> shouts = new ArrayList<>();
    private final List<Integer> shoutCodes = new ArrayList<>();
    private final List<Spoken> spoken = new ArrayList<>();
    private final List<Shout> whispers = new ArrayList<>();
    private final Long2ObjectHashMap<Whispered> whispered = new Long2ObjectHashMap<>();
    private boolean isDeaf;
    private int linksUp;

    /**
     * Nothing recorded yet.
     */
    public RecordingEvents()
    {
    }

    /**
     * How a connect ended.
     *
     * @param sessionId of the session, negative where it failed.
     * @param code      0, or one of {@link io.hopwire.spi.SessionCodes}.
     * @param hops      of the route; of the shortest found where it failed.
     * @param routes    that were found.
     */
    public record Outcome(int sessionId, int code, int hops, int routes)
    {
    }

    /**
     * How a session ended.
     *
     * @param sessionId of the session.
     * @param reason    one of {@link io.hopwire.spi.SessionCodes}.
     * @param unknown   messages whose fate is not known.
     */
    public record Closed(int sessionId, int reason, long unknown)
    {
    }

    /**
     * One hop of a traced route.
     *
     * @param sessionId of the session.
     * @param hop       from 1.
     * @param rttNs     to it and back.
     * @param last      true for the far end.
     */
    public record Hop(int sessionId, int hop, long rttNs, boolean last)
    {
    }

    /**
     * A session has more routes, or fewer, than before.
     *
     * @param sessionId of the session.
     * @param routes    that it has now.
     * @param minRoutes that were demanded.
     */
    public record Routes(int sessionId, int routes, int minRoutes)
    {
    }

    /**
     * A SHOUT that came.
     *
     * @param from   first eight bytes of the sender's address.
     * @param number of the message.
     * @param value  one value of msgpack.
     */
    public record Shout(long from, long number, byte[] value)
    {
    }

    /**
     * How a SPEAK of ours ended.
     *
     * @param code         one of {@link io.hopwire.spi.ShoutCodes}.
     * @param neighbours   that were told.
     * @param acknowledged by how many of them.
     */
    public record Spoken(int code, int neighbours, int acknowledged)
    {
    }

    /**
     * How a WHISPER of ours ended.
     *
     * @param code       one of {@link io.hopwire.spi.WhisperCodes}.
     * @param manner     in which it went last, one of {@link io.hopwire.spi.WhisperCommand}.
     * @param neighbours that were handed it.
     */
    public record Whispered(int code, int manner, int neighbours)
    {
    }

    /** {@return WHISPERs for us, in the order of their coming} */
    public List<Shout> whispers()
    {
        return whispers;
    }

    /**
     * How a WHISPER of ours ended.
     *
     * @param correlationId of its command.
     * @return how, or null while it is under way.
     */
    public Whispered whispered(final long correlationId)
    {
        return whispered.get(correlationId);
    }

    /** {@return how our own SPEAKs ended} */
    public List<Spoken> spoken()
    {
        return spoken;
    }

    /**
     * Have no room for SPEAKs, nor for WHISPERs.
     *
     * @param isDeafNow true from now on.
     */
    public void deaf(final boolean isDeafNow)
    {
        isDeaf = isDeafNow;
    }

    /** {@return SHOUTs and SPEAKs, in the order of their coming} */
    public List<Shout> shouts()
    {
        return shouts;
    }

    /** {@return codes of the answers to our own SHOUTs} */
    public List<Integer> shoutCodes()
    {
        return shoutCodes;
    }

    /**
     * Outcome of a connect.
     *
     * @param correlationId of the connect.
     * @return outcome, or null while it is under way.
     */
    public Outcome outcome(final long correlationId)
    {
        return outcomes.get(correlationId);
    }

    /**
     * Sessions that others opened to us.
     *
     * @return session ids in the order of their coming.
     */
    public List<Integer> accepted()
    {
        return accepted;
    }

    /**
     * Messages of all sessions.
     *
     * @return in the order of their coming.
     */
    public List<byte[]> messages()
    {
        return messages;
    }

    /** {@return messages that needed no order, of all sessions, in the order of their coming} */
    public List<byte[]> unordered()
    {
        return unordered;
    }

    /** {@return datagrams of all sessions, in the order of their coming} */
    public List<byte[]> datagrams()
    {
        return datagrams;
    }

    /**
     * Sessions that ended.
     *
     * @return in the order of their ending.
     */
    public List<Closed> closed()
    {
        return closed;
    }

    /**
     * Answers to traces.
     *
     * @return in the order of their coming.
     */
    public List<Hop> hops()
    {
        return hops;
    }

    /**
     * Changes of the number of routes.
     *
     * @return in the order of their coming.
     */
    public List<Routes> routes()
    {
        return routes;
    }

    /**
     * Messages of a session that were acknowledged.
     *
     * @param sessionId of the session.
     * @return how many.
     */
    public long acked(final int sessionId)
    {
        final Long value = acked.get(sessionId);
        return null == value ? 0 : value;
    }

    /**
     * Links that are up now.
     *
     * @return how many.
     */
    public int linksUp()
    {
        return linksUp;
    }

    @Override
    public void onAnswer(
        final int type,
        final long correlationId,
        final int code,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (Commands.SHOUT == type)
        {
            shoutCodes.add(code);
        }
        else if (Commands.SPEAK == type)
        {
            final ShoutAnswer answer = new ShoutAnswer().wrap(buffer, offset);
            spoken.add(new Spoken(code, answer.neighbours(), answer.acknowledged()));
        }
        else if (Commands.WHISPER == type)
        {
            final WhisperAnswer answer = new WhisperAnswer().wrap(buffer, offset);
            if (null != whispered.put(correlationId, new Whispered(code, answer.manner(), answer.neighbours())))
            {
                throw new IllegalStateException("whisper " + correlationId + " ended twice");
            }
        }
        else if (Commands.CONNECT == type)
        {
            final ConnectAnswer answer = new ConnectAnswer().wrap(buffer, offset);
            record(correlationId, new Outcome(answer.sessionId(), code, answer.hops(), answer.routes()));
        }
    }

    @Override
    public boolean onShout(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        final byte[] value = new byte[valueLength];
        buffer.getBytes(valueOffset, value);
        shouts.add(new Shout(KeyNames.of(buffer, keyOffset), number, value));
        return true;
    }

    @Override
    public boolean onSpeak(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        return !isDeaf && onShout(buffer, keyOffset, number, valueOffset, valueLength);
    }

    @Override
    public boolean onWhisper(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        if (!isDeaf)
        {
            final byte[] value = new byte[valueLength];
            buffer.getBytes(valueOffset, value);
            whispers.add(new Shout(KeyNames.of(buffer, keyOffset), number, value));
        }
        return !isDeaf;
    }

    @Override
    public void onAccepted(final int sessionId, final DirectBuffer key, final int keyOffset, final int hopCount)
    {
        accepted.add(sessionId);
    }

    @Override
    public int receiveWindow(final int sessionId)
    {
        return WINDOW;
    }

    @Override
    public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
    {
        readers.read(sessionId, buffer, offset, length, this::onMessage);
    }

    @Override
    public boolean onMessages(
        final int sessionId,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        asideReader.read(buffer, offset, length, isReliable ? this::onUnordered : this::onDatagram, Integer.MAX_VALUE);
        return true;
    }

    private void onUnordered(final DirectBuffer buffer, final int offset, final int length)
    {
        unordered.add(copy(buffer, offset, length));
    }

    private void onDatagram(final DirectBuffer buffer, final int offset, final int length)
    {
        datagrams.add(copy(buffer, offset, length));
    }

    private void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        messages.add(copy(buffer, offset, length));
    }

    private static byte[] copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] message = new byte[length];
        buffer.getBytes(offset, message);
        return message;
    }

    @Override
    public void onAcked(final int sessionId, final long count, final long bytes)
    {
        acked.put(sessionId, (Long)count);
    }

    @Override
    public void onClosed(final int sessionId, final int reason, final long unknown)
    {
        readers.forget(sessionId);
        closed.add(new Closed(sessionId, reason, unknown));
    }

    @Override
    public void onRoutes(final int sessionId, final int routesNow, final int minRoutes)
    {
        routes.add(new Routes(sessionId, routesNow, minRoutes));
    }

    @Override
    public void onTrace(
        final int sessionId,
        final int hop,
        final DirectBuffer key,
        final int keyOffset,
        final long rttNs,
        final boolean last)
    {
        hops.add(new Hop(sessionId, hop, rttNs, last));
    }

    @Override
    public void onLinkUp(
        final DirectBuffer key, final int keyOffset, final int addressId, final int role, final long rttNs)
    {
        linksUp++;
    }

    @Override
    public void onLinkDown(final DirectBuffer key, final int keyOffset, final int reason)
    {
        linksUp--;
    }

    private void record(final long correlationId, final Outcome outcome)
    {
        if (null != outcomes.put(correlationId, outcome))
        {
            throw new IllegalStateException("connect " + correlationId + " ended twice");
        }
    }
}
