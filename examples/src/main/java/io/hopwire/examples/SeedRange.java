package io.hopwire.examples;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Seeds one after the other.
 *
 * @param first of them.
 * @param last  of them, not less.
 */
record SeedRange(long first, long last)
{
    long count()
    {
        return last - first + 1;
    }

    /**
     * Reads {@code 1..100}, or one seed.
     */
    static final class Converter implements ITypeConverter<SeedRange>
    {
        @Override
        public SeedRange convert(final String value)
        {
            final String[] ends = value.trim().split("\\.\\.", -1);
            try
            {
                final SeedRange range = new SeedRange(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
                if (ends.length <= 2 && range.first <= range.last && range.count() > 0)
                {
                    return range;
                }
            }
            catch (final NumberFormatException ignore)
            {
                // Said below.
            }
            throw new TypeConversionException("expected seeds such as 1..100, found '" + value + "'");
        }
    }
}
