package io.hopwire;

import java.util.HexFormat;
import java.util.Objects;

/**
 * Something to be done with what the network stores under a key. Immutable: what changes one makes another one.
 * <pre>{@code
 *    engine.store(StoreRequest.put("colour", StoredValue.json("\"blue\"")));
 *    final StoredRecord colour = engine.store(StoreRequest.read("colour"));
 *    engine.store(StoreRequest.put("colour", other).ifVersion(colour.version()));
 * }</pre>
 */
public final class StoreRequest
{
    /** For any version. */
    public static final long ANY_VERSION = -1;

    private static final int OWNER_BYTES = 32;

    private final Kind kind;
    private final String key;
    private final StoredValue value;
    private final long version;
    private final Terms terms;

    /**
     * What is to be done.
     */
    public enum Kind
    {
        /** Store a value. */
        PUT,
        /** Delete what is there. */
        DELETE,
        /** Merge an object into the one that is there; null deletes its key. */
        PATCH,
        /** Take, or keep, the lock of the key. */
        LOCK,
        /** Give the lock back. */
        UNLOCK,
        /** Read what a majority of the closest nodes agrees on: the last change that was told as made. */
        READ,
        /** Read what the first node says that has something: fast, and it may be older. */
        GET
    }

    /** Under which a change is made, or something is read. */
    private record Terms(
        long lockToken, long leaseMs, int ttlSeconds, long timeoutNs, boolean isSigned, String ownerOrNull)
    {
    }

    private StoreRequest(
        final Kind kind, final String key, final StoredValue value, final long version, final Terms terms)
    {
        this.kind = kind;
        this.key = key;
        this.value = value;
        this.version = version;
        this.terms = terms;
    }

    private static StoreRequest of(final Kind kind, final String key, final StoredValue value, final long leaseMs)
    {
        return new StoreRequest(
            kind, Objects.requireNonNull(key, "the key is missing"), value, ANY_VERSION,
            new Terms(0, leaseMs, 0, 0, false, null));
    }

    private StoreRequest with(final Terms others)
    {
        return new StoreRequest(kind, key, value, version, others);
    }

    /**
     * Store a value.
     *
     * @param key   up to 64 bytes of UTF-8.
     * @param value what.
     * @return the request.
     */
    public static StoreRequest put(final String key, final StoredValue value)
    {
        return of(Kind.PUT, key, value, 0);
    }

    /**
     * Delete what is stored.
     *
     * @param key up to 64 bytes of UTF-8.
     * @return the request.
     */
    public static StoreRequest delete(final String key)
    {
        return of(Kind.DELETE, key, null, 0);
    }

    /**
     * Merge an object of JSON into the one that is stored; where nothing is it becomes that.
     *
     * @param key   up to 64 bytes of UTF-8.
     * @param patch an object: its pairs replace those that are there, and null deletes one.
     * @return the request.
     */
    public static StoreRequest patch(final String key, final StoredValue patch)
    {
        return of(Kind.PATCH, key, patch, 0);
    }

    /**
     * Take the lock of a key, or keep it for longer {@link #withLock}. The token of the answer's record is the lock's;
     * what the lock protects outside should refuse tokens that are smaller than one it has seen.
     *
     * @param key     up to 64 bytes of UTF-8.
     * @param leaseMs milliseconds after which it ends by itself.
     * @return the request.
     */
    public static StoreRequest lock(final String key, final long leaseMs)
    {
        return of(Kind.LOCK, key, null, leaseMs);
    }

    /**
     * Give a lock back.
     *
     * @param key   up to 64 bytes of UTF-8.
     * @param token of the lock.
     * @return the request.
     */
    public static StoreRequest unlock(final String key, final long token)
    {
        return of(Kind.UNLOCK, key, null, 0).withLock(token);
    }

    /**
     * Read what a majority agrees on.
     *
     * @param key up to 64 bytes of UTF-8.
     * @return the request.
     */
    public static StoreRequest read(final String key)
    {
        return of(Kind.READ, key, null, 0);
    }

