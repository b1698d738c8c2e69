package io.hopwire;

/**
 * What the network stores could not be changed, or read.
 */
public class StoreException extends HopwireException
{
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Reason reason;
    /** What is in the way. */
    private final transient StoredRecord found;

    /**
     * Why.
     */
    public enum Reason
    {
        /** It has another version than the change was for, or is no map where a map was to be patched. */
        CONFLICT,
        /** Somebody else holds the lock of the key. */
        LOCKED,
        /** The lock is not, or no longer, held by whoever gave its token. */
        LOCK_LOST,
        /** Key and value are too long, or the value is none that can be stored. */
        INVALID,
        /** No link to the network, or as much under way as the node does at a time; try again later. */
        UNAVAILABLE,
        /** Not decided in time, and nothing was done. */
        TIMEOUT,
        /** Not decided in time, or the engine was closed: the change may have been made, or may still be. */
        UNCERTAIN,
        /** The nodes closest to the key have no room, or think that it is out of date. */
        REFUSED,
        /** It is signed by somebody else, or not signed by the owner whom a reader wants. */
        NOT_OWNER
    }

    /**
     * With a reason.
     *
     * @param reason  why.
     * @param message for people.
     * @param found   what is stored; null where that is not known.
     */
    public StoreException(final Reason reason, final String message, final StoredRecord found)
    {
        super(ErrorCategory.ENGINE, message);
        this.reason = reason;
        this.found = found;
    }

    /**
     * Why.
     *
     * @return the reason.
     */
    public final Reason reason()
    {
        return reason;
    }

    /**
     * What is stored, and was in the way.
     *
     * @return the record; null where it is not known.
     */
    public final StoredRecord found()
    {
        return found;
    }
}
