package io.hopwire.perf;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes maps, lists, strings, numbers and booleans as JSON (RFC 8259).
 */
final class ResultJson
{
    private static final String STEP = "  ";

    private ResultJson()
    {
    }

    static String write(final Object value)
    {
        final StringBuilder builder = new StringBuilder();
        write(builder, value, "\n");
        return builder.append('\n').toString();
    }

    private static void write(final StringBuilder builder, final Object value, final String line)
    {
        if (value instanceof Map)
        {
            final Iterator<? extends Map.Entry<?, ?>> entries = ((Map<?, ?>)value).entrySet().iterator();
            String separator = line + STEP;
            builder.append('{');
            while (entries.hasNext())
            {
                final Map.Entry<?, ?> entry = entries.next();
                string(builder.append(separator), entry.getKey().toString());
                write(builder.append(": "), entry.getValue(), line + STEP);
                separator = ',' + line + STEP;
            }
            builder.append(line).append('}');
        }
        else if (value instanceof List)
        {
            String separator = "";
            builder.append('[');
            for (final Object item : (List<?>)value)
            {
                write(builder.append(separator), item, line + STEP);
                separator = ", ";
            }
            builder.append(']');
        }
        else if (value instanceof Number && Double.isFinite(((Number)value).doubleValue()) || value instanceof Boolean)
        {
            builder.append(value);
        }
        else if (null == value || value instanceof Number)
        {
            // JSON has no word for what is not a number.
            builder.append("null");
        }
        else
        {
            string(builder, value.toString());
        }
    }

    private static void string(final StringBuilder builder, final String text)
    {
        builder.append('"');
        for (int i = 0; i < text.length(); i++)
        {
            final char c = text.charAt(i);
            if (c == '"' || c == '\\')
            {
                builder.append('\\').append(c);
            }
            else if (c < ' ')
            {
                builder.append(String.format("\\u%04x", (int)c));
            }
            else
            {
                builder.append(c);
            }
        }
        builder.append('"');
    }
}
