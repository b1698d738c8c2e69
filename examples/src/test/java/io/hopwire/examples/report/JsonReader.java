package io.hopwire.examples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of JSON: what another program makes of what we write. Numbers become Double.
 */
public final class JsonReader
{
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern STRING =
        Pattern.compile("\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*)\"");
    private static final Pattern BLANK = Pattern.compile("[ \\t\\r\\n]*");

    private final String text;
    private int position;

    private JsonReader(final String text)
    {
        this.text = text;
    }

    public static Object read(final String text)
    {
        final JsonReader reader = new JsonReader(text);
        final Object value = reader.value();
        reader.take(BLANK);
        reader.expect(reader.position == text.length());
        return value;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(final Object value)
    {
        return (Map<String, Object>)value;
    }

    private Object value()
    {
        take(BLANK);
        expect(position < text.length());
        switch (text.charAt(position))
        {
            case '{':
                return object();

            case '[':
                return array();

            case '"':
                return string();

            default:
                return word();
        }
    }

    private Map<String, Object> object()
    {
        final Map<String, Object> object = new LinkedHashMap<>();
        for (boolean more = !skip("{", "}"); more; more = !skip(",", "}"))
        {
            take(BLANK);
            final String name = string();
            expect(!skip(":", "\0"));
            expect(!object.containsKey(name));
            object.put(name, value());
        }
        return object;
    }

    private List<Object> array()
    {
        final List<Object> array = new ArrayList<>();
        for (boolean more = !skip("[", "]"); more; more = !skip(",", "]"))
        {
            array.add(value());
        }
        return array;
    }

    private String string()
    {
        final String raw = take(STRING).group(1);
        final Matcher escapes = Pattern.compile("\\\\(u([0-9a-fA-F]{4})|.)").matcher(raw);
        return escapes.replaceAll((found) -> Matcher.quoteReplacement(null == found.group(2) ?
            found.group(1) : String.valueOf((char)Integer.parseInt(found.group(2), 16))));
    }

    private Object word()
    {
        for (final String word : List.of("true", "false", "null"))
        {
            if (text.startsWith(word, position))
            {
                position += word.length();
                return "null".equals(word) ? null : Boolean.valueOf(word);
            }
        }
        return Double.valueOf(take(NUMBER).group());
    }

    /** Behind a bracket or a separator: true where the closing bracket stands there. */
    private boolean skip(final String expected, final String end)
    {
        take(BLANK);
        if (!"{[".contains(expected) && text.startsWith(end, position))
        {
            position += end.length();
            return true;
        }
        expect(text.startsWith(expected, position));
        position += expected.length();
        take(BLANK);
        if ("{[".contains(expected) && text.startsWith(end, position))
        {
            position += end.length();
            return true;
        }
        return false;
    }

    private Matcher take(final Pattern pattern)
    {
        final Matcher matcher = pattern.matcher(text).region(position, text.length());
        expect(matcher.lookingAt());
        position = matcher.end();
        return matcher;
    }

    private void expect(final boolean condition)
    {
        if (!condition)
        {
            throw new IllegalArgumentException("no JSON at " + position + ": " +
                text.substring(position, Math.min(text.length(), position + 40)));
        }
    }
}
