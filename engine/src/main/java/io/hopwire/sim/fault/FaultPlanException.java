package io.hopwire.sim.fault;

/**
 * A {@link FaultPlan} that can not be understood, or makes no sense: where, what was expected and what was found.
 */
public final class FaultPlanException extends IllegalArgumentException
{
    private static final long serialVersionUID = 1L;

    /** Where in the text. */
    private final int position;
    /** Line of the text. */
    private final int line;
    /** Column of the line. */
    private final int column;
    /** What would have been right there. */
    private final String expected;

    /**
     * A problem at a place.
     *
     * @param text     the whole plan.
     * @param position of the problem, from 0 to its length.
     * @param expected what would have been right there.
     * @param found    what is there; empty for the end of the item.
     */
    FaultPlanException(final String text, final int position, final String expected, final String found)
    {
        super("line " + line(text, position) + ", column " + column(text, position) + ": expected " + expected +
            ", found " + (found.isEmpty() ? "the end of the item" : '"' + found + '"'));
        this.position = position;
        this.line = line(text, position);
        this.column = column(text, position);
        this.expected = expected;
    }

    /**
     * Where it is.
     *
     * @return characters before it, in the whole text.
     */
    public int position()
    {
        return position;
    }

    /**
     * Line that it is in.
     *
     * @return from 1.
     */
    public int line()
    {
        return line;
    }

    /**
     * Column that it begins in.
     *
     * @return from 1.
     */
    public int column()
    {
        return column;
    }

    /**
     * What would have been right there.
     *
     * @return in words.
     */
    public String expected()
    {
        return expected;
    }

    private static int line(final String text, final int position)
    {
        int line = 1;
        for (int i = 0; i < position; i++)
        {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return line;
    }

    private static int column(final String text, final int position)
    {
        return position - text.lastIndexOf('\n', position - 1);
    }
}
