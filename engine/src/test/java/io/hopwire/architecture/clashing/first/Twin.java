package io.hopwire.architecture.clashing.first;

/**
 * There is another class of this name.
 */
public final class Twin
{
    final Entry entry = new Entry();

    /**
     * There may be many of this name: whose it is stands before it.
     */
    static final class Entry
    {
    }
}
