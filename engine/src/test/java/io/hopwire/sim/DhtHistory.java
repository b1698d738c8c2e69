package io.hopwire.sim;

import io.hopwire.sim.DhtNetwork.Answer;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.StoreCommand;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What clients did with one key, and when they were told of it; and whether there is an order of all of it, one behind
 * the other, that agrees with what everybody saw.
 * <p>
 * Versions make that easy. Each change that is known to be made has the version that it made, each reading and each
 * refusal the one that it saw; so the order is that of the versions, and what saw one stands behind what made it. It
 * must be that nothing has a smaller version than what had ended before it began, nor a change the same one; that no
 * two changes made one version; that all who saw a version saw the same value; and that a change by version followed
 * the version that it was for.
 */
final class DhtHistory
{
    private final List<Operation> operations = new ArrayList<>();
    private final boolean hasGaps;

    /**
     * Empty.
     *
     * @param hasGaps whether what is stored is signed.
     */
    DhtHistory(final boolean hasGaps)
    {
        this.hasGaps = hasGaps;
    }

    /**
     * One of them.
     */
    static final class Operation
    {
        final int client;
        final int kind;
        final long expected;
        final long token;
        final long leaseMs;
        final long beganNs;
        long endedNs = Long.MAX_VALUE;
        Answer answer;

        Operation(
            final int client,
            final int kind,
            final long expected,
            final long token,
            final long leaseMs,
            final long beganNs)
        {
            this.client = client;
            this.kind = kind;
            this.expected = expected;
            this.token = token;
            this.leaseMs = leaseMs;
            this.beganNs = beganNs;
        }

        boolean isChange()
        {
            return kind != StoreCommand.READ && DhtCodes.OK == answer.code();
        }

        /** It tells of a version: the one that it made, or the one that it saw; 0 where it saw none. */
        boolean tells()
        {
            final int code = answer.code();
            return DhtCodes.OK == code || DhtCodes.NOT_FOUND == code || DhtCodes.CONFLICT == code ||
                DhtCodes.LOCKED == code || DhtCodes.LOCK_LOST == code || DhtCodes.NOT_OWNER == code;
        }

        /** It may have been made, and nobody knows. */
        boolean isOpen()
        {
            return null == answer || DhtCodes.UNCERTAIN == answer.code() || DhtCodes.CLOSED == answer.code();
        }

        @Override
        public String toString()
        {
            return "client " + client + " kind " + kind + " expected " + expected + " token " + token + " from " +
                beganNs / 1_000_000 + " to " + endedNs / 1_000_000 + ": " + answer;
        }
    }

    Operation begin(
        final int client,
        final int kind,
        final long expected,
        final long token,
        final long leaseMs,
        final long nowNs)
    {
        final Operation operation = new Operation(client, kind, expected, token, leaseMs, nowNs);
        operations.add(operation);
        return operation;
    }

    int count(final int kind, final int code)
    {
        int count = 0;
        for (final Operation operation : operations)
        {
            count += null != operation.answer && operation.kind == kind && operation.answer.code() == code ? 1 : 0;
        }
        return count;
    }

    int size()
    {
        return operations.size();
    }

    /**
     * Check.
     *
     * @return what is wrong, or null.
     */
    String problem()
    {
        final List<Operation> told = operations.stream()
            .filter((operation) -> null != operation.answer && operation.tells()).toList();
        final String order = order(told);
        final String values = null != order ? order : values(told);
        return null != values ? values : locks(told, operations.stream().filter(Operation::isOpen).toList());
    }

    private static String order(final List<Operation> told)
    {
        for (final Operation later : told)
        {
            for (final Operation earlier : told)
            {
                if (earlier.endedNs < later.beganNs)
                {
                    final long least = earlier.answer.version() + (later.isChange() ? 1 : 0);
                    if (later.answer.version() < least)
                    {
                        return later + "\nwent back behind\n" + earlier;
                    }
                }
            }
        }
        return null;
    }

    private String values(final List<Operation> told)
    {
        final TreeMap<Long, Operation> makers = new TreeMap<>();
        final TreeMap<Long, Operation> seen = new TreeMap<>();
        for (final Operation operation : told)
        {
            final long version = operation.answer.version();
            if (operation.isChange() && null != makers.put(version, operation))
            {
                return "version " + version + " was made twice, last by\n" + operation;
            }
            final Operation other = version > 0 ? seen.putIfAbsent(version, operation) : null;
            if (null != other && !Arrays.equals(other.answer.value(), operation.answer.value()))
            {
                return "version " + version + " has two values:\n" + other + "\n" + operation;
            }
        }
        for (final Operation operation : told)
        {
            final boolean byVersion = operation.isChange() && operation.expected > 0;
            if (byVersion && isFromAnother(operation, seen))
            {
                return "made from another version than it was for:\n" + operation;
            }
        }
        return null;
    }

    /** A version of what is signed is not the next one, but at least the ballot's counter. */
    private boolean isFromAnother(final Operation change, final TreeMap<Long, Operation> seen)
    {
        final long version = change.answer.version();
        final Long before = seen.lowerKey(version);
        return hasGaps ? version <= change.expected || null != before && before > change.expected :
            version != change.expected + 1;
    }

    /** Who holds a lock has it to himself, until its end or until he gives it back; and its token shows it. */
    private static String locks(final List<Operation> told, final List<Operation> open)
    {
        final List<Operation> changes = told.stream().filter(Operation::isChange)
            .sorted(Comparator.comparingLong((operation) -> operation.answer.version())).toList();
        long version = 0;
        long token = 0;
        long untilMs = 0;
        for (final Operation change : changes)
        {
            // A version that nobody was told of was made by somebody who was not told how it ended.
            final long held = token;
            final boolean isGap = change.answer.version() > version + 1;
            final boolean mayBeUnlocked =
                open.stream().anyMatch((other) -> StoreCommand.UNLOCK == other.kind && held == other.token);
            if (isGap && held != change.token && mayBeUnlocked)
            {
                token = 0;
            }
            version = change.answer.version();
            final boolean isTaking = StoreCommand.LOCK == change.kind && 0 == change.token;
            final boolean isOver = 0 == token || change.endedNs / 1_000_000 >= untilMs;
            if (change.token != 0 && change.token != token)
            {
                return "made under a lock that is not the last one, " + token + ":\n" + change;
            }
            if (change.token == 0 && !isOver)
            {
                return "made while the key is locked by " + token + " until " + untilMs + ":\n" + change;
            }
            if (isTaking && change.answer.lockToken() <= token)
            {
                return "the token is not greater than " + token + ":\n" + change;
            }
            token = change.answer.lockToken();
            untilMs = change.answer.lockUntilMs();
        }
        return null;
    }
}
