package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * Tells whoever runs a node whether it is part of a network: that it is not, some seconds after it should be and then
 * ever more rarely, with the reason as far as one is known; and once, that it is. A key that another node uses, too, is
 * told in any case. The engine goes on trying.
 */
final class JoinNote
{
    static final long FIRST_NS = TimeUnit.SECONDS.toNanos(5);
    static final long MAX_GAP_NS = TimeUnit.MINUTES.toNanos(10);
    static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * What it looks at.
     */
    interface View
    {
        int links();

        long count(String label);
    }

    private final View view;
    private final String bootstrapOrNull;
    private final String network;
    private final PrintStream err;
    private long lookNs;
    private long tellNs;
    private long gapNs = FIRST_NS;
    private boolean isJoined;
    private boolean wasJoined;
    private boolean isKeyTold;

    JoinNote(final Host host, final NodeOptions options, final PrintStream err)
    {
        this(viewOf(host.engine()), options.hasBootstrap() ? options.bootstrapText() : null, options.network(), err,
            System.nanoTime());
    }

    /**
     * @param bootstrapOrNull peers to begin with; without any, nothing is awaited.
     * @param network         that the node is of.
     * @param nowNs           of {@link System#nanoTime()}.
     */
    JoinNote(
        final View view, final String bootstrapOrNull, final String network, final PrintStream err, final long nowNs)
    {
        this.view = view;
        this.bootstrapOrNull = bootstrapOrNull;
        this.network = network;
        this.err = err;
        lookNs = nowNs;
        tellNs = nowNs + FIRST_NS;
    }

    private static View viewOf(final Engine engine)
    {
        return new View()
        {
            @Override
            public int links()
            {
                return engine.links().size();
            }

            @Override
            public long count(final String label)
            {
                return engine.counters().get(label);
            }
        };
    }

    /**
     * Look, now and then.
     */
    void poll()
    {
        poll(System.nanoTime());
    }

    void poll(final long nowNs)
    {
        if (nowNs - lookNs >= 0)
        {
            lookNs = nowNs + LOOK_NS;
            tellOfKey();
            if (null != bootstrapOrNull)
            {
                look(view.links(), nowNs);
            }
        }
    }

    private void tellOfKey()
    {
        if (!isKeyTold && isKeyElsewhere())
        {
            isKeyTold = true;
            err.println("hopwire: duplicate key: another node that runs has the key of this one, too; " +
                "what is sent to it reaches the one or the other");
        }
    }

    private void look(final int links, final long nowNs)
    {
        if (links > 0)
        {
            if (!isJoined)
            {
                isJoined = true;
                err.println("hopwire: joined" + (wasJoined ? " again: " : ": ") + links +
                    (1 == links ? " link" : " links"));
                wasJoined = true;
            }
            gapNs = FIRST_NS;
            tellNs = nowNs + gapNs;
        }
        else if (nowNs - tellNs >= 0)
        {
            isJoined = false;
            err.println("hopwire: not joined " + (wasJoined ? "any more: " : "yet: ") + reason() + "; still trying");
            gapNs = Math.min(MAX_GAP_NS, 2 * gapNs);
            tellNs = nowNs + gapNs;
        }
    }

    private String reason()
    {
        if (isKeyElsewhere())
        {
            return "another node has the key of this one";
        }
        if (view.count(SystemCounter.LINKS_TO_SELF.label()) > 0)
        {
            return "this node itself is at " + bootstrapOrNull;
        }
        if (view.count(RejectCode.HANDSHAKE_REFUSED.label()) > 0)
        {
            return "refused, it speaks another version: " + bootstrapOrNull;
        }
        if (view.count(RejectCode.HANDSHAKE_CERTIFICATE.label()) > 0)
        {
            return "another key answers than was asked for, at " + bootstrapOrNull;
        }
        final String silent = view.count(SystemCounter.CONNECTIONS_OPEN.label()) > 0 ?
            "a connection, but no answer from " : "no answer from ";
        // A node does not answer who is of another network, so that nobody learns of it: the two look the same.
        return silent + bootstrapOrNull + ": nobody is there, or a node of another network than '" + network + "'";
    }

    private boolean isKeyElsewhere()
    {
        return view.count(SystemCounter.KEY_ELSEWHERE.label()) > 0;
    }
}
