package io.hopwire.circuit;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;

/**
 * How a route is found: a depth-first walk towards the target's id, by recursive ROUTE requests.
 * <p>
 * The origin asks its neighbour closest to the target; a relay passes the question on in the same way. A relay that
 * has no untried neighbour left, or no budget, refuses, and the one before it tries its next. Two numbers bound the
 * walk: the budget of hops, which is what the user allowed, and tokens, four a visit, which go down every branch and
 * come back with a refusal. A relay takes part in one attempt of a group only, so the redundant routes of a session
 * share no relay, and no walk goes in a circle.
 * <p>
 * Only the origin has a retransmission timer. A repeated question walks down the path that is already there and is
 * answered, or passed on again, at the place where something was lost: nothing else is needed against loss.
 */
final class RouteSearches
{
    /** Searches that go on at once when the link is down that their questions went over. */
    private static final int ADVANCES_PER_INPUT = 16;

    private final Settings settings;
    private final boolean relaying;
    private final OwnAddress own;
    private final Counters counters;
    private final CircuitStore store;
    private final CircuitRooms rooms;
    private final LinkTable links;
    private final RouteSearchTable searches;
    private final RouteSender sender;
    private final NeighbourChoice choice;
    private final RouteMessage message = new RouteMessage();
    private CircuitHandler handler;

    RouteSearches(
        final Settings settings,
        final boolean relaying,
        final OwnAddress own,
        final Services services,
        final MessageBatch messages,
        final CircuitStore store,
        final CircuitRooms rooms)
    {
        this.settings = settings;
        this.relaying = relaying;
        this.own = own;
        this.store = store;
        this.rooms = rooms;
        counters = services.counters();
        links = messages.links();
        searches = new RouteSearchTable(
            settings, own.space(), services.entropy(), services.timers().register(this::onTimer));
        sender = new RouteSender(own, messages);
        choice = new NeighbourChoice(links);
    }

    void handler(final CircuitHandler value)
    {
        handler = value;
    }

    int request(final RouteRequest request, final long nowNs)
    {
        if (links.upCount() == 0)
        {
            return Circuits.NO_LINK;
        }
        final RouteSearch search = searches.begin(
            RouteSearch.ORIGIN, request.groupId(), request.attempt(), request.target(), request.targetOffset());
        if (null == search)
        {
            return Circuits.TABLE_FULL;
        }
        search.probe = request.isProbe();
        search.budget = request.maxHops();
        search.hops = 0;
        search.tokens = settings.get(CircuitSettings.SEARCH_TOKENS);
        search.room = rooms.most();
        search.keepHandshake(request.handshake(), request.handshakeOffset(), request.handshakeLength());
        if (!search.probe && !reserveCircuit(search, Circuit.LOCAL, 0))
        {
            searches.end(search);
            return Circuits.TABLE_FULL;
        }
        search.deadlineNs = nowNs + request.timeoutNs();
        search.retryNs = settings.get(CircuitSettings.FIRST_RETRY);
        searches.schedule(search, Math.min(search.deadlineNs, nowNs + search.retryNs));
        final int requestId = search.token();
        advance(search, nowNs);
        return requestId;
    }

    void cancel(final int requestId, final long nowNs)
    {
        final RouteSearch search = searches.byToken(requestId);
        if (null != search && search.role == RouteSearch.ORIGIN)
        {
            end(search);
        }
    }

    void accept(final int token, final DirectBuffer handshake, final int offset, final int length, final long nowNs)
    {
        final RouteSearch search = searches.byToken(token);
        if (null == search || search.role != RouteSearch.TARGET || search.state != RouteSearch.SEARCHING)
        {
            return;
        }
        final Link link = links.get(search.upLink);
        if (null == link || !reserveCircuit(search, search.upLink, search.upLabel))
        {
            refuse(token, RouteReason.BUSY, nowNs);
            return;
        }
        final Circuit circuit = search.circuit;
        circuit.linkId(Circuit.DOWN, Circuit.LOCAL);
        store.open(circuit, searches.groupKey(search.groupId, search.upLink), search.hops, nowNs);
        searches.ended(search, RouteSearch.ACCEPTED);
        search.circuit = null;
        search.answer(circuit.label(Circuit.UP), 0, search.room);
        rooms.opened(circuit, search.room, nowNs);
        search.keepHandshake(handshake, offset, length);
        sender.ack(link, search, nowNs);
        handler.onRouteAccepted(token, circuit.index, nowNs);
    }

