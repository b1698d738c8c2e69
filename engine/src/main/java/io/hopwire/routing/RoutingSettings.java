package io.hopwire.routing;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of how much a {@link RoutingTable} takes of whom. Kademlia's k = 20 for buckets and siblings, and the quotas
 * that Ethereum's nodes arrived at after they had been eclipsed by two hosts: 2 a bucket and 10 a table.
 */
public final class RoutingSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("The routing table");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        MAX_CONTACTS = GROUP.count("hopwire.max.contacts", 4096, 1, 1 << 20, "contacts",
            "contacts in the routing table; its memory, some 130 bytes each, is taken at the start"),
        BUCKET_SIZE = GROUP.count("hopwire.routing.bucket.size", 20, 1, 1 << 16, "contacts",
            "contacts of one bucket, the specification's k; siblings may exceed it"),
        SIBLINGS = GROUP.count("hopwire.routing.siblings", 20, 0, TableView.MAX_RESULTS - 1, "contacts",
            "contacts closest to the own id that no bucket's limit keeps out"),
        STALE_FAILURES = GROUP.count("hopwire.routing.stale.failures", 2, 1, ContactRecord.MAX_FAILURES, "failures",
            "failures in a row after which a contact may be replaced"),
        MAX_PER_PREFIX_BUCKET = GROUP.count("hopwire.routing.prefix.bucket", 2, 0, 1 << 16, "contacts",
            "contacts of one network (/24 of IPv4, /48 of IPv6) in one bucket, 0 for no limit"),
        MAX_PER_PREFIX_TABLE = GROUP.count("hopwire.routing.prefix.table", 10, 0, 1 << 16, "contacts",
            "contacts of one network (/24 of IPv4, /48 of IPv6) in the whole table, 0 for no limit");

    static
    {
        GROUP.exceeds(MAX_CONTACTS, SIBLINGS);
    }

    private RoutingSettings()
    {
    }
}
