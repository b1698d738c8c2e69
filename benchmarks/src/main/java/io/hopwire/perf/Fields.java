package io.hopwire.perf;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Words of the form {@code name=value}, in which controller and workers talk.
 */
final class Fields
{
    private final Map<String, String> values = new LinkedHashMap<>();

    Fields()
    {
    }

    /**
     * Read a line.
     *
     * @param line words separated by single spaces; those without {@code =} are passed over.
     * @return what it holds.
     */
    static Fields parse(final String line)
    {
        final Fields fields = new Fields();
        for (final String word : line.split(" "))
        {
            final int at = word.indexOf('=');
            if (at > 0)
            {
                fields.values.put(word.substring(0, at), word.substring(at + 1));
            }
        }
        return fields;
    }

    Fields put(final String name, final Object value)
    {
        final String text = String.valueOf(value);
        if (text.indexOf(' ') >= 0)
        {
            throw new IllegalArgumentException("a value is one word: " + text);
        }
        values.put(name, text);
        return this;
    }

    Fields putAll(final Fields others)
    {
        values.putAll(others.values);
        return this;
    }

    String text(final String name)
    {
        final String value = values.get(name);
        if (null == value)
        {
            throw new IllegalArgumentException("no '" + name + "' in: " + this);
        }
        return value;
    }

    long number(final String name)
    {
        return Long.parseLong(text(name));
    }

    @Override
    public String toString()
    {
        final StringBuilder builder = new StringBuilder();
        values.forEach((name, value) ->
            builder.append(builder.length() == 0 ? "" : " ").append(name).append('=').append(value));
        return builder.toString();
    }
}
