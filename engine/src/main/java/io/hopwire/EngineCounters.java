package io.hopwire;

/**
 * Read-only view of the engine's counters. May be read by any thread at any time.
 */
public interface EngineCounters
{
    /**
     * Receives counters.
     */
    @FunctionalInterface
    interface Visitor
    {
        /**
         * One counter.
         *
         * @param label for people, unique.
         * @param value at this moment.
         */
        void onCounter(String label, long value);
    }

    /**
     * {@return the value of one counter}
     *
     * @param label as a visitor sees it.
     * @throws IllegalArgumentException if there is no such counter.
     */
    long get(String label);

    /** {@return the sum of all inputs that were dropped, whatever the reason} */
    long rejected();

    /**
     * Visit all counters in the order of their ids; those of dropped inputs come last.
     *
     * @param visitor called once for each.
     */
    void forEach(Visitor visitor);
}