    void refuse(final int token, final int reason, final long nowNs)
    {
        final RouteSearch search = searches.byToken(token);
        if (null != search && search.role == RouteSearch.TARGET && search.state == RouteSearch.SEARCHING)
        {
            finishRefused(search, reason, nowNs);
        }
    }

    int lastHop(final int token)
    {
        return searches.byToken(token).upLink;
    }

    void onRequest(
        final Link link,
        final DirectBuffer buffer,
        final int keyOffset,
        final MsgPackDecoder payload,
        final long nowNs)
    {
        if (!message.decodeRequest(payload))
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        counters.increment(SystemCounter.ROUTE_REQUESTS);
        if (own.is(buffer, keyOffset))
        {
            onRequestForUs(link, buffer, keyOffset, nowNs);
        }
        else if (relaying)
        {
            onRequestToRelay(link, buffer, keyOffset, nowNs);
        }
        else
        {
            sender.nack(link, message.groupId, message.attempt, RouteReason.NO_ROUTE, message.tokens, nowNs);
        }
    }

    void onAck(
        final Link link, final MsgPackDecoder payload, final int fields, final DirectBuffer buffer, final long nowNs)
    {
        if (!message.decodeAck(payload, fields))
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        final RouteSearch search = searches.awaiting(message.groupId, message.attempt, link.id());
        if (null == search || search.probe != (0 == message.label))
        {
            // Or the answer to a question of before, which was for a circuit where this is not, or the other way round.
            counters.reject(RejectCode.UNSOLICITED);
        }
        else if (search.state == RouteSearch.SEARCHING)
        {
            onFound(search, buffer, nowNs);
        }
        else if (search.state == RouteSearch.ACCEPTED && search.role == RouteSearch.RELAY)
        {
            passAckUp(search, buffer, nowNs);
        }
        else
        {
            counters.reject(RejectCode.UNSOLICITED);
        }
    }

    void onNack(final Link link, final MsgPackDecoder payload, final int fields, final long nowNs)
    {
        if (!message.decodeNack(payload, fields))
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        final RouteSearch search = searches.awaiting(message.groupId, message.attempt, link.id());
        if (null == search)
        {
            counters.reject(RejectCode.UNSOLICITED);
            return;
        }
        search.silent = 0;
        if (message.reason == RouteReason.SEARCHING)
        {
            return;
        }
        if (search.state != RouteSearch.SEARCHING)
        {
            counters.reject(RejectCode.UNSOLICITED);
            return;
        }
        search.tokens = Math.min(search.tokens, message.tokens);
        if (message.reason == RouteReason.DUPLICATE)
        {
            // Nothing was searched there: in a crowd that knows itself well, paying in full for that would use up the
            // walk before it leaves the crowd.
            search.tokens += RouteSearch.VISIT_TOKENS - RouteSearch.DUPLICATE_TOKENS;
        }
        search.sawHopLimit |= message.reason == RouteReason.HOP_LIMIT;
        search.sawLimit |= message.reason == RouteReason.LIMIT;
        if (message.reason == RouteReason.REFUSED || message.reason == RouteReason.BUSY)
        {
            finishRefused(search, message.reason, nowNs);
        }
        else
        {
            advance(search, nowNs);
        }
    }

    boolean usesLink(final int linkId)
    {
        return searches.usesLink(linkId);
    }

