package io.hopwire.sim.load;

import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimTrace;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.report.SimReport;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whole simulations: what they find, and that they find it.
 */
@Tag("simulation")
class SimulationTest
{
    private static final long SECOND = 1_000_000_000L;

    @Test
    void findsNothingWrongWithoutFaults()
    {
        final SimReport report = new Simulation(small(1), FaultPlan.NONE).run();
        assertNull(report.failure());
        assertEquals(30, report.joins().completed());
        assertTrue(report.lookups().started() > 50);
        assertEquals(report.lookups().started(), report.lookups().exact(), "every look-up finds exactly the closest");
        assertEquals(report.sessions().connects(), report.sessions().opened());
        assertEquals(report.sessions().opened(), report.sessions().closed(), "once, not at each end");
        assertTrue(report.messages().offered() > 1000);
        assertEquals(report.messages().offered(), report.messages().acked() + report.messages().unknown());
        assertTrue(report.messages().unknown() <= report.sessions().opened(), "at most the last one, at its closing");
        assertTrue(report.messages().delivered() >= report.messages().acked());
        assertTrue(report.samples().size() > 50);
        assertEquals(30, report.samples().get(60).nodes().linked());
    }

    @Test
    void findsNothingWrongWithRealCryptography()
    {
        final SimReport report = new Simulation(
            small(2).withRealCrypto(true), FaultPlan.parse("loss 0.05; duplicate 0.1; flip 0.01")).run();
        assertNull(report.failure());
        assertTrue(report.messages().delivered() > 1000);
    }

    @Test
    void doesTheSameTwice()
    {
        final SimReport first = Simulation.swarm(5).run();
        final SimReport second = Simulation.swarm(5).run();
        assertEquals(first.traceHash(), second.traceHash());
        assertEquals(first.events(), second.events());
        assertNotEquals(first.traceHash(), Simulation.swarm(6).run().traceHash());
    }

    @Test
    void doesTheSameInStepsAndWithATrace()
    {
        final long hash = Simulation.swarm(7).run().traceHash();
        final Simulation inSteps = Simulation.swarm(7);
        final SimTrace trace = inSteps.network().keepTrace(100);
        while (inSteps.advance(SECOND / 3))
        {
            assertTrue(inSteps.elapsedNs() <= inSteps.totalNs());
        }
        assertEquals(hash, inSteps.report().traceHash());
        assertEquals(100, trace.lines().size());
    }

    @Test
    void stopsWhereACheckFailsAndFailThereAgain()
    {
        final SimReport first = failing(3).run();
        assertEquals("planted", first.failure().invariant());
        assertEquals(first.elapsedNs(), first.failure().timeNs());
        assertTrue(first.elapsedNs() < new Simulation(small(3), FaultPlan.NONE).totalNs());
        final SimReport again = failing(3).run();
        assertEquals(first.failure(), again.failure());
        assertEquals(first.traceHash(), again.traceHash());
        assertFalse(failing(3).advance(Long.MAX_VALUE));
    }

    @Test
    void noticesWhatTheBooksDoNotAllow()
    {
        assertViolates(books -> books.ledger.onAcked(books.flow, 1), "acknowledged up to 1");
        assertViolates(books -> books.deliver(1), "message 1 came when 0 was due");
        assertViolates(books -> books.deliver(0, 0), "message 0 came when 1 was due");
        assertViolates(books -> books.ledger.onClosed(books.flow, 1), "closed with 1 unknown");
        assertViolates(books -> books.ledger.onOffered(books.flow, 7), "offer answered 7");
        assertViolates(
            books ->
            {
                books.message.putByte(30, (byte)(books.message.getByte(30) + 1));
                books.ledger.onMessage(books.receiver, books.message, 0, 40);
            },
            "was changed");
        assertViolates(books -> books.ledger.onMessage(books.sender, books.message, 0, 40), "message of another's");
        assertViolates(
            books -> books.ledger.onMessage(books.receiver, new UnsafeBuffer(new byte[40]), 0, 40), "nobody sent");
        final Books books = new Books();
        books.deliver(0);
        books.ledger.onAcked(books.flow, 1);
        assertEquals("still open: " + books.flow, books.ledger.checkQuiet(books.network));
        final Books closed = new Books();
        closed.ledger.onClosed(closed.flow, 2);
        assertNull(closed.ledger.checkQuiet(closed.network));
    }

    private static void assertViolates(final Consumer<Books> action, final String what)
    {
        final Books books = new Books();
        assertNull(books.ledger.check(books.network));
        action.accept(books);
        final String violation = books.ledger.check(books.network);
        assertTrue(null != violation && violation.contains(what), "got: " + violation);
    }

    private static Simulation failing(final long seed)
    {
        return new Simulation(small(seed), FaultPlan.NONE).check(new SimCheck()
        {
            public String name()
            {
                return "planted";
            }

            public String check(final SimNetwork network)
            {
                return network.sent() > 20_000 ? "more than 20,000 datagrams" : null;
            }
        });
    }

    private static SimulationConfig small(final long seed)
    {
        return SimulationConfig.of(seed).withNodes(30, 5 * SECOND).withDuration(30 * SECOND, 60 * SECOND);
    }

    /**
     * Two nodes and a flow of two messages between them, none delivered.
     */
    private static final class Books
    {
        private final SimNetwork network = new SimNetwork(SimConfig.of(1).withNullCrypto(true));
        private final SimNode sender = network.addNode(NodeSetup.DEFAULTS, new RecordingEvents());
        private final SimNode receiver = network.addNode(NodeSetup.DEFAULTS, new RecordingEvents());
        private final Ledger ledger = new Ledger(network);
        private final Flow flow = ledger.open(sender, 1, receiver.index());
        private final UnsafeBuffer message = new UnsafeBuffer(new byte[40]);

        private Books()
        {
            for (int i = 0; i < 2; i++)
            {
                ledger.onOffered(flow, i + 1);
            }
            flow.offered = 0;
            ledger.write(flow, message, 40);
            flow.offered = 2;
        }

        private void deliver(final long... numbers)
        {
            for (final long number : numbers)
            {
                message.putLong(8, number);
                ledger.onMessage(receiver, message, 0, 40);
            }
        }
    }
}
