package io.hopwire.sim;

import io.hopwire.spi.Events;

/**
 * Makes the application of a node, whenever it starts.
 */
@FunctionalInterface
public interface ApplicationFactory
{
    /**
     * The node is about to start, for the first time or again.
     *
     * @param node that starts; its core is not there yet.
     * @return its application from now on.
     */
    Events start(SimNode node);

    /**
     * The node has crashed. Its application will not be called any more.
     *
     * @param node        that crashed.
     * @param application that it had.
     */
    default void onCrash(final SimNode node, final Events application)
    {
    }
}
