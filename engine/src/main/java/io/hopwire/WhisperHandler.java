package io.hopwire;

/**
 * Hears what became of a message for one key that nobody waits for, on the engine's thread: it must be quick and may
 * not block.
 */
@FunctionalInterface
public interface WhisperHandler
{
    /**
     * It has ended.
     *
     * @param whispered   what became of it; null where it was refused.
     * @param errorOrNull why it was refused; null where it was not.
     */
    void onWhispered(Whispered whispered, HopwireException errorOrNull);
}
