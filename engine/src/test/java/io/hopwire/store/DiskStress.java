package io.hopwire.store;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * Writes of the node on their way to the disk, and the word back that they last.
 */
public final class DiskStress
{
    private static final int CAPACITY = 1024;
    private static final int LOOKS = 50;

    private DiskStress()
    {
    }

    /**
     * Two writes. What lasts is in the file, of which the file here is two plain fields.
     */
    @JCStressTest
    @Description("What is told to last was written before, whole and in order")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Not yet")
    @Outcome(id = {"1, 1, 0", "1, 1, 2"}, expect = ACCEPTABLE, desc = "The first one lasts")
    @Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "Both last")
    @Outcome(expect = FORBIDDEN, desc = "Told before it was written, torn, or out of order")
    @State
    public static class Lasting
    {
        private final DiskRing ring = new DiskRing(CAPACITY);
        private int first;
        private int second;

        /**
         * Node.
         *
         * @param found how far writes last, and then what is in the file.
         */
        @Actor
        public void node(final III_Result found)
        {
            write(1);
            write(2);
            for (int i = 0; i < LOOKS && found.r1 < 2; i++)
            {
                found.r1 = (int)ring.lasting();
            }
            if (found.r1 > 0)
            {
                found.r2 = first;
                found.r3 = second;
            }
        }

        /**
         * Disk.
         */
        @Actor
        public void disk()
        {
            for (int i = 0; i < LOOKS; i++)
            {
                if (ring.take((key, value) ->
                {
                    final int number = key.getInt(0) == value.getInt(0) ? key.getInt(0) : 9;
                    first = 0 == first ? number : first;
                    second = 0 != first && first != number ? number : second;
                }, 1) > 0)
                {
                    ring.last();
                }
            }
        }

        private void write(final int number)
        {
            final int offset = ring.tryClaim(Integer.BYTES, Integer.BYTES);
            ring.buffer().putInt(offset, number);
            ring.buffer().putInt(offset + Integer.BYTES, number);
            ring.commit();
        }
    }
}
