package io.hopwire.sim;

/**
 * Looks at a node right before and right after it is given a datagram. Called for every one: it must not allocate.
 */
public interface DeliveryWatch
{
    /** Does nothing. */
    DeliveryWatch NOBODY = new DeliveryWatch()
    {
        public void before(final SimNode node)
        {
            // nobody looks
        }

        public void after(final SimNode node)
        {
            // nobody looks
        }
    };

    /**
     * A datagram is about to be given to a node.
     *
     * @param node that is up and not paused.
     */
    void before(SimNode node);

    /**
     * It was.
     *
     * @param node the same.
     */
    void after(SimNode node);
}
