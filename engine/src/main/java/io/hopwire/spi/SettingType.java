package io.hopwire.spi;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;

/**
 * How the values of a {@link Setting} are written, and which of them are allowed. Immutable.
 */
abstract class SettingType<T>
{
    /**
     * Throws IllegalArgumentException or ArithmeticException where it is no such value at all.
     */
    abstract T parse(String text);

    abstract boolean accepts(T value);

    abstract String format(T value);

    abstract String range();

    /**
     * The letters behind a number, each with what it stands for; the largest one stands last.
     */
    enum Scale
    {
        PLAIN("", new String[]{ "" }, new long[]{ 1 }),
        BYTES(" bytes", new String[]{ "", "k", "m", "g" }, new long[]{ 1, 1L << 10, 1L << 20, 1L << 30 }),
        TIME(
            "",
            new String[]{ "ns", "us", "ms", "s", "m", "h", "d" },
            new long[]{
                1, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L, 86_400_000_000_000L });

        private final String unit;
        private final String[] suffixes;
        private final long[] factors;

        Scale(final String unit, final String[] suffixes, final long[] factors)
        {
            this.unit = unit;
            this.suffixes = suffixes;
            this.factors = factors;
        }

        long parse(final String text)
        {
            int digits = text.length();
            while (digits > 0 && !Character.isDigit(text.charAt(digits - 1)))
            {
                digits--;
            }
            final long number = Long.parseLong(text, 0, digits, 10);
            final String suffix = text.substring(digits).trim().toLowerCase(Locale.ROOT);
            if (0 == number && suffix.isEmpty())
            {
                return 0;
            }
            for (int i = 0; i < suffixes.length; i++)
            {
                if (suffixes[i].equals(suffix))
                {
                    return Math.multiplyExact(number, factors[i]);
                }
            }
            throw new IllegalArgumentException(suffix);
        }

        String format(final long value)
        {
            int i = 0 == value && TIME == this ? 3 : suffixes.length - 1;
            while (value % factors[i] != 0 || 0 == value && BYTES == this && i > 0)
            {
                i--;
            }
            return value / factors[i] + suffixes[i];
        }
    }

    /**
     * Whole numbers, sizes and durations.
     */
    static final class Number<N extends java.lang.Number> extends SettingType<N>
    {
        private final Scale scale;
        private final long min;
        private final long max;
        private final String unit;
        private final boolean isPowerOfTwo;
        private final LongFunction<N> box;

        Number(
            final Scale scale,
            final long min,
            final long max,
            final String unit,
            final boolean isPowerOfTwo,
            final LongFunction<N> box)
        {
            assert min <= max : min + " to " + max;
            this.scale = scale;
            this.min = min;
            this.max = max;
            this.unit = unit.isEmpty() ? scale.unit : " " + unit;
            this.isPowerOfTwo = isPowerOfTwo;
            this.box = box;
        }

        @Override
        N parse(final String text)
        {
            return box.apply(scale.parse(text));
        }

        @Override
        boolean accepts(final N value)
        {
            final long number = value.longValue();
            return number >= min && number <= max && (!isPowerOfTwo || 1 == Long.bitCount(number));
        }

        @Override
        String format(final N value)
        {
            return scale.format(value.longValue());
        }

        @Override
        String range()
        {
            return (isPowerOfTwo ? "a power of two, " : "") + scale.format(min) + " to " + scale.format(max) + unit;
        }
    }

    /**
     * True or false.
     */
    static final class Flag extends SettingType<Boolean>
    {
        @Override
        Boolean parse(final String text)
        {
            if ("true".equalsIgnoreCase(text) || "false".equalsIgnoreCase(text))
            {
                return Boolean.valueOf(text);
            }
            throw new IllegalArgumentException(text);
        }

        @Override
        boolean accepts(final Boolean value)
        {
            return true;
        }

        @Override
        String format(final Boolean value)
        {
            return value.toString();
        }

        @Override
        String range()
        {
            return "true or false";
        }
    }

    /**
     * One of a few: constants of an enum, or words.
     */
    static final class Choice<T> extends SettingType<T>
    {
        private final List<T> choices;

        Choice(final List<T> choices)
        {
            this.choices = choices;
        }

        @Override
        T parse(final String text)
        {
            for (final T choice : choices)
            {
                if (format(choice).equalsIgnoreCase(text))
                {
                    return choice;
                }
            }
            throw new IllegalArgumentException(text);
        }

        @Override
        boolean accepts(final T value)
        {
            return choices.contains(value);
        }

        @Override
        String format(final T value)
        {
            return value.toString().toLowerCase(Locale.ROOT);
        }

        @Override
        String range()
        {
            final StringBuilder range = new StringBuilder(format(choices.get(0)));
            for (int i = 1; i < choices.size(); i++)
            {
                range.append(i + 1 == choices.size() ? " or " : ", ").append(format(choices.get(i)));
            }
            return range.toString();
        }
    }

    /**
     * Text of a bounded length, of letters that are allowed.
     */
    static final class Text extends SettingType<String>
    {
        private final int min;
        private final int max;
        private final IntPredicate letters;
        private final String range;

        Text(final int min, final int max, final IntPredicate letters, final String range)
        {
            this.min = min;
            this.max = max;
            this.letters = letters;
            this.range = range;
        }

        @Override
        String parse(final String text)
        {
            return text;
        }

        @Override
        boolean accepts(final String value)
        {
            return value.length() >= min && value.length() <= max && value.chars().allMatch(letters);
        }

        @Override
        String format(final String value)
        {
            return value;
        }

        @Override
        String range()
        {
            return range;
        }
    }
}