    /**
     * Each search whose question went down with the link asks somebody else, or gives up: a datagram each. As many as
     * an input may cause do so at once, the others by their own timers, which are due now.
     */
    void onLinkDown(final Link link, final long nowNs)
    {
        int advanced = 0;
        searches.allowances().forget(link.slot(), nowNs);
        for (int i = 0; i < searches.capacity(); i++)
        {
            final RouteSearch search = searches.slot(i);
            if (search.state == RouteSearch.FREE)
            {
                continue;
            }
            if (search.upLink == link.id())
            {
                end(search);
            }
            else if (search.state == RouteSearch.SEARCHING && search.currentLink == link.id())
            {
                if (advanced++ < ADVANCES_PER_INPUT)
                {
                    advance(search, nowNs);
                }
                else
                {
                    advanceSoon(search, nowNs);
                }
            }
        }
    }

    private void advanceSoon(final RouteSearch search, final long nowNs)
    {
        search.currentLink = Circuit.NO_LINK;
        if (null != search.circuit)
        {
            search.circuit.linkId(Circuit.DOWN, Circuit.NO_LINK);
        }
        searches.schedule(search, nowNs);
    }

    private void onTimer(final int slot, final long nowNs)
    {
        final RouteSearch search = searches.slot(slot);
        if (search.state == RouteSearch.FREE)
        {
            return;
        }
        if (search.role == RouteSearch.ORIGIN && search.state == RouteSearch.REFUSED)
        {
            final int requestId = search.token();
            end(search);
            handler.onRouteFailed(requestId, search.reason, nowNs);
        }
        else if (search.deadlineNs - nowNs <= 0)
        {
            onDeadline(search, nowNs);
        }
        else if (search.asksNobody())
        {
            final boolean isOrigin = search.role == RouteSearch.ORIGIN;
            searches.schedule(
                search, isOrigin ? Math.min(search.deadlineNs, nowNs + search.retryNs) : search.deadlineNs);
            advance(search, nowNs);
        }
        else if (search.role == RouteSearch.ORIGIN && search.state == RouteSearch.SEARCHING)
        {
            // Whoever is asked in the place of one that is silent is asked as often as the first one was.
            search.retryNs = search.silent >= RouteSearch.MAX_SILENT ? settings.get(CircuitSettings.FIRST_RETRY) :
                Math.min(settings.get(CircuitSettings.MAX_RETRY), search.retryNs + (search.retryNs >> 1));
            searches.schedule(search, Math.min(search.deadlineNs, nowNs + search.retryNs));
            repeat(search, nowNs);
        }
        else
        {
            searches.schedule(search, search.deadlineNs);
        }
    }

    /** Tell what the table holds; {@return entries of circuits that searches hold} */
    int inspect(final Inspector inspector)
    {
        return searches.inspect(inspector);
    }

    private void onDeadline(final RouteSearch search, final long nowNs)
    {
        final boolean failed = search.role == RouteSearch.ORIGIN && search.state == RouteSearch.SEARCHING;
        final int requestId = search.token();
        end(search);
        if (failed)
        {
            handler.onRouteFailed(requestId, RouteReason.TIMEOUT, nowNs);
        }
    }

    private void onRequestForUs(
        final Link link, final DirectBuffer buffer, final int keyOffset, final long nowNs)
    {
        final RouteSearch known = searches.find(RouteSearch.TARGET, message.groupId, message.attempt);
        if (null != known)
        {
            repeatAnswer(known, link, nowNs);
        }
        else if (message.probe)
        {
            sender.ackProbe(link, message.groupId, message.attempt, nowNs);
        }
        else if (searches.reachedTargetBy(link.id(), message.groupId) ||
            store.isTaken(searches.groupKey(message.groupId, link.id())))
        {
            sender.nack(link, message.groupId, message.attempt, RouteReason.DUPLICATE, message.tokens, nowNs);
        }
        else
        {
            final RouteSearch search = begin(RouteSearch.TARGET, link, buffer, keyOffset, nowNs);
            if (null == search)
            {
                refuseForLimit(link, RejectCode.CIRCUIT_LIMIT, RouteReason.BUSY, nowNs);
                return;
            }
            takeOver(search, link, buffer, nowNs);
            handler.onRouteRequested(
                search.token(), search.groupId, search.handshake, 0, search.handshakeLength, search.hops, nowNs);
        }
    }