    /**
     * Read the first answer.
     *
     * @param key up to 64 bytes of UTF-8.
     * @return the request.
     */
    public static StoreRequest get(final String key)
    {
        return of(Kind.GET, key, null, 0);
    }

    /**
     * Only where what is stored has this version.
     *
     * @param expected of it; 0 for nothing stored.
     * @return the request.
     */
    public StoreRequest ifVersion(final long expected)
    {
        return new StoreRequest(kind, key, value, expected, terms);
    }

    /**
     * Under a lock that is held.
     *
     * @param token of the lock.
     * @return the request.
     */
    public StoreRequest withLock(final long token)
    {
        return with(new Terms(
            token, terms.leaseMs, terms.ttlSeconds, terms.timeoutNs, terms.isSigned, terms.ownerOrNull));
    }

    /**
     * For how long the network shall keep it.
     *
     * @param seconds from now on.
     * @return the request.
     */
    public StoreRequest ttl(final int seconds)
    {
        return with(new Terms(
            terms.lockToken, terms.leaseMs, seconds, terms.timeoutNs, terms.isSigned, terms.ownerOrNull));
    }

    /**
     * How long it may take.
     *
     * @param ns nanoseconds, at most the engine's {@code hopwire.dht.timeout}.
     * @return the request.
     */
    public StoreRequest timeout(final long ns)
    {
        return with(new Terms(
            terms.lockToken, terms.leaseMs, terms.ttlSeconds, ns, terms.isSigned, terms.ownerOrNull));
    }

    /**
     * Signed with a key of the engine's, which is made of its private key: from then on nobody else changes what is
     * stored, until it is out of date. Each later change has to be signed, too.
     *
     * @return the request.
     */
    public StoreRequest signed()
    {
        return with(new Terms(
            terms.lockToken, terms.leaseMs, terms.ttlSeconds, terms.timeoutNs, true, terms.ownerOrNull));
    }

    /**
     * Take only what a certain owner has signed, where something is read.
     *
     * @param owner as {@link StoredRecord#owner()} tells it, 64 hexadecimal digits.
     * @return the request.
     * @throws IllegalArgumentException where it is none.
     */
    public StoreRequest ownedBy(final String owner)
    {
        if (OWNER_BYTES != HexFormat.of().parseHex(owner).length)
        {
            throw new IllegalArgumentException("an owner is " + 2 * OWNER_BYTES + " hexadecimal digits, not " + owner);
        }
        return with(new Terms(
            terms.lockToken, terms.leaseMs, terms.ttlSeconds, terms.timeoutNs, terms.isSigned, owner));
    }

    /** {@return what is to be done} */
    public Kind kind()
    {
        return kind;
    }

    /** {@return the key} */
    public String key()
    {
        return key;
    }

    /** {@return the value, or the patch; null where there is none} */
    public StoredValue value()
    {
        return value;
    }

    /** {@return the version that it is for, 0 for nothing stored, or {@link #ANY_VERSION}} */
    public long version()
    {
        return version;
    }

    /** {@return token of the lock that it is made under; 0 for none} */
    public long lockToken()
    {
        return terms.lockToken;
    }

    /** {@return milliseconds for which a lock is taken} */
    public long leaseMs()
    {
        return terms.leaseMs;
    }

    /** {@return seconds for which it shall be kept; 0 for the default} */
    public int ttlSeconds()
    {
        return terms.ttlSeconds;
    }

    /** {@return most nanoseconds that it may take; 0 for the default} */
    public long timeoutNs()
    {
        return terms.timeoutNs;
    }

    /** {@return whether it is to be signed} */
    public boolean isSigned()
    {
        return terms.isSigned;
    }

    /** {@return who has to have signed what is read; null for anybody, or nobody} */
    public String owner()
    {
        return terms.ownerOrNull;
    }
}
