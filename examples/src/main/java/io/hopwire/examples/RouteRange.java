package io.hopwire.examples;

import io.hopwire.DataTransitConfiguration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many routes are demanded, and how many are used where there are more.
 *
 * @param min fewest.
 * @param max most.
 */
record RouteRange(int min, int max)
{
    static final RouteRange ONE = new RouteRange(1, 1);
    static final RouteRange ANY = new RouteRange(1, DataTransitConfiguration.MAX_REDUNDANT_ROUTES);

    /**
     * {@return as it is written on the command line}
     */
    @Override
    public String toString()
    {
        return min == max ? Integer.toString(min) : min + ".." + max;
    }

    /**
     * Reads {@code 3..5}, or one number for both.
     */
    static final class Converter implements ITypeConverter<RouteRange>
    {
        @Override
        public RouteRange convert(final String value)
        {
            final String[] ends = value.trim().split("\\.\\.", -1);
            try
            {
                final RouteRange range =
                    new RouteRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
                if (ends.length <= 2 && 1 <= range.min && range.min <= range.max && range.max <= ANY.max)
                {
                    return range;
                }
            }
            catch (final NumberFormatException ignore)
            {
                // Said below.
            }
            throw new TypeConversionException(
                "expected 1 to " + ANY.max + " routes such as 3 or 3..5, found '" + value + "'");
        }
    }
}
