package io.hopwire.perf;

/**
 * Values of options of a command line.
 */
final class Arguments
{
    private Arguments()
    {
    }

    /**
     * The value that must stand behind an option.
     *
     * @param args  all of them.
     * @param index where it must stand.
     * @return the value.
     */
    static String value(final String[] args, final int index)
    {
        if (index == args.length)
        {
            throw new IllegalArgumentException(args[index - 1] + " needs a value");
        }
        return args[index];
    }

    /**
     * A whole number behind an option.
     *
     * @param args  all of them.
     * @param index where it must stand.
     * @param least that it may be.
     * @param most  that it may be.
     * @return the number.
     */
    static long number(final String[] args, final int index, final long least, final long most)
    {
        final String text = value(args, index);
        try
        {
            final long number = Long.parseLong(text);
            if (number < least || number > most)
            {
                throw new IllegalArgumentException(args[index - 1] + " is " + least + " to " + most + ", not " + text);
            }
            return number;
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException(args[index - 1] + " needs a whole number, not " + text, ex);
        }
    }
}
