package io.hopwire;

import java.util.Arrays;
import java.util.Objects;

/**
 * A value that the network stores: bytes, or what JSON can say, of which a text is the most usual. Immutable.
 */
public final class StoredValue
{
    private final byte[] bytes;
    private final String json;

    private StoredValue(final byte[] bytes, final String json)
    {
        this.bytes = bytes;
        this.json = json;
    }

    /**
     * A value of bytes.
     *
     * @param bytes of it, which are copied.
     * @return the value.
     */
    public static StoredValue of(final byte[] bytes)
    {
        return new StoredValue(bytes.clone(), null);
    }

    /**
     * A value that JSON says: a text in quotes, a number, true, false, an array, or an object.
     *
     * @param json one value; what is wrong with it is said when it is used.
     * @return the value.
     */
    public static StoredValue json(final String json)
    {
        return new StoredValue(null, Objects.requireNonNull(json, "JSON is missing"));
    }

    /**
     * Whether it is bytes.
     *
     * @return false where {@link #json()} says it.
     */
    public boolean isBytes()
    {
        return null != bytes;
    }

    /**
     * The bytes.
     *
     * @return a copy.
     * @throws IllegalStateException where it is no value of bytes.
     */
    public byte[] bytes()
    {
        if (null == bytes)
        {
            throw new IllegalStateException("the value is no bytes, but " + json);
        }
        return bytes.clone();
    }

    /**
     * What it is in JSON.
     *
     * @return one value.
     * @throws IllegalStateException where it is bytes, for which JSON has no form.
     */
    public String json()
    {
        if (null != bytes)
        {
            throw new IllegalStateException("the value is " + bytes.length + " bytes, and no JSON");
        }
        return json;
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof final StoredValue that && Arrays.equals(bytes, that.bytes) &&
            Objects.equals(json, that.json);
    }

    @Override
    public int hashCode()
    {
        return null == bytes ? KeyedHash.of(json) : KeyedHash.of(bytes);
    }

    @Override
    public String toString()
    {
        return null != bytes ? bytes.length + " bytes" : json;
    }
}