    private void onRequestToRelay(
        final Link link, final DirectBuffer buffer, final int keyOffset, final long nowNs)
    {
        if (null != searches.find(RouteSearch.ORIGIN, message.groupId, message.attempt))
        {
            // Our own question has come round to us: a route through its origin would be a loop.
            sender.nack(link, message.groupId, message.attempt, RouteReason.DUPLICATE, message.tokens, nowNs);
            return;
        }
        final RouteSearch known = searches.find(RouteSearch.RELAY, message.groupId, 0);
        if (null != known && known.isRepeated(message, link))
        {
            repeatAnswer(known, link, nowNs);
            return;
        }
        final boolean isTaken = store.isTaken(searches.groupKey(message.groupId, Circuit.NO_LINK));
        if (isTaken || null != known && !known.mayBeginAgain(message))
        {
            sender.nack(link, message.groupId, message.attempt, RouteReason.DUPLICATE, message.tokens, nowNs);
            return;
        }
        if (null != known)
        {
            end(known);
        }
        final int granted = searches.allowances().grant(link.slot(), message.tokens, nowNs);
        if (0 == granted && message.tokens > 0)
        {
            refuseForLimit(link, RejectCode.ROUTE_ALLOWANCE, RouteReason.LIMIT, nowNs);
            return;
        }
        final RouteSearch search = begin(RouteSearch.RELAY, link, buffer, keyOffset, nowNs);
        if (null == search)
        {
            searches.allowances().settle(link.slot(), granted);
            refuseForLimit(link, RejectCode.CIRCUIT_LIMIT, RouteReason.LIMIT, nowNs);
            return;
        }
        takeOver(search, link, buffer, nowNs);
        search.grant(granted);
        if (!search.probe && !reserveCircuit(search, link.id(), message.label))
        {
            counters.reject(RejectCode.CIRCUIT_LIMIT);
            finishRefused(search, RouteReason.LIMIT, nowNs);
            return;
        }
        advance(search, nowNs);
    }

    /** {@return a search for a neighbour, in the place of one of who has more where there is no other; or null} */
    private RouteSearch begin(
        final int role, final Link link, final DirectBuffer buffer, final int keyOffset, final long nowNs)
    {
        final RouteSearch search = searches.begin(role, message.groupId, message.attempt, buffer, keyOffset);
        final RouteSearch displaced = null == search ? searches.ofWhoHasMore(link.slot()) : null;
        if (null == displaced)
        {
            return search;
        }
        counters.increment(SystemCounter.SEARCHES_DISPLACED);
        finishRefused(displaced, RouteReason.LIMIT, nowNs);
        return searches.begin(role, message.groupId, message.attempt, buffer, keyOffset);
    }

    private void refuseForLimit(final Link link, final RejectCode code, final int reason, final long nowNs)
    {
        counters.reject(code);
        sender.nack(link, message.groupId, message.attempt, reason, message.tokens, nowNs);
    }

    private void takeOver(final RouteSearch search, final Link link, final DirectBuffer buffer, final long nowNs)
    {
        search.takeOver(message, link, buffer);
        searches.begun(search);
        search.deadlineNs = nowNs + settings.get(CircuitSettings.SEARCH_TIMEOUT);
        searches.schedule(search, search.deadlineNs);
    }

    /** The origin asked again: repeat what we answered, or pass the question on once more. */
    private void repeatAnswer(final RouteSearch search, final Link link, final long nowNs)
    {
        if (search.upLink != link.id())
        {
            sender.nack(link, message.groupId, message.attempt, RouteReason.DUPLICATE, message.tokens, nowNs);
        }
        else if (search.state == RouteSearch.REFUSED)
        {
            sender.nack(link, search.groupId, search.attempt, search.reason, search.tokensLeft(), nowNs);
        }
        else if (search.role == RouteSearch.TARGET)
        {
            if (search.state == RouteSearch.ACCEPTED)
            {
                sender.ack(link, search, nowNs);
            }
        }
        else
        {
            sender.nack(link, search.groupId, search.attempt, RouteReason.SEARCHING, search.tokensLeft(), nowNs);
            repeat(search, nowNs);
        }
    }

