package io.hopwire.sim.report;

/**
 * How often a value occurred, for values of 0 and more: exact below 32, else within a thirty-second of the value.
 * Recording allocates nothing and gives the same on every Java. Not thread-safe.
 */
public final class SimHistogram
{
    private static final int SUB_BITS = 5;
    private static final int SUB_COUNT = 1 << SUB_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB_COUNT;

    private final long[] counts = new long[BUCKETS];
    private long count;
    private long sum;
    private long min = Long.MAX_VALUE;
    private long max;

    /**
     * Nothing recorded yet.
     */
    public SimHistogram()
    {
    }

    /**
     * One more.
     *
     * @param value 0 or more; less counts as 0.
     */
    public void record(final long value)
    {
        final long recorded = Math.max(0, value);
        counts[index(recorded)]++;
        count++;
        sum += recorded;
        min = Math.min(min, recorded);
        max = Math.max(max, recorded);
    }

    /** {@return how many values were recorded} */
    public long count()
    {
        return count;
    }

    /**
     * Mean of all values.
     *
     * @return their mean, 0 where there are none.
     */
    public double mean()
    {
        return count == 0 ? 0 : (double)sum / count;
    }

    /**
     * Least value.
     *
     * @return exactly; 0 where there is none.
     */
    public long min()
    {
        return count == 0 ? 0 : min;
    }

    /**
     * Greatest value.
     *
     * @return exactly; 0 where there is none.
     */
    public long max()
    {
        return max;
    }

    /**
     * The value that a share of all do not exceed.
     *
     * @param share 0 to 1: 0.5 for the median.
     * @return the greatest value of its bucket, at most {@link #max()}; 0 where there is none.
     */
    public long percentile(final double share)
    {
        final long rank = Math.max(1, (long)Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < BUCKETS && count > 0; i++)
        {
            seen += counts[i];
            if (seen >= rank)
            {
                return Math.min(max, lowest(i + 1) - 1);
            }
        }
        return max;
    }

    /**
     * Buckets there are.
     *
     * @return how many, most of them empty.
     */
    public int buckets()
    {
        return BUCKETS - 1;
    }

    /**
     * {@return its least value; one more than the greatest of the bucket before it}
     *
     * @param bucket from 0.
     */
    public long lowest(final int bucket)
    {
        if (bucket < SUB_COUNT)
        {
            return bucket;
        }
        final int shift = bucket / SUB_COUNT - 1;
        return (SUB_COUNT + bucket % SUB_COUNT + 0L) << shift;
    }

    /**
     * {@return how many values are in a bucket}
     *
     * @param bucket from 0.
     */
    public long countAt(final int bucket)
    {
        return counts[bucket];
    }

    private static int index(final long value)
    {
        if (value < SUB_COUNT)
        {
            return (int)value;
        }
        final int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(value);
        return (shift + 1) * SUB_COUNT + (int)(value >>> shift) - SUB_COUNT;
    }
}
