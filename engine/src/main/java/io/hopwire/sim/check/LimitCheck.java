package io.hopwire.sim.check;

/**
 * Nothing in a node is above its limit; and whatever its tables know in two ways is the same in both: numbers kept on
 * the side, indexes, free lists, timers of what is there and none of what is not.
 */
class LimitCheck extends NodeCheck
{
    LimitCheck()
    {
        super("limits");
    }

    @Override
    public void level(final String what, final long value, final long limit)
    {
        if (value < 0 || value > limit)
        {
            fail(what + ": " + value + ", limit " + limit);
        }
    }

    @Override
    public void agree(final String what, final long found, final long expected)
    {
        equal(what, found, expected);
    }
}
