package io.hopwire.routing.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * What a reader may see while the one writer is at work, stated as outcomes.
 */
public class RoutingTableStress
{
    /**
     * A contact changes its address: a reader sees the record from before or the one from after.
     */
    @JCStressTest
    @Description("A record is never torn while it is updated")
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "The record from before")
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "The record from after")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Contended, and said so")
    @Outcome(expect = FORBIDDEN, desc = "Torn, or missing")
    @State
    public static class Update extends StressTable
    {
        /**
         * Five contacts.
         */
        public Update()
        {
            for (int number = 1; number <= 5; number++)
            {
                insert(number, 3);
            }
        }

        /**
         * Writer.
         */
        @Actor
        public void writer()
        {
            insert(2, 4);
        }

        /**
         * Reader.
         *
         * @param result stamp of the record.
         */
        @Actor
        public void reader(final I_Result result)
        {
            result.r1 = get(2);
        }
    }

    /**
     * One contact goes and another takes its slot: a reader that asks for the first never gets the second.
     */
    @JCStressTest
    @Description("A slot that is used again does not show through")
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "The contact, before it went")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "No contact, after it went")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Contended, and said so")
    @Outcome(expect = FORBIDDEN, desc = "Another contact, or parts of both")
    @State
    public static class Replace extends StressTable
    {
        /**
         * A table without a free slot.
         */
        public Replace()
        {
            for (int number = 1; number <= CAPACITY; number++)
            {
                insert(2 * number, 3);
            }
        }

        /**
         * Writer.
         */
        @Actor
        public void writer()
        {
            remove(20);
            insert(21, 5);
        }

        /**
         * Reader.
         *
         * @param result stamp of the record.
         */
        @Actor
        public void reader(final I_Result result)
        {
            result.r1 = get(20);
        }
    }

    /**
     * Blocks of the index split and merge: the contacts that are there all the while are found, the closest first.
     * Around 16 stand 16, 18 and 20, at distances 0, 2 and 4; the writer's own contacts are all farther.
     */
    @JCStressTest
    @Description("What is there before and after is there in between, in order")
    @Outcome(id = "204", expect = ACCEPTABLE, desc = "The three closest, in order")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Contended, and said so")
    @Outcome(expect = FORBIDDEN, desc = "One is missing, torn, or out of order")
    @State
    public static class Reorder extends StressTable
    {
        /**
         * One block, full.
         */
        public Reorder()
        {
            for (int number = 1; number <= 32; number++)
            {
                insert(2 * number, 3);
            }
        }

        /**
         * Writer: the first makes the block split, the ninth removal makes the halves one again.
         */
        @Actor
        public void writer()
        {
            insert(1, 5);
            for (int number = 24; number <= 32; number++)
            {
                remove(2 * number);
            }
            remove(1);
        }

        /**
         * Reader.
         *
         * @param result the three closest to 16.
         */
        @Actor
        public void reader(final I_Result result)
        {
            result.r1 = closest(16, 3);
        }
    }
}
