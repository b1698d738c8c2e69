package io.hopwire;

/**
 * Hears how a request ended that nobody waits for, on the engine's thread: it must be quick and may not block.
 */
@FunctionalInterface
public interface StoreHandler
{
    /**
     * It has ended.
     *
     * @param record       what is stored now, as the request's blocking form returns it; null where it failed.
     * @param errorOrNull  why it failed; null where it did not.
     */
    void onStored(StoredRecord record, StoreException errorOrNull);
}
