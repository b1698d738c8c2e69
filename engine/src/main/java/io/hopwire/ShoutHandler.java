package io.hopwire;

/**
 * Hears what is told everybody, or what neighbours tell their neighbours. Called on the thread of the node, in
 * {@code INVOKER} mode that of the application, at the end of a duty cycle: it must not block.
 */
@FunctionalInterface
public interface ShoutHandler
{
    /**
     * Somebody else has said something; never the own engine. What this throws goes to the engine's error
     * handler.
     *
     * @param shout what, lent for the call.
     */
    void onShout(Shout shout);
}
