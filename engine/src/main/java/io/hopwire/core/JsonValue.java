package io.hopwire.core;

import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Values of msgpack as JSON (RFC 8259), for hosts of the core, which do not speak msgpack. Whole numbers that fit 64
 * bits are integers, all others doubles. Bytes inside a value, for which JSON has nothing, are shown as a text of "0x"
 * and hexadecimal digits, and a double that is not finite as null; neither is read back as what it was. Allocates.
 */
public final class JsonValue
{
    private static final int MAX_DEPTH = 12;
    private static final int UINT_64 = 0xcf;

    private final String json;
    private final MsgPackEncoder encoder;
    private int at;

    private JsonValue(final String json, final MsgPackEncoder encoder)
    {
        this.json = json;
        this.encoder = encoder;
    }

    /**
     * A value of msgpack from JSON.
     *
     * @param json one value.
     * @return the value, all of the buffer.
     * @throws IllegalArgumentException that says what is wrong, and where.
     */
    public static DirectBuffer parse(final String json)
    {
        final UnsafeBuffer room = new UnsafeBuffer(new byte[16 + 3 * json.length() + 8 * json.length()]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(room, 0, room.capacity());
        final JsonValue parser = new JsonValue(json, encoder);
        parser.value(0);
        parser.space();
        if (parser.at != json.length())
        {
            throw parser.wrong("nothing more");
        }
        return new UnsafeBuffer(room, 0, encoder.length());
    }

    /**
     * JSON from a value of msgpack.
     *
     * @param buffer holds it, well-formed.
     * @param offset first byte.
     * @param length bytes.
     * @return one value.
     */
    public static String format(final DirectBuffer buffer, final int offset, final int length)
    {
        final StringBuilder text = new StringBuilder();
        format(new MsgPackDecoder().wrap(buffer, offset, length), buffer, text);
        return text.toString();
    }

    private static void format(final MsgPackDecoder decoder, final DirectBuffer buffer, final StringBuilder to)
    {
        switch (decoder.peek())
        {
            case BOOLEAN -> to.append(decoder.readBoolean());
            case INTEGER -> to.append(integer(decoder, buffer));
            case FLOAT -> to.append(number(decoder.readDouble()));
            case STRING -> quote(bytes(buffer, decoder.readString(), decoder), to);
            case BINARY ->
                to.append("\"0x").append(HexFormat.of().formatHex(bytes(buffer, decoder.readBinary(), decoder)))
                    .append('"');
            case ARRAY -> array(decoder, buffer, to);
            case MAP -> map(decoder, buffer, to);
            default ->
            {
                decoder.skip();
                to.append("null");
            }
        }
    }

    /** From -2^63 to 2^64-1. */
    private static String integer(final MsgPackDecoder decoder, final DirectBuffer buffer)
    {
        final boolean isUnsigned = (buffer.getByte(decoder.position()) & 0xff) == UINT_64;
        return isUnsigned ? Long.toUnsignedString(decoder.readUnsignedLong()) : Long.toString(decoder.readLong());
    }

    private static String number(final double value)
    {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    private static byte[] bytes(final DirectBuffer buffer, final int length, final MsgPackDecoder decoder)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(decoder.valueOffset(), bytes);
        return bytes;
    }

    private static void array(final MsgPackDecoder decoder, final DirectBuffer buffer, final StringBuilder to)
    {
        final int count = decoder.readArrayHeader();
        to.append('[');
        for (int i = 0; i < count; i++)
        {
            to.append(0 == i ? "" : ",");
            format(decoder, buffer, to);
        }
        to.append(']');
    }

    private static void map(final MsgPackDecoder decoder, final DirectBuffer buffer, final StringBuilder to)
    {
        final int count = decoder.readMapHeader();
        to.append('{');
        for (int i = 0; i < count; i++)
        {
            to.append(0 == i ? "" : ",");
            format(decoder, buffer, to);
            to.append(':');
            format(decoder, buffer, to);
        }
        to.append('}');
    }

    private static void quote(final byte[] utf8, final StringBuilder to)
    {
        to.append('"');
        for (final char c : new String(utf8, StandardCharsets.UTF_8).toCharArray())
        {
            if ('"' == c || '\\' == c)
            {
                to.append('\\').append(c);
            }
            else if (Character.isISOControl(c))
            {
                to.append(String.format("\\u%04x", (int)c));
            }
            else
            {
                to.append(c);
            }
        }
        to.append('"');
    }

    private void value(final int depth)
    {
        space();
        if (depth > MAX_DEPTH)
        {
            throw wrong("no more than " + MAX_DEPTH + " values within each other");
        }
        final char c = at < json.length() ? json.charAt(at) : 0;
        if ('{' == c || '[' == c)
        {
            container(depth, '{' == c);
        }
        else if ('"' == c)
        {
            encoder.putString(text());
        }
        else if ('-' == c || c >= '0' && c <= '9')
        {
            number();
        }
        else if (!word("true") && !word("false") && !word("null"))
        {
            throw wrong("a value");
        }
    }

    private boolean word(final String word)
    {
        if (!json.startsWith(word, at))
        {
            return false;
        }
        at += word.length();
        if ("null".equals(word))
        {
            encoder.putNil();
        }
        else
        {
            encoder.putBoolean("true".equals(word));
        }
        return true;
    }

    /** The head says how many there are, so they are counted before they are written. */
    private void container(final int depth, final boolean isMap)
    {
        final int start = ++at;
        final char end = isMap ? '}' : ']';
        final UnsafeBuffer aside = new UnsafeBuffer(new byte[16 + 11 * (json.length() - start)]);
        final JsonValue inner =
            new JsonValue(json, new MsgPackEncoder().wrap(aside, 0, aside.capacity()));
        inner.at = start;
        int count = 0;
        inner.space();
        while (!inner.isNext(end))
        {
            if (count > 0)
            {
                inner.expect(',');
            }
            if (isMap)
            {
                inner.space();
                inner.encoder.putString(inner.text());
                inner.space();
                inner.expect(':');
            }
            inner.value(depth + 1);
            inner.space();
            count++;
        }
        at = inner.at + 1;
        if (isMap)
        {
            encoder.putMapHeader(count);
        }
        else
        {
            encoder.putArrayHeader(count);
        }
        encoder.putEncoded(aside, 0, inner.encoder.length());
    }

    private void number()
    {
        final int start = at;
        while (at < json.length() && "+-.eE0123456789".indexOf(json.charAt(at)) >= 0)
        {
            at++;
        }
        final String digits = json.substring(start, at);
        if (!digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?"))
        {
            at = start;
            throw wrong("a number");
        }
        try
        {
            encoder.putLong(Long.parseLong(digits));
        }
        catch (final NumberFormatException ex)
        {
            encoder.putDouble(Double.parseDouble(digits));
        }
    }

    private String text()
    {
        expect('"');
        final StringBuilder text = new StringBuilder();
        while (!isNext('"'))
        {
            final char c = next();
            if (c < ' ')
            {
                throw wrong("a text without control characters");
            }
            text.append('\\' == c ? escaped() : c);
        }
        at++;
        return text.toString();
    }

    private char escaped()
    {
        final char c = next();
        final int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0)
        {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if ('u' != c || at + 4 > json.length() || !json.substring(at, at + 4).matches("[0-9a-fA-F]{4}"))
        {
            throw wrong("an escape");
        }
        at += 4;
        return (char)Integer.parseInt(json.substring(at - 4, at), 16);
    }

    private char next()
    {
        if (at >= json.length())
        {
            throw wrong("more");
        }
        return json.charAt(at++);
    }

    private boolean isNext(final char c)
    {
        if (at >= json.length())
        {
            throw wrong("'" + c + "'");
        }
        return json.charAt(at) == c;
    }

    private void expect(final char c)
    {
        if (at >= json.length() || json.charAt(at) != c)
        {
            throw wrong("'" + c + "'");
        }
        at++;
    }

    private void space()
    {
        while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0)
        {
            at++;
        }
    }

    private IllegalArgumentException wrong(final String expected)
    {
        return new IllegalArgumentException(
            "not JSON: expected " + expected + " at character " + (at + 1) + " of " + json.length());
    }
}
