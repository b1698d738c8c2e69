package io.hopwire.spi;

/**
 * How changes and readings of the network's table end.
 */
public final class DhtCodes
{
    /** Done: a majority of the nodes closest to the key has said so; of a reading: here it is. */
    public static final int OK = 0;
    /** Nothing is stored under the key, or what was is deleted. */
    public static final int NOT_FOUND = -1;
    /** What is stored has another version than the change is for, or is no map where a map is to be patched. */
    public static final int CONFLICT = -2;
    /** Somebody else holds the lock of the key. */
    public static final int LOCKED = -3;
    /** The lock is not, or no longer, held by whoever says so. */
    public static final int LOCK_LOST = -4;
    /** Key and value together are longer than a datagram of 1,200 bytes carries, or the key is empty or too long. */
    public static final int TOO_LONG = -5;
    /** Not one value of msgpack as seed 004 allows it; or a patch that is no map. */
    public static final int MALFORMED = -6;
    /** As many changes or readings as the node makes at a time are under way; try again later. */
    public static final int LIMIT = -7;
    /** No link to any relay: bootstrap has not answered (yet). */
    public static final int NOT_CONNECTED = -8;
    /** Not decided in time, and nothing was done. */
    public static final int TIMEOUT = -9;
    /** Not decided in time: the change may have been made, or may still be. */
    public static final int UNCERTAIN = -10;
    /** The nodes closest to the key have refused: they have no room, or think that it is out of date. */
    public static final int REFUSED = -11;
    /** The node closed; the change may have been made. */
    public static final int CLOSED = -12;
    /** What is stored is signed by its owner, who is somebody else; or not by the one whose it has to be. */
    public static final int NOT_OWNER = -13;

    private static final String[] NAMES =
    {
        "ok", "not found", "conflict", "locked", "lock lost", "too long", "malformed", "limit reached",
        "no link to the network", "timeout", "uncertain", "refused", "closed",
        "not the owner"
    };

    private DhtCodes()
    {
    }

    /**
     * For people.
     *
     * @param code one of the codes.
     * @return its name.
     */
    public static String name(final int code)
    {
        return code <= 0 && code > -NAMES.length ? NAMES[-code] : "code " + code;
    }
}
