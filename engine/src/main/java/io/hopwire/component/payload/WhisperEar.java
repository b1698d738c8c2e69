package io.hopwire.component.payload;

import io.hopwire.crypto.BoxKind;
import io.hopwire.crypto.BoxWork;
import io.hopwire.link.Link;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Events;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hears WHISPERs that are for us: opens them at the worker where they are sealed, shows each to the application once,
 * and acknowledges it as often as it comes. Who it is from is proved, by the box or by the link.
 * <p>
 * While the same message is at the worker, and when it was opened or did not open, a repetition costs no more than
 * finding it. Not thread-safe.
 */
final class WhisperEar
{
    private static final int LINKS = 16;

    private final Ways ways;
    private final Counters counters;
    private final Events events;
    private final WhisperPaths paths;
    private final Hearing hearing;
    private final BoxRequests boxes;
    private final int maxPasses;
    private final boolean areLinksSecure;
    private final int headerLength;
    private final int rsaPerLink;
    private final int rsaPerSecond;
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final WhisperMessage message = new WhisperMessage();
    private Rates openedOfLinks;
    private Rates opened;
    private final UnsafeBuffer hash = new UnsafeBuffer(new byte[WhisperPaths.HASH_LENGTH]);

    WhisperEar(
        final Settings settings,
        final Ways ways,
        final WhisperPaths paths,
        final Hearing hearing,
        final BoxRequests boxes)
    {
        this.ways = ways;
        this.paths = paths;
        this.hearing = hearing;
        this.boxes = boxes;
        counters = ways.services().counters();
        events = ways.services().events();
        maxPasses = settings.get(WhisperSettings.PASSES);
        areLinksSecure = Ways.areLinksSecure(settings);
        headerLength = ways.sizes().headerLength();
        rsaPerLink = settings.get(WhisperSettings.RSA_PER_LINK);
        rsaPerSecond = settings.get(WhisperSettings.RSA_PER_SECOND);
    }

    /**
     * Whether the link proves who a message is from.
     */
    boolean isProvedBy(final Link link, final DirectBuffer buffer, final int fromOffset)
    {
        return areLinksSecure && ways.own().space().same(buffer, fromOffset, link.identity(), Link.ADDRESS_OFFSET);
    }

    /**
     * One that is not sealed, from the neighbour itself.
     */
    void onPlain(
        final Link link,
        final DirectBuffer buffer,
        final int offset,
        final MsgPackDecoder payload,
        final DirectBuffer hashOfIt,
        final long nowNs)
    {
        final RejectCode reject = hear(buffer, offset, payload, nowNs);
        if (null != reject)
        {
            counters.reject(reject);
        }
        else
        {
            ack(link, hashOfIt, buffer, message.secretOffset(), nowNs);
        }
    }

    /**
     * One that is sealed.
     */
    void onSealed(
        final Link link,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final DirectBuffer hashOfIt,
        final long nowNs)
    {
        final long known = paths.find(hashOfIt, 0, nowNs);
        if (WhisperPaths.NONE != known)
        {
            onKnown(known, link, nowNs);
            return;
        }
        final RejectCode reject = check(link, buffer, offset, length, nowNs);
        if (null != reject)
        {
            counters.reject(reject);
            return;
        }
        final long path = paths.add(hashOfIt, 0, link.id(), nowNs);
        paths.state(path, WhisperPaths.OPENING);
        if (!boxes.ask(BoxWork.OPEN, path, buffer, offset, headerLength, length, nowNs))
        {
            paths.forget(path, nowNs);
            counters.reject(RejectCode.WHISPER_LIMIT);
        }
    }

    /**
     * The worker has opened one, or not.
     */
    void onOpened(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final long path = BoxWork.token(buffer, offset);
        if (!paths.has(path))
        {
            counters.reject(RejectCode.WHISPER_LIMIT);
            return;
        }
        final int header = offset + BoxWork.MESSAGE_OFFSET;
        RejectCode reject = RejectCode.WHISPER_BOX;
        if (BoxWork.OK == BoxWork.status(buffer, offset))
        {
            decoder.wrap(buffer, header + headerLength, length - BoxWork.MESSAGE_OFFSET - headerLength);
            reject = hear(buffer, header, decoder, nowNs);
        }
        if (null == reject)
        {
            paths.state(path, WhisperPaths.HEARD);
            paths.secret(path, buffer, message.secretOffset());
            ackBack(path, nowNs);
            return;
        }
        counters.reject(reject);
        if (RejectCode.WHISPER_UNHEARD == reject || RejectCode.WHISPER_LIMIT == reject)
        {
            paths.forget(path, nowNs);
        }
        else
        {
            paths.state(path, WhisperPaths.REFUSED);
        }
    }

