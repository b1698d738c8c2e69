package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.PeerInfo;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.Commands;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

import java.util.List;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * What applications are shown and told by the node besides messages.
 */
public final class ViewStress
{
    private static final UnsafeBuffer KEY = new UnsafeBuffer(new byte[32]);

    private ViewStress()
    {
    }

    /**
     * A link is up again, with another round trip.
     */
    @JCStressTest
    @Description("The list of links is the one from before or the one from after")
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "The link, as it was")
    @Outcome(id = "1, 6", expect = ACCEPTABLE, desc = "The link, as it is")
    @Outcome(expect = FORBIDDEN, desc = "No link, or two")
    @State
    public static class Links
    {
        private final LinkView links = new LinkView(IdentitySchemes.X25519, null);

        /**
         * One link is up.
         */
        public Links()
        {
            links.onLinkUp(KEY, 0, -1, 1, 5);
        }

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            links.onLinkUp(KEY, 0, -1, 1, 6);
        }

        /**
         * Application.
         *
         * @param result how many links, and the round trip of the last.
         */
        @Actor
        public void application(final II_Result result)
        {
            result.r1 = 1;
            for (int i = 0; i < StressNode.LOOKS && 1 == result.r1 && 6 != result.r2; i++)
            {
                final List<PeerInfo> snapshot = links.snapshot();
                result.r1 = snapshot.size();
                for (final PeerInfo link : snapshot)
                {
                    result.r2 = (int)link.rttNs();
                }
            }
        }
    }

    /**
     * The hops of a trace answer in any order.
     */
    @JCStressTest
    @Description("A trace that is complete has all its hops")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not complete")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Complete, two hops")
    @Outcome(expect = FORBIDDEN, desc = "Complete, and one is missing")
    @State
    public static class Traced
    {
        private final Trace trace = new Trace();

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            trace.onHop(1, StressNode.PEER, 10, false);
            trace.onHop(2, StressNode.PEER, 20, true);
        }

        /**
         * Application.
         *
         * @param result whether it is complete, and how many hops it then has.
         */
        @Actor
        public void application(final II_Result result)
        {
            for (int i = 0; i < StressNode.LOOKS && !trace.isComplete(); i++)
            {
                Thread.onSpinWait();
            }
            if (trace.isComplete())
            {
                result.r1 = 1;
                result.r2 = trace.hops().size();
            }
        }
    }

    /**
     * A thread has the node do something and waits until it is done.
     */
    @JCStressTest
    @Description("What was to be done is done when the waiter goes on")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Done")
    @Outcome(expect = FORBIDDEN, desc = "The waiter went on, and it was not done")
    @State
    public static class Waited extends StressNode
    {
        private int done;
        private volatile boolean over;

        /**
         * Application.
         *
         * @param result 1 where it was done.
         */
        @Actor
        public void application(final I_Result result)
        {
            access.submitAndWait(new PendingCommand(Commands.LISTEN, new Commands.Listen(true).buffer())
            {
                @Override
                boolean onTaken(final EngineSessions ofNode)
                {
                    done = 1;
                    return true;
                }
            });
            result.r1 = done;
            over = true;
        }

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            while (!over)
            {
                agent.doWork();
            }
        }
    }

    /**
     * A session is tuned, and asked for its configuration once that is done.
     */
    @JCStressTest
    @Description("Whoever was told that a session is tuned reads what it was tuned to")
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "As it was tuned")
    @Outcome(expect = FORBIDDEN, desc = "As it was before")
    @State
    public static class Tuned extends StressNode
    {
        private final EngineSession session = connect(0);
        private volatile boolean over;

        /**
         * Application.
         *
         * @param result most hops.
         */
        @Actor
        public void application(final I_Result result)
        {
            session.tune(new DataTransitConfiguration(3, 1, 1));
            result.r1 = session.configuration().maxHops();
            over = true;
        }

        /**
         * Node.
         */
        @Actor
        public void node()
        {
            while (!over)
            {
                agent.doWork();
            }
        }
    }
}
