package io.hopwire;

/**
 * How a session uses several routes. Both of its ends follow the policy of the one that connected. With one route there
 * is nothing to choose.
 * <p>
 * {@link #DUPLICATE} is what a configuration has where it says nothing. Whoever asks for redundant routes asks for them
 * because a message must not wait for a repetition: with copies on r routes a loss of p becomes one of p to the power
 * of r, each message takes the time of its fastest copy, and a relay that dies costs no pause at all. The price is r
 * times the bytes, which those can lower who carry much and can wait some round trips where a route fails.
 * <p>
 * Whatever the policy, a packet that was lost is repeated by all routes, and the end of a session too; and an
 * acknowledgement that no message carries goes back by the route on which the message came first, and by all where
 * losses were seen lately.
 */
public enum RoutePolicy
{
    /**
     * Every packet goes by all routes, and the first copy counts.
     */
    DUPLICATE,

    /**
     * A packet goes by the route with the shortest round trip. Where that loses packets in a row the next one takes its
     * place, until the peer has answered by it again: the bytes of one route, and a pause of some round trips where one
     * fails (over routes of 10 and 18 ms there and back, 40 ms in simulation).
     */
    FASTEST,

    /**
     * Packets are spread over the routes, each to the one with the least bytes under way, so that every route carries
     * as much as it can. As messages arrive in order, they wait for the slowest route; one that takes more than twice
     * as long as the fastest stands by. Where one fails, all wait for some round trips, as with {@link #FASTEST}.
     */
    STRIPE
}