    /** Acknowledge a message to the neighbour that handed it over. */
    void ack(
        final Link link, final DirectBuffer hashOfIt, final DirectBuffer secret, final int offset, final long nowNs)
    {
        final MsgPackEncoder payload = ways.messages().begin(
            link, ways.own().bytes(), 0, link.identity(), Link.ADDRESS_OFFSET, Operation.ACK, nowNs);
        if (null != payload)
        {
            WhisperMessage.encodeAck(payload, hashOfIt, secret, offset);
            ways.messages().end();
        }
    }

    /** It is at the worker, or was. */
    private void onKnown(final long path, final Link link, final long nowNs)
    {
        paths.upLink(path, link.id());
        final int state = paths.state(path);
        if (WhisperPaths.REFUSED == state)
        {
            counters.reject(RejectCode.WHISPER_BOX);
        }
        else if (WhisperPaths.HEARD == state)
        {
            ackBack(path, nowNs);
        }
    }

    private void ackBack(final long path, final long nowNs)
    {
        final Link up = ways.links().get(paths.upLink(path));
        if (null == up || !up.isUp() || paths.passes(path) >= maxPasses)
        {
            counters.reject(RejectCode.WHISPER_LIMIT);
            return;
        }
        paths.passed(path, WhisperPaths.NO_LINK);
        paths.copyHash(path, hash);
        ack(up, hash, paths.secrets(), paths.secretOffset(path), nowNs);
    }

    /** What costs no private key's work is looked at first. */
    private RejectCode check(
        final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final BoxKind kind = length > headerLength ? BoxKind.of(buffer.getByte(offset + headerLength)) : null;
        if (null == kind || kind.isOfRsa() != ways.sizes().box().isOfRsa() ||
            kind.plaintextOf(length - headerLength) < 0)
        {
            return RejectCode.WHISPER_BOX;
        }
        if (!kind.provesSender() && !isProvedBy(link, buffer, offset))
        {
            return RejectCode.WHISPER_UNPROVED;
        }
        return kind.isOfRsa() && !mayOpen(link, nowNs) ? RejectCode.WHISPER_LIMIT : null;
    }

    /** Of those that take the worker a millisecond each neighbour has its share, and all together leave it time. */
    private boolean mayOpen(final Link link, final long nowNs)
    {
        if (null == openedOfLinks)
        {
            openedOfLinks = new Rates(rsaPerLink, LINKS);
            opened = new Rates(rsaPerSecond, 1);
        }
        if (!openedOfLinks.mayPass(link.slot(), nowNs) || !opened.mayPass(0, nowNs))
        {
            return false;
        }
        openedOfLinks.pass(link.slot(), nowNs);
        opened.pass(0, nowNs);
        return true;
    }

    private RejectCode hear(
        final DirectBuffer buffer, final int fromOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final long id = hearing.id(
            hearing.origin(buffer, fromOffset), buffer, payload.position(), payload.remaining());
        if (null != payload.validate(true) || !message.decode(payload))
        {
            return RejectCode.PAYLOAD;
        }
        if (hearing.isOutOfDate(message.number(), nowNs))
        {
            return RejectCode.WHISPER_EXPIRED;
        }
        if (hearing.wasHere(id, nowNs))
        {
            // It came by another way, or the acknowledgement was lost.
            return null;
        }
        if (!hearing.hasRoom(id, nowNs))
        {
            return RejectCode.WHISPER_LIMIT;
        }
        if (!events.onWhisper(buffer, fromOffset, message.number(), message.valueOffset(), message.valueLength()))
        {
            return RejectCode.WHISPER_UNHEARD;
        }
        final boolean isAdded = hearing.remember(id, nowNs);
        assert isAdded : "there was room";
        counters.increment(SystemCounter.WHISPERS_HEARD);
        return null;
    }
}
