package io.hopwire.agent;

import io.hopwire.core.Core;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.transport.AddressClosedHandler;
import io.hopwire.transport.DatagramHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How much one duty cycle does at most, and in which order, when there is no end to what there is to do: that is how
 * long a message of an established session waits in a storm.
 */
class DutyCycleTest
{
    private static final int LENGTH = 16;
    private static final int COMMANDS = 1 << 20;
    private static final int ENDLESS = Integer.MAX_VALUE;
    private static final int CYCLES_TO_FULL_SPEED = 7;

    private final StringBuilder done = new StringBuilder();
    private final NodeParts parts = new NodeParts();
    private final SlowWork slowWork = new SlowWork(null);
    private int datagrams;
    private int closed;
    private boolean isDeadlineDue;
    private int executed;
    private NodeAgent node;
    private WorkerAgent worker;

    /** Has as many datagrams as it is told. */
    private final class Crowd extends StressTransport
    {
        private final UnsafeBuffer datagram = new UnsafeBuffer(new byte[LENGTH]);

        @Override
        public int poll(final DatagramHandler handler, final int limit)
        {
            if (0 == datagrams)
            {
                return 0;
            }
            datagrams--;
            handler.onDatagram(0, datagram, 0, LENGTH);
            return 1;
        }

        @Override
        public int pollClosed(final AddressClosedHandler handler, final int limit)
        {
            if (0 == closed)
            {
                return 0;
            }
            closed--;
            handler.onAddressClosed(0, 0);
            return 1;
        }
    }

    @BeforeEach
    void before()
    {
        parts.core = (Core)Proxy.newProxyInstance(
            Core.class.getClassLoader(), new Class<?>[] {Core.class}, (proxy, method, args) -> onCall(method));
        parts.transport = new Crowd();
        parts.slowWork = slowWork;
        parts.commands = new CommandQueue(COMMANDS, null);
        parts.counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
        parts.state = new EngineState();
        parts.sessions = new EngineSessions(IdentitySchemes.X25519, LENGTH, LENGTH, COMMANDS, parts.commands,
            new LinkView(IdentitySchemes.X25519, null), parts.state.blockedCalls());
        parts.clock = () -> 1;
        parts.errorHandler = (failure) ->
        {
            throw new AssertionError(failure);
        };
        node = new NodeAgent(parts, () -> {});
        worker = newWorker(true);
    }

    @AfterEach
    void after()
    {
        slowWork.close();
    }

    @Test
    void aCycleIsBoundedAndDatagramsComeFirst()
    {
        datagrams = ENDLESS;
        closed = ENDLESS;
        isDeadlineDue = true;
        for (int i = 0; i < CYCLES_TO_FULL_SPEED; i++)
        {
            node.doWork();
        }
        for (int i = 0; i < 2 * NodeAgent.MAX_COMMANDS_PER_CYCLE; i++)
        {
            assertTrue(parts.commands.submit(new PendingCommand(Commands.LISTEN, new Commands.Listen(true).buffer())));
        }
        for (int i = 0; i < 2 * NodeAgent.MAX_RESULTS_PER_CYCLE; i++)
        {
            request();
            newWorker(false).doWork();
        }
        done.setLength(0);
        node.doWork();
        assertEquals(
            "f" + "d".repeat(NodeAgent.MAX_DATAGRAMS_PER_CYCLE) + "f" +
            "r".repeat(NodeAgent.MAX_RESULTS_PER_CYCLE) +
            "c".repeat(NodeAgent.MAX_COMMANDS_PER_CYCLE) +
            "a".repeat(NodeAgent.MAX_CLOSED_PER_CYCLE) +
            "t".repeat(NodeAgent.MAX_DEADLINES_PER_CYCLE) + "f",
            done.toString());
    }

    @Test
    void datagramsDoNotWaitForOneKeyAgreementAfterTheOther()
    {
        for (int i = 0; i < 20; i++)
        {
            request();
        }
        datagrams = 100;
        int cycles = 0;
        while (datagrams > 0)
        {
            cycle();
            cycles++;
        }
        assertEquals(CYCLES_TO_FULL_SPEED, cycles);
        assertEquals(2, executed, "key agreements: one while datagrams waited, and one behind the last of them");
        cycle();
        cycle();
        assertEquals(4, executed, "then there is time for one in each cycle");
    }

    @Test
    void whoSendsWithoutEndDoesNotKeepTheWorkerFromWorking()
    {
        datagrams = ENDLESS;
        for (int i = 0; i < 10 * (WorkerAgent.MAX_WAITING_CYCLES + 1); i++)
        {
            request();
            cycle();
        }
        assertEquals(10, executed);
    }

    @Test
    void aWorkerOnAThreadOfItsOwnDoesNotWait()
    {
        worker = newWorker(false);
        datagrams = ENDLESS;
        for (int i = 0; i < 10; i++)
        {
            request();
            cycle();
        }
        assertEquals(10, executed);
    }

    private void cycle()
    {
        node.doWork();
        worker.doWork();
    }

    private WorkerAgent newWorker(final boolean isShared)
    {
        return new WorkerAgent(
            slowWork,
            (request, offset, length, result, resultOffset) ->
            {
                executed++;
                return LENGTH;
            },
            parts.state,
            null,
            isShared ? node::isCrowded : null);
    }

    private void request()
    {
        assertTrue(slowWork.tryClaim(LENGTH) >= 0);
        slowWork.commit();
    }

    private Object onCall(final Method method)
    {
        switch (method.getName())
        {
            case "onDatagram":
                return note('d', null);
            case "onResult":
                return note('r', null);
            case "onCommand":
                return note('c', null);
            case "onAddressClosed":
                return note('a', null);
            case "onDeadline":
                return note('t', 1);
            case "flush":
                return note('f', false);
            case "nextDeadlineNs":
                return isDeadlineDue ? 0L : Long.MAX_VALUE;
            case "onIdle":
                return null;
            default:
                throw new UnsupportedOperationException(method.getName());
        }
    }

    private Object note(final char what, final Object answer)
    {
        done.append(what);
        return answer;
    }
}
