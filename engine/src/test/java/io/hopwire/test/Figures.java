package io.hopwire.test;

import java.util.Locale;

/**
 * What a test has measured, in virtual time, for people: printed where {@code -Dhopwire.test.figures=true} asks for it.
 * A test asserts what must hold; by how much it does, or how near it came, is a figure.
 */
public final class Figures
{
    private static final boolean ARE_WANTED = Boolean.getBoolean("hopwire.test.figures");

    private Figures()
    {
    }

    /**
     * Print one line, where it is wanted.
     *
     * @param format of {@link String#format}.
     * @param values of it.
     */
    public static void say(final String format, final Object... values)
    {
        if (ARE_WANTED)
        {
            System.out.println("figure: " + String.format(Locale.ROOT, format, values));
        }
    }
}
