package io.hopwire.store;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of what a node keeps on disk.
 */
public final class StoreSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Records on disk");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<String>
        DIRECTORY = GROUP.optional("hopwire.store.dir", "in memory, and no longer than the node runs", "a directory",
            "where the node keeps what it stores for the network; needs org.lmdbjava:lmdbjava");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        MAP_SIZE = GROUP.longSize("hopwire.store.map.size", "1g", "1m", "1024g",
            "most bytes of the file in it, which grows with its contents: three times hopwire.dht.max.bytes at " +
            "least; when it is full the node stores nothing more");

    private StoreSettings()
    {
    }
}
