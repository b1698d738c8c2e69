package io.hopwire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A value that the network stores: bytes, or what JSON can say, of which a text is the most usual. Immutable.
 */
public final class StoredValue
{
    private final boolean isBytes;
    private final byte[] content;

    private StoredValue(final boolean isBytes, final byte[] content)
    {
        this.isBytes = isBytes;
        this.content = content;
    }

    /**
     * A value of bytes.
     *
     * @param bytes of it, which are copied.
     * @return the value.
     */
    public static StoredValue of(final byte[] bytes)
    {
        return new StoredValue(true, bytes.clone());
    }

    /**
     * A value that JSON says: a text in quotes, a number, true, false, an array, or an object.
     *
     * @param json one value; what is wrong with it is said when it is used.
     * @return the value.
     */
    public static StoredValue json(final String json)
    {
        return new StoredValue(false, json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Whether it is bytes.
     *
     * @return false where {@link #json()} says it.
     */
    public boolean isBytes()
    {
        return isBytes;
    }

    /**
     * The bytes.
     *
     * @return a copy.
     * @throws IllegalStateException where it is no value of bytes.
     */
    public byte[] bytes()
    {
        if (!isBytes)
        {
            throw new IllegalStateException("the value is no bytes, but " + json());
        }
        return content.clone();
    }

    /**
     * What it is in JSON.
     *
     * @return one value.
     * @throws IllegalStateException where it is bytes, for which JSON has no form.
     */
    public String json()
    {
        if (isBytes)
        {
            throw new IllegalStateException("the value is " + content.length + " bytes, and no JSON");
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof final StoredValue that && isBytes == that.isBytes &&
            Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString()
    {
        return isBytes ? content.length + " bytes" : json();
    }
}