    private void repeat(final RouteSearch search, final long nowNs)
    {
        if (search.state == RouteSearch.SEARCHING && ++search.silent > RouteSearch.MAX_SILENT)
        {
            advance(search, nowNs);
            return;
        }
        final Link link = links.get(search.currentLink);
        if (null != link && link.isUp())
        {
            sender.request(link, search, nowNs);
        }
    }

    private void advance(final RouteSearch search, final long nowNs)
    {
        final Link next = choice.next(search);
        if (null == next || !search.addTried(next.id()))
        {
            finishRefused(search, search.failure(), nowNs);
            return;
        }
        search.silent = 0;
        search.tokens -= RouteSearch.VISIT_TOKENS;
        search.currentLink = next.id();
        if (null != search.circuit)
        {
            search.circuit.linkId(Circuit.DOWN, next.id());
        }
        sender.request(next, search, nowNs);
    }

    private void onFound(final RouteSearch search, final DirectBuffer buffer, final long nowNs)
    {
        search.answer(0, message.hops + 1, message.room);
        if (search.answeredHops > search.budget)
        {
            search.sawHopLimit = true;
            advance(search, nowNs);
            return;
        }
        searches.ended(search, RouteSearch.ACCEPTED);
        final Circuit circuit = search.circuit;
        if (null != circuit)
        {
            search.circuit = null;
            search.answeredLabel = circuit.label(Circuit.UP);
            circuit.outLabel(Circuit.DOWN, message.label);
            final long groupKey =
                search.role == RouteSearch.RELAY ? searches.groupKey(search.groupId, Circuit.NO_LINK) : 0;
            store.open(circuit, groupKey, search.answeredHops, nowNs);
            rooms.opened(circuit, message.room, nowNs);
        }
        if (search.role == RouteSearch.RELAY)
        {
            passAckUp(search, buffer, nowNs);
            return;
        }
        handler.onRouteOpened(search.token(), null == circuit ? -1 : circuit.index, search.answeredHops, buffer,
            message.handshakeOffset, message.handshakeLength, nowNs);
    }

    private void passAckUp(final RouteSearch search, final DirectBuffer buffer, final long nowNs)
    {
        final Link up = links.get(search.upLink);
        if (null != up && up.isUp())
        {
            sender.passAck(up, search, buffer, message.handshakeOffset, message.handshakeLength, nowNs);
        }
    }

    private void finishRefused(final RouteSearch search, final int reason, final long nowNs)
    {
        freeCircuit(search);
        if (search.role == RouteSearch.ORIGIN)
        {
            // The handler is told by the timer: this may happen inside the very call that gives it the request id.
            search.state = RouteSearch.REFUSED;
            search.reason = reason;
            searches.schedule(search, nowNs);
            return;
        }
        counters.increment(SystemCounter.ROUTES_REFUSED);
        searches.ended(search, RouteSearch.REFUSED);
        search.reason = reason;
        final Link up = links.get(search.upLink);
        if (null != up && up.isUp())
        {
            sender.nack(up, search.groupId, search.attempt, reason, search.tokensLeft(), nowNs);
        }
    }

    private boolean reserveCircuit(final RouteSearch search, final int upLink, final int upLabel)
    {
        search.circuit = store.allocate(upLink, upLabel, search.role == RouteSearch.RELAY);
        search.replyLabel = null == search.circuit ? 0 : search.circuit.label(Circuit.DOWN);
        return null != search.circuit;
    }

    private void end(final RouteSearch search)
    {
        freeCircuit(search);
        searches.end(search);
    }

    private void freeCircuit(final RouteSearch search)
    {
        if (null != search.circuit)
        {
            store.free(search.circuit);
            search.circuit = null;
        }
    }
}
