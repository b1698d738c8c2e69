package io.hopwire.sim.fault;

/**
 * Splits the text of a {@link FaultPlan} into items and words. Items end at semicolons and at ends of lines, words at
 * blanks; {@code #} begins a comment that ends with its line.
 */
final class FaultScanner
{
    private static final String BLANKS = " \t\r";
    private static final String ENDS = ";\n";

    private final String text;
    /** Where the current word begins, and where it ends. */
    private int start;
    private int end;

    FaultScanner(final String text)
    {
        this.text = text;
        advance();
    }

    /**
     * Go to the first word of the next item that has any.
     *
     * @return false where there is none.
     */
    boolean nextItem()
    {
        while (isEndOfItem() && start < text.length())
        {
            end = start + 1;
            advance();
        }
        return !isEndOfItem();
    }

    boolean isEndOfItem()
    {
        return start == end;
    }

    /**
     * The current word.
     *
     * @return empty at the end of an item.
     */
    String word()
    {
        return text.substring(start, end);
    }

    int position()
    {
        return start;
    }

    void advance()
    {
        start = end;
        while (start < text.length() && (BLANKS.indexOf(text.charAt(start)) >= 0 || text.charAt(start) == '#'))
        {
            start = text.charAt(start) == '#' ? endOfLine(start) : start + 1;
        }
        end = start;
        while (end < text.length() && (BLANKS + ENDS).indexOf(text.charAt(end)) < 0 && text.charAt(end) != '#')
        {
            end++;
        }
    }

    /**
     * Take a word if it is there.
     *
     * @return whether it was.
     */
    boolean take(final String word)
    {
        final boolean isThere = word.equals(word());
        if (isThere)
        {
            advance();
        }
        return isThere;
    }

    void expect(final String word)
    {
        if (!take(word))
        {
            throw failure('"' + word + '"');
        }
    }

    double share()
    {
        final long steps = FaultUnits.parseShare(word());
        if (steps < 0)
        {
            throw failure("a share from 0 to 1 with at most six decimals");
        }
        advance();
        return steps / (double)FaultUnits.SHARE_STEPS;
    }

    long quantity(final FaultUnits unit)
    {
        final long value = quantity(unit, word(), start);
        advance();
        return value;
    }

    int count(final String what)
    {
        final long value = FaultUnits.COUNT.parse(word());
        if (value < 0 || value > Integer.MAX_VALUE)
        {
            throw failure(what);
        }
        advance();
        return (int)value;
    }

    boolean isSpan()
    {
        return word().contains("..");
    }

    /**
     * Two quantities with two dots between.
     *
     * @return both; the second is negative where it is missing.
     */
    long[] span(final FaultUnits unit)
    {
        final String word = word();
        final int dots = word.indexOf("..");
        final String second = word.substring(dots + 2);
        final long[] span = new long[2];
        span[0] = quantity(unit, word.substring(0, dots), start);
        span[1] = second.isEmpty() ? -1 : quantity(unit, second, start + dots + 2);
        advance();
        return span;
    }

    FaultPlanException failure(final String expected)
    {
        return new FaultPlanException(text, start, expected, word());
    }

    FaultPlanException failure(final int position, final String expected, final String found)
    {
        return new FaultPlanException(text, position, expected, found);
    }

    private long quantity(final FaultUnits unit, final String word, final int position)
    {
        final long value = unit.parse(word);
        if (value < 0)
        {
            throw failure(position, unit.expectation(), word);
        }
        return value;
    }

    private int endOfLine(final int from)
    {
        final int position = text.indexOf('\n', from);
        return position < 0 ? text.length() : position;
    }
}
