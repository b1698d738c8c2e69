package io.hopwire.sim.load;

import io.hopwire.sim.KeyNames;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.MsgPackType;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * SHOUTs of nodes that are up, and whether each hears no other than there are, none twice in one life, and none of its
 * own; and, where nothing is lost, whether one that is made long after all faults reaches everybody.
 */
final class ShoutLoad implements SimCheck
{
    private static final int MAX_LENGTH = 16;

    private final SimNetwork network;
    private final boolean mustReachAll;
    private final List<Shout> shouts = new ArrayList<>();
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private String problem;

    ShoutLoad(final SimNetwork network, final boolean mustReachAll)
    {
        this.network = network;
        this.mustReachAll = mustReachAll;
    }

    /** One that was made. */
    private static final class Shout
    {
        final long sender;
        final long senderLife;
        /** Node and life of whoever heard it. */
        final LongHashSet hearers = new LongHashSet();
        /** Node and life of whoever must hear it. */
        final List<SimNode> wanted = new ArrayList<>();

        Shout(final SimNode sender)
        {
            this.sender = sender.name();
            senderLife = lifeOf(sender);
        }
    }

    void shout(final SimNode from, final boolean isProbe)
    {
        final Shout shout = new Shout(from);
        for (int i = 0; isProbe && mustReachAll && i < network.size(); i++)
        {
            if (network.node(i).isAlive() && network.node(i) != from)
            {
                shout.wanted.add(network.node(i));
            }
        }
        encoder.wrap(value, 0, MAX_LENGTH).putLong(shouts.size());
        shouts.add(shout);
        from.command(Commands.SHOUT, shouts.size(), new ShoutCommand(new UnsafeBuffer(value, 0, encoder.length())));
    }

    /** One that was refused was none. */
    void onAnswer(final long correlationId, final int code)
    {
        if (ShoutCodes.OK != code)
        {
            shouts.get((int)correlationId - 1).wanted.clear();
            report(ShoutCodes.BACK_PRESSURED == code ? null : "a shout was refused: " + ShoutCodes.name(code));
        }
    }

    void onHeard(
        final SimNode hearer, final DirectBuffer buffer, final int keyOffset, final int offset, final int length)
    {
        if (MsgPackType.INTEGER != decoder.wrap(buffer, offset, length).peek())
        {
            report(isAttack(buffer, keyOffset) ? null : "node " + hearer.index() + " heard no shout of this load");
            return;
        }
        final long number = decoder.readLong();
        if (decoder.failed() || number < 0 || number >= shouts.size())
        {
            report("node " + hearer.index() + " heard a shout that nobody made");
            return;
        }
        final Shout shout = shouts.get((int)number);
        final String what = "node " + hearer.index() + " heard shout " + number;
        report(shout.sender != KeyNames.of(buffer, keyOffset) ? what + " in a wrong name" :
            shout.senderLife == lifeOf(hearer) ? what + ", its own" :
            !shout.hearers.add(lifeOf(hearer)) ? what + " twice" : null);
    }

    private boolean isAttack(final DirectBuffer buffer, final int keyOffset)
    {
        final long name = KeyNames.of(buffer, keyOffset);
        for (int i = 0; i < network.size(); i++)
        {
            if (network.node(i).hostility().wasEver() && network.node(i).wasCalled(name))
            {
                return true;
            }
        }
        return false;
    }

    @Override
    public String name()
    {
        return "shouts";
    }

    @Override
    public String check(final SimNetwork of)
    {
        return problem;
    }

    @Override
    public String checkQuiet(final SimNetwork of)
    {
        for (int i = 0; i < shouts.size(); i++)
        {
            for (final SimNode node : shouts.get(i).wanted)
            {
                if (!shouts.get(i).hearers.contains(lifeOf(node)))
                {
                    report("long after all faults, node " + node.index() + " did not hear shout " + i);
                }
            }
        }
        return problem;
    }

    private void report(final String found)
    {
        problem = null == problem ? found : problem;
    }

    private static long lifeOf(final SimNode node)
    {
        return (long)node.index() << Integer.SIZE | node.incarnation();
    }
}
