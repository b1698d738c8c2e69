package io.hopwire.sim.fault;

import static io.hopwire.sim.fault.FaultUnits.BYTES;
import static io.hopwire.sim.fault.FaultUnits.DURATION;
import static io.hopwire.sim.fault.FaultUnits.RATE;
import static io.hopwire.sim.fault.FaultUnits.printShare;

/**
 * What becomes of datagrams under way. Where two of one kind hold at the same time, the later one in the plan does.
 */
public sealed interface FaultCondition extends Fault
{
    /**
     * When it holds.
     *
     * @return from when until when.
     */
    Window window();

    /**
     * Where it holds.
     *
     * @return which paths.
     */
    Paths paths();

    /**
     * The item without time and place.
     *
     * @return as in the plan.
     */
    String what();

    /**
     * The item as in the plan.
     *
     * @return time, what and place.
     */
    default String text()
    {
        return window().prefix() + what() + paths().suffix();
    }

    /**
     * {@code delay 1ms mean 2ms jitter 1ms}: at least the first; an exponential part makes the mean (0 for none); and
     * evenly up to the last on top (0 for none).
     *
     * @param window   when.
     * @param paths    where.
     * @param minNs    least time.
     * @param meanNs   mean without jitter; 0 for no exponential part.
     * @param jitterNs most that comes on top.
     */
    record Delay(Window window, Paths paths, long minNs, long meanNs, long jitterNs) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "delay " + DURATION.print(minNs) + (meanNs == 0 ? "" : " mean " + DURATION.print(meanNs)) +
                (jitterNs == 0 ? "" : " jitter " + DURATION.print(jitterNs));
        }

        @Override
        public String toString()
        {
            return text();
        }
    }

    /**
     * {@code loss 0.05}: each datagram is lost for itself.
     *
     * @param window when.
     * @param paths  where.
     * @param share  of datagrams.
     */
    record Loss(Window window, Paths paths, double share) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "loss " + printShare(share);
        }

        @Override
        public String toString()
        {
            return text();
        }
    }

    /**
     * {@code burst 0.01 for 8}: with one datagram, the next ones of its sender are lost as well.
     *
     * @param window when.
     * @param paths  where.
     * @param share  of datagrams that begin a burst.
     * @param length of a burst in datagrams.
     */
    record Burst(Window window, Paths paths, double share, int length) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "burst " + printShare(share) + " for " + length;
        }

        @Override
        public String toString()
        {
            return text();
        }
    }

    /**
     * {@code duplicate 0.01}: some datagrams arrive twice.
     *
     * @param window when.
     * @param paths  where.
     * @param share  of datagrams.
     */
    record Duplicate(Window window, Paths paths, double share) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "duplicate " + printShare(share);
        }

        @Override
        public String toString()
        {
            return text();
        }
    }

    /**
     * {@code reorder 0.05 by 20ms}: some datagrams come later than they should.
     *
     * @param window when.
     * @param paths  where.
     * @param share  of datagrams.
     * @param byNs   how much later.
     */
    record Reorder(Window window, Paths paths, double share, long byNs) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "reorder " + printShare(share) + " by " + DURATION.print(byNs);
        }

        @Override
        public String toString()
        {
            return text();
        }
    }

    /**
     * {@code flip 0.001}: one bit of some datagrams is wrong.
     *
     * @param window when.
     * @param paths  where.
     * @param share  of datagrams.
     */
    record Flip(Window window, Paths paths, double share) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "flip " + printShare(share);
        }

        @Override
        public String toString()
        {
            return text();
        }
    }

    /**
     * {@code rate 10mbit queue 64kB}: of a node's uplink, or of one path; what the queue does not hold is lost.
     *
     * @param window        when.
     * @param paths         where.
     * @param bitsPerSecond rate.
     * @param queueLength   bytes that wait.
     */
    record Rate(Window window, Paths paths, long bitsPerSecond, int queueLength) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "rate " + RATE.print(bitsPerSecond) + " queue " + BYTES.print(queueLength);
        }

        @Override
        public String toString()
        {
            return text();
        }
    }

    /**
     * {@code spoof 0.02 within 200ms}: somebody who sees the datagrams, but can not keep them from coming, sends copies
     * of some from false addresses: those of other nodes, and such as nobody has. One byte of every second is wrong.
     *
     * @param window   when.
     * @param paths    where.
     * @param share    of datagrams.
     * @param withinNs longest time that a copy takes.
     */
    record Spoof(Window window, Paths paths, double share, long withinNs) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "spoof " + printShare(share) + " within " + DURATION.print(withinNs);
        }

        @Override
        public String toString()
        {
            return text();
        }
    }

    /**
     * {@code mtu 1280}: longer datagrams are lost.
     *
     * @param window when.
     * @param paths  where.
     * @param bytes  of the longest datagram that passes.
     */
    record Mtu(Window window, Paths paths, int bytes) implements FaultCondition
    {
        @Override
        public String what()
        {
            return "mtu " + bytes;
        }

        @Override
        public String toString()
        {
            return text();
        }
    }
}
