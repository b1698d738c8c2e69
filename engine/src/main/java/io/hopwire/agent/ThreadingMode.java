package io.hopwire.agent;

/**
 * Who runs the engine. The names are Aeron's.
 */
public enum ThreadingMode
{
    /** The application's own thread, by {@link io.hopwire.Engine#doWork()} and blocking calls: no hand-over at all. */
    INVOKER,
    /** One thread for the node and its slow work. */
    SHARED,
    /** One thread for the node, one for its slow work. */
    DEDICATED
}
