package io.hopwire.architecture.clashing.second;

/**
 * There is another class of this name; and this one works with Agrona's.
 */
public final class Twin
{
    final org.agrona.concurrent.IdleStrategy[] strategies = {};

    /**
     * There may be many of this name: whose it is stands before it.
     */
    static final class Entry
    {
    }
}
