package io.hopwire.spi;

/**
 * One owner's timers. An owner numbers its timers itself, from 0; a timer has one deadline at most, and scheduling it
 * again moves it. Timers fire in the order of their deadlines, equal ones in the order in which they were scheduled.
 */
public interface Timers
{
    /**
     * What happens when a timer of an owner fires.
     */
    @FunctionalInterface
    interface Handler
    {
        /**
         * A timer fired; it is no longer set.
         *
         * @param timerId owner's number of the timer.
         * @param nowNs   time of the duty cycle.
         */
        void onTimer(int timerId, long nowNs);
    }

    /**
     * Gives timers to their owners.
     */
    @FunctionalInterface
    interface Registry
    {
        /**
         * Add an owner.
         *
         * @param handler called when one of its timers fires.
         * @return its timers, whose ids are below 2^24 and had better be small.
         */
        Timers register(Handler handler);
    }

    /**
     * Set, or move, a timer.
     *
     * @param timerId    owner's number of the timer, 0 or more and dense: it indexes an array.
     * @param deadlineNs when to fire, on the time line of the core's {@code nowNs}.
     */
    void schedule(int timerId, long deadlineNs);

    /**
     * Forget a timer. Does nothing if it is not set.
     *
     * @param timerId owner's number of the timer.
     */
    void cancel(int timerId);

    /**
     * The deadline of a timer.
     *
     * @param timerId owner's number of the timer.
     * @return its deadline, or {@link Long#MAX_VALUE} where it is not set.
     */
    long deadlineNs(int timerId);
}
