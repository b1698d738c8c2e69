package io.hopwire.examples;

import java.io.Console;

/**
 * Does somebody look at the standard output, or does it go into a file or a pipe?
 */
final class Consoles
{
    private Consoles()
    {
    }

    static boolean isTerminal()
    {
        final Console console = System.console();
        if (null == console)
        {
            return false;
        }
        try
        {
            // From Java 22 on there is a console in any case, and it has to be asked.
            return (Boolean)Console.class.getMethod("isTerminal").invoke(console);
        }
        catch (final NoSuchMethodException ex)
        {
            return true;
        }
        catch (final ReflectiveOperationException ex)
        {
            return false;
        }
    }
}
