package io.hopwire.sim.load;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.spi.Commands;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RecordAnswer;
import io.hopwire.spi.StoreCommand;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values that nodes store and read under a few keys, two of them now and then at the same moment. Nobody may read what
 * nobody has stored, and what was begun must end once. In networks where nothing is lost and nobody comes or goes a
 * majority reads nothing older than what was told as stored, no two changes are made of one version, and in the end all
 * of it is there. Elsewhere that is not promised: where some can not speak to others, or nodes are gone, the nodes that
 * are closest to a key are not the same for all, and two majorities of them may have nobody in common.
 * <p>
 * Some keys are for signed values: what is read there and says that it is signed was signed by whoever stored it, in
 * every network; and where nobody comes or goes, whoever has stored one is the only one who stores under its key.
 */
final class DhtLoad implements SimCheck
{
    private static final int KEYS = 6;
    /** The last of them, under which most values are signed. */
    private static final int SIGNED_KEYS = 2;
    private static final int OWNER_LENGTH = RecordAnswer.VALUE_OFFSET - RecordAnswer.OWNER_OFFSET;
    private static final int MAX_LENGTH = 16;
    private static final int OF_FOUR = 4;

    private final SimRandom random;
    private final boolean isCalm;
    /** Whoever keeps a value that nobody has signed may say that it is another. */
    private final boolean hasLiars;
    private final Long2ObjectHashMap<Pending> pending = new Long2ObjectHashMap<>();
    private final List<Long> keyOfValue = new ArrayList<>();
    /** Address of who has stored each, where it was signed; else null. */
    private final List<String> signerOfValue = new ArrayList<>();
    /** Address of who was told that he has stored a signed value. */
    private final String[] ownerOfKey = new String[KEYS];
    /** By address, the key that has signed what it has stored. */
    private final Map<String, String> signingKeys = new TreeMap<>();
    private final long[] acked = new long[KEYS];
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final RecordAnswer answer = new RecordAnswer();
    /** Versions that were made, each with its key. */
    private final LongHashSet makers = new LongHashSet();
    private long next = 1;
    private int key;
    private String problem;

    /**
     * One under way.
     *
     * @param from    who asks.
     * @param kind    one of {@link StoreCommand}.
     * @param key     number of the key.
     * @param least   version that a majority must read at least; 0 for any.
     * @param isProbe whether it must succeed.
     * @param signer  address of who asks, where it is a change that is signed; else null.
     */
    private record Pending(SimNode from, int kind, int key, long least, boolean isProbe, String signer)
    {
    }

    DhtLoad(final SimRandom random, final boolean isCalm, final boolean hasLiars)
    {
        this.hasLiars = hasLiars;
        this.random = random;
        this.isCalm = isCalm;
    }

    /** Store or read something. */
    void act(final SimNode from)
    {
        key = random.nextInt(KEYS);
        final int drawn = random.nextInt(OF_FOUR);
        final int kind = drawn < 2 ? StoreCommand.PUT : 2 == drawn ? StoreCommand.READ : StoreCommand.READ_ANY;
        ask(from, kind, key, false);
    }

    /** Store something under the same key at the same moment. */
    void rival(final SimNode from)
    {
        ask(from, StoreCommand.PUT, key, false);
    }

    /** Read every key that was told as stored, long after all faults. */
    void probe(final SimNode from)
    {
        for (int key = 0; key < KEYS; key++)
        {
            if (acked[key] > 0)
            {
                ask(from, StoreCommand.READ, key, true);
            }
        }
    }

