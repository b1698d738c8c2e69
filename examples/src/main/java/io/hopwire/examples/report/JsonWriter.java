package io.hopwire.examples.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Maps, lists, texts, numbers and booleans as JSON (RFC 8259). Lists of plain values stand on one line.
 */
final class JsonWriter
{
    private static final String STEP = "  ";

    private final StringBuilder text = new StringBuilder();

    private JsonWriter()
    {
    }

    static String write(final Object value)
    {
        final JsonWriter json = new JsonWriter();
        json.value(value, "\n");
        return json.text.append('\n').toString();
    }

    private void value(final Object value, final String line)
    {
        if (value instanceof final Map<?, ?> map)
        {
            object(map, line);
        }
        else if (value instanceof final List<?> list)
        {
            array(list, line);
        }
        else if (value instanceof Number || value instanceof Boolean || null == value)
        {
            // JSON has no word for what is not a number.
            text.append(value instanceof final Double real && !Double.isFinite(real) ? null : value);
        }
        else
        {
            string(value.toString());
        }
    }

    private void object(final Map<?, ?> map, final String line)
    {
        final Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        String separator = "";
        text.append('{');
        while (entries.hasNext())
        {
            final Map.Entry<?, ?> entry = entries.next();
            text.append(separator).append(line).append(STEP);
            string(entry.getKey().toString());
            text.append(": ");
            value(entry.getValue(), line + STEP);
            separator = ",";
        }
        text.append(map.isEmpty() ? "" : line).append('}');
    }

    private void array(final List<?> list, final String line)
    {
        final boolean nested = list.stream().anyMatch((item) -> item instanceof List || item instanceof Map);
        String separator = "";
        text.append('[');
        for (final Object item : list)
        {
            text.append(separator).append(nested ? line + STEP : separator.isEmpty() ? "" : " ");
            value(item, line + STEP);
            separator = ",";
        }
        text.append(nested ? line : "").append(']');
    }

    private void string(final String value)
    {
        text.append('"');
        for (int i = 0; i < value.length(); i++)
        {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\')
            {
                text.append('\\').append(c);
            }
            else if (c < ' ')
            {
                text.append(String.format("\\u%04x", (int)c));
            }
            else
            {
                text.append(c);
            }
        }
        text.append('"');
    }
}
