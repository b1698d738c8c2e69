package io.hopwire.sim.load;

import io.hopwire.sim.KeyNames;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ShoutAnswer;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.WhisperCodes;
import io.hopwire.spi.WhisperCommand;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * WHISPERs from key to key, in every manner, SPEAKs to the neighbours, and WHISPERs in names of others. Nobody hears
 * what nobody has said, in a wrong name, twice in one life, or of a WHISPER for another key. What was acknowledged was
 * heard; what has failed, by the word of all who were handed it, was not; each command ends once; and where nothing is
 * lost a WHISPER that is made long after all faults arrives.
 */
final class TellLoad implements SimCheck
{
    private static final int MAX_LENGTH = 16;
    private static final int MANNERS = 4;
    private static final int ONE_SPEAK_OF = 4;
    private static final int ONE_LIE_OF = 8;
    private static final long EVERYBODY = 0;

    private final SimNetwork network;
    private final SimRandom random;
    private final SimRandom lies;
    private final Forger forger;
    private final boolean isCalm;
    private final List<Told> all = new ArrayList<>();
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final ShoutAnswer spoken = new ShoutAnswer();
    private String problem;

    TellLoad(final SimNetwork network, final SimRandom random, final boolean isCalm)
    {
        this.network = network;
        this.random = random;
        lies = random.fork(1);
        forger = new Forger(network);
        this.isCalm = isCalm;
    }

    /** One that was made. */
    private static final class Told
    {
        final SimNode from;
        final long sender;
        final long senderLife;
        /** Name of the key that it is for, or everybody. */
        final long to;
        final boolean isProbe;
        /** Node and life of whoever heard it. */
        final LongHashSet hearers = new LongHashSet();
        boolean isOpen = true;
        boolean hasFailed;

        Told(final SimNode from, final long to, final boolean isProbe)
        {
            this.from = from;
            this.to = to;
            this.isProbe = isProbe;
            sender = from.name();
            senderLife = lifeOf(from);
        }
    }

    /** Somebody tells somebody, or his neighbours, something. */
    void tell()
    {
        if (0 == lies.nextInt(ONE_LIE_OF))
        {
            lie();
        }
        final SimNode from = somebody();
        final SimNode to = somebody();
        if (null != from && 0 == random.nextInt(ONE_SPEAK_OF))
        {
            final Told told = new Told(from, EVERYBODY, false);
            final DirectBuffer message = encode(told);
            from.command(Commands.SPEAK, all.size() - 1, new ShoutCommand(message));
        }
        else if (null != from && null != to && from != to)
        {
            whisper(from, to, random.nextInt(MANNERS), false);
        }
    }

    /** One that must arrive. */
    void probe()
    {
        final SimNode from = somebody();
        final SimNode to = somebody();
        if (null != from && null != to && from != to)
        {
            whisper(from, to, WhisperCommand.ANY, true);
        }
    }

    /** Somebody says something in the name of somebody else: whoever hears it hears a wrong name. */
    private void lie()
    {
        final SimNode liar = network.node(lies.nextInt(network.size()));
        final SimNode name = network.node(lies.nextInt(network.size()));
        final SimNode to = network.node(lies.nextInt(network.size()));
        if (Workload.isOurs(liar) && to.isAlive() && liar != name && liar != to && name != to)
        {
            final Told told = new Told(liar, to.name(), false);
            final DirectBuffer message = encode(told);
            told.isOpen = false;
            forger.whisper(liar, name.publicKey(), to.publicKey(), message);
        }
    }

    /** Its commands will never end. */
    void onCrash(final SimNode node)
    {
        for (final Told told : all)
        {
            told.isOpen &= told.from != node;
        }
    }

    void onAnswer(
        final int type, final long id, final int code, final DirectBuffer buffer, final int offset, final int length)
    {
        final Told told = all.get((int)id);
        final String what = "what node " + told.from.index() + " told, number " + id + ", ";
        report(!told.isOpen ? what + "ended twice" : null);
        told.isOpen = false;
        if (Commands.SPEAK == type)
        {
            final int acknowledged = length > 0 ? spoken.wrap(buffer, offset).acknowledged() : 0;
            report(acknowledged > told.hearers.size() ? what + "was acknowledged by " + acknowledged +
                " and heard by " + told.hearers.size() : null);
            return;
        }
        told.hasFailed = WhisperCodes.NO_WAY == code || WhisperCodes.UNREACHED == code;
        report(WhisperCodes.OK == code && told.hearers.isEmpty() ? what + "was acknowledged and not heard" :
            WhisperCodes.OK != code && isCalm && told.isProbe ?
            what + "did not arrive, long after all faults: " + WhisperCodes.name(code) : null);
        checkFailed(told, what);
    }

    void onHeard(
        final int type,
        final SimNode hearer,
        final DirectBuffer buffer,
        final int keyOffset,
        final int offset,
        final int length)
    {
        final long number = decoder.wrap(buffer, offset, length).readLong();
        if (decoder.failed() || number < 0 || number >= all.size())
        {
            report("node " + hearer.index() + " heard what nobody told");
            return;
        }
        final Told told = all.get((int)number);
        final String what = "node " + hearer.index() + " heard number " + number;
        final boolean isWhisper = Commands.WHISPER == type;
        report(told.sender != KeyNames.of(buffer, keyOffset) ? what + " in a wrong name" :
            isWhisper != (EVERYBODY != told.to) || isWhisper && told.to != hearer.name() ?
            what + ", which is not for it" :
            told.senderLife == lifeOf(hearer) ? what + ", its own" :
            !told.hearers.add(lifeOf(hearer)) ? what + " twice" : null);
        checkFailed(told, "what node " + told.from.index() + " told, number " + number + ", ");
    }

    @Override
    public String name()
    {
        return "told";
    }

    @Override
    public String check(final SimNetwork of)
    {
        return problem;
    }

    @Override
    public String checkQuiet(final SimNetwork of)
    {
        for (int i = 0; i < all.size(); i++)
        {
            report(all.get(i).isOpen ? "number " + i + " of what was told has never ended" : null);
        }
        return problem;
    }

    private void whisper(final SimNode from, final SimNode to, final int manner, final boolean isProbe)
    {
        final Told told = new Told(from, to.name(), isProbe);
        final DirectBuffer message = encode(told);
        from.command(
            Commands.WHISPER, all.size() - 1, new WhisperCommand(to.publicKey(), message).manner(manner));
    }

    private DirectBuffer encode(final Told told)
    {
        encoder.wrap(value, 0, MAX_LENGTH).putLong(all.size());
        all.add(told);
        return new UnsafeBuffer(value, 0, encoder.length());
    }

    private void checkFailed(final Told told, final String what)
    {
        report(told.hasFailed && !told.hearers.isEmpty() ? what + "has failed and was heard" : null);
    }

    private SimNode somebody()
    {
        final SimNode node = network.node(random.nextInt(network.size()));
        return Workload.isOurs(node) ? node : null;
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