    private void ask(final SimNode from, final int kind, final int key, final boolean isProbe)
    {
        final long least = StoreCommand.READ == kind && isCalm ? acked[key] : 0;
        // Some forget to sign.
        final boolean isSigned =
            StoreCommand.PUT == kind && key >= KEYS - SIGNED_KEYS && 0 != random.nextInt(OF_FOUR);
        final String signer = isSigned ? text(from.publicKey(), 0, from.publicKey().capacity()) : null;
        DirectBuffer stored = null;
        if (StoreCommand.PUT == kind)
        {
            encoder.wrap(value, 0, MAX_LENGTH).putLong(keyOfValue.size());
            keyOfValue.add((long)key);
            signerOfValue.add(signer);
            stored = new UnsafeBuffer(value, 0, encoder.length());
        }
        final long id = next++;
        pending.put(id, new Pending(from, kind, key, least, isProbe, signer));
        final DirectBuffer name = new UnsafeBuffer(new byte[]{'k', (byte)('0' + key)});
        from.command(
            StoreCommand.PUT == kind ? Commands.STORE : Commands.FIND_VALUE, id,
            new StoreCommand(kind, name, stored).signed(isSigned));
    }

    /** Its commands will never end. */
    void onCrash(final SimNode node)
    {
        pending.values().removeIf((command) -> command.from() == node);
    }

    void onAnswer(final long id, final int code, final DirectBuffer buffer, final int offset, final int length)
    {
        final Pending command = pending.remove(id);
        if (null == command)
        {
            report("command " + id + " ended twice, or was never begun");
            return;
        }
        final long version = 0 == length ? 0 : answer.wrap(buffer, offset, length).version();
        final String what = "node " + command.from().index() + ", key " + command.key() + ": ";
        if (DhtCodes.OK == code)
        {
            check(command, what, version);
        }
        else if (DhtCodes.NOT_FOUND == code && version < command.least())
        {
            report(what + "nothing found where version " + command.least() + " was stored");
        }
        else if (isCalm && command.isProbe())
        {
            report(what + "long after all faults: " + DhtCodes.name(code));
        }
    }

    private void check(final Pending command, final String what, final long version)
    {
        if (hasLiars && !answer.isSigned())
        {
            return;
        }
        final long number =
            decoder.wrap(answer.buffer(), RecordAnswer.VALUE_OFFSET, answer.valueLength()).readLong();
        if (decoder.failed() || number < 0 || number >= keyOfValue.size() ||
            keyOfValue.get((int)number) != command.key())
        {
            report(what + "read what nobody has stored there");
        }
        else if (answer.isSigned() == (null == signerOfValue.get((int)number)))
        {
            report(what + "read a value that is signed, and was not stored so, or the other way round");
        }
        else if (answer.isSigned() && !isSignedBy(signerOfValue.get((int)number)))
        {
            report(what + "read what somebody else has signed than who has stored it");
        }
        else if (version < command.least())
        {
            report(what + "read version " + version + " where " + command.least() + " was stored");
        }
        else if (StoreCommand.PUT == command.kind())
        {
            onStored(command, what, version);
        }
    }

    /** By the key that a node has signed with before, or from now on. */
    private boolean isSignedBy(final String signer)
    {
        final String owner = text(answer.buffer(), RecordAnswer.OWNER_OFFSET, OWNER_LENGTH);
        final String before = signingKeys.putIfAbsent(signer, owner);
        return null == before || before.equals(owner);
    }

    private static String text(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void onStored(final Pending command, final String what, final long version)
    {
        final String owner = ownerOfKey[command.key()];
        if (isCalm && null != owner && !owner.equals(command.signer()))
        {
            report(what + "stored where " + owner + " is the owner");
        }
        ownerOfKey[command.key()] = null == command.signer() ? owner : command.signer();
        if (!makers.add(version * KEYS + command.key()) && isCalm)
        {
            report(what + "version " + version + " was made twice");
        }
        if (version > acked[command.key()])
        {
            acked[command.key()] = version;
        }
    }

    @Override
    public String name()
    {
        return "stored values";
    }

    @Override
    public String check(final SimNetwork of)
    {
        return problem;
    }

    @Override
    public String checkQuiet(final SimNetwork of)
    {
        if (!pending.isEmpty())
        {
            report(pending.size() + " commands that never ended");
        }
        return problem;
    }

    private void report(final String found)
    {
        problem = null == problem ? found : problem;
    }
}
