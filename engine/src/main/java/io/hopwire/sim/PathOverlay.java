package io.hopwire.sim;

/**
 * What holds at this moment for some paths only, over what holds for all of them: a fault plan, for instance. Asked for
 * every datagram that has no conditions of its own, in the network's thread: it must not allocate, and answers the same
 * to the same question until it is changed.
 */
public interface PathOverlay
{
    /**
     * Conditions of one path.
     *
     * @param from       number of the sender.
     * @param to         address of the receiver.
     * @param everywhere what holds where nothing else does.
     * @return conditions, and {@code everywhere} itself where nothing else holds: such paths share the sender's uplink.
     */
    PathConditions conditions(int from, int to, PathConditions everywhere);

    /**
     * When a path is free again.
     *
     * @param from number of the sender.
     * @param to   address of the receiver.
     * @return virtual time in nanoseconds, in the past where the path is free.
     */
    long cloggedUntilNs(int from, int to);
}
