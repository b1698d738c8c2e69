package io.hopwire.test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON text as Map, List, String, Long, Double, Boolean and null, for test vectors. Strict enough to notice a damaged
 * file, and nothing more.
 */
public final class VectorJson
{
    private final String text;
    private int position;

    private VectorJson(final String text)
    {
        this.text = text;
    }

    /**
     * Parse a whole text.
     *
     * @param text of JSON.
     * @return Map (in the order of the text), List, String, Long, Double, Boolean or null.
     */
    public static Object parse(final String text)
    {
        final VectorJson json = new VectorJson(text);
        final Object value = json.value();
        json.skipBlank();
        if (json.position != text.length())
        {
            throw json.error("text after the value");
        }
        return value;
    }

    /**
     * The value as an object.
     *
     * @param value parsed.
     * @return the same.
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(final Object value)
    {
        return (Map<String, Object>)value;
    }

    /**
     * The value as an array.
     *
     * @param value parsed.
     * @return the same.
     */
    @SuppressWarnings("unchecked")
    public static List<Object> array(final Object value)
    {
        return (List<Object>)value;
    }

    private Object value()
    {
        skipBlank();
        final char c = peek();
        switch (c)
        {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string();
            case 't':
                return literal("true", Boolean.TRUE);
            case 'f':
                return literal("false", Boolean.FALSE);
            case 'n':
                return literal("null", null);
            default:
                return number();
        }
    }

    private Map<String, Object> object()
    {
        final Map<String, Object> result = new LinkedHashMap<>();
        position++;
        if (tryConsume('}'))
        {
            return result;
        }
        do
        {
            skipBlank();
            final String name = string();
            consume(':');
            result.put(name, value());
        }
        while (tryConsume(','));
        consume('}');
        return result;
    }

    private List<Object> array()
    {
        final List<Object> result = new ArrayList<>();
        position++;
        if (tryConsume(']'))
        {
            return result;
        }
        do
        {
            result.add(value());
        }
        while (tryConsume(','));
        consume(']');
        return result;
    }

    private String string()
    {
        if (peek() != '"')
        {
            throw error("string expected");
        }
        position++;
        final StringBuilder result = new StringBuilder();
        for (char c = next(); c != '"'; c = next())
        {
            if (c < ' ')
            {
                throw error("control character in a string");
            }
            result.append(c == '\\' ? escape() : c);
        }
        return result.toString();
    }

    private char escape()
    {
        final char c = next();
        switch (c)
        {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                position += 4;
                return (char)Integer.parseInt(text.substring(position - 4, position), 16);
            case '"':
            case '\\':
            case '/':
                return c;
            default:
                throw error("unknown escape");
        }
    }

    private Object number()
    {
        final int begin = position;
        while (position < text.length() && "+-0123456789.eE".indexOf(text.charAt(position)) >= 0)
        {
            position++;
        }
        final String number = text.substring(begin, position);
        if (number.isEmpty())
        {
            throw error("value expected");
        }
        return number.matches("-?\\d{1,18}") ? (Object)Long.valueOf(number) : (Object)Double.valueOf(number);
    }

    private Object literal(final String name, final Object value)
    {
        if (!text.startsWith(name, position))
        {
            throw error("value expected");
        }
        position += name.length();
        return value;
    }

    private void skipBlank()
    {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0)
        {
            position++;
        }
    }

    private boolean tryConsume(final char c)
    {
        skipBlank();
        if (peek() == c)
        {
            position++;
            return true;
        }
        return false;
    }

    private void consume(final char c)
    {
        if (!tryConsume(c))
        {
            throw error("'" + c + "' expected");
        }
    }

    private char peek()
    {
        if (position >= text.length())
        {
            throw error("unexpected end");
        }
        return text.charAt(position);
    }

    private char next()
    {
        final char c = peek();
        position++;
        return c;
    }

    private IllegalArgumentException error(final String message)
    {
        return new IllegalArgumentException(message + " at " + position);
    }
}
