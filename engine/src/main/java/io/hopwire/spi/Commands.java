package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * What a host asks of a core, and what the core answers, as they lie in memory: a type, and a record of the layout that
 * is drawn here. Every command begins with a correlation id, which the host chooses; the core answers each command with
 * exactly one {@link Events#onAnswer} that says it again, within the call or later.
 * <pre>
 *   every command     0                8
 *                    +----------------+------ - -
 *                    | correlation id | what follows is of the type
 *                    +----------------+------ - -
 *
 *   BOOTSTRAP         8             12          16                    48
 *                    +-------------+-----------+---------------------+------------------ - -
 *                    | peer number | addresses | their ids: 8 places | key of the peer, or nothing where unknown
 *                    +-------------+-----------+---------------------+------------------ - -
 *   CONNECT           8                16        20             24
 *                    +----------------+---------+--------------+------ - -
 *                    | time-out in ns | Transit | early length | key of the endpoint, early data
 *                    +----------------+---------+--------------+------ - -
 *   FIND              8
 *                    +------ - -
 *                    | key, which need not be a node's
 *                    +------ - -
 *   LISTEN            8          12
 *                    +----------+
 *                    | 1, or 0  |  others may connect to us, or may not any more
 *                    +----------+
 *   CLOSE, TRACE,     8            12
 *   ABORT, ROUTES    +------------+
 *                    | session id |
 *                    +------------+
 *
 *   SHOUT, SPEAK      8
 *                    +------ - -
 *                    | one value of msgpack
 *                    +------ - -
 *   STORE,            8          16         24      32      40     44    48           52
 *   FIND_VALUE       +----------+----------+-------+-------+------+-----+------------+------ - -
 *                    | time-out | expected | token | lease | kind | ttl | key length | key, value
 *                    +----------+----------+-------+-------+------+-----+------------+------ - -
 *   WHISPER           8          16       20           24
 *                    +----------+--------+------------+------ - -
 *                    | time-out | manner | key length | key, one value of msgpack
 *                    +----------+--------+------------+------ - -
 *   TUNE              8            12        16
 *                    +------------+---------+
 *                    | session id | Transit |
 *                    +------------+---------+
 *
 *   answer to CONNECT 0            4      8        12
 *                    +------------+------+--------+
 *                    | session id | hops | routes |  where it failed: -1, hops of the shortest route that was found,
 *                    +------------+------+--------+  also beyond the limit, or 0; routes within the limits
 *   answer to FIND    0      4           8
 *                    +------+-----------+------------------------ - -
 *                    | hops | questions | contacts, the closest first, as FoundContact draws them
 *                    +------+-----------+------------------------ - -
 *   answer to SHOUT,  0        8            12             16
 *   SPEAK            +--------+------------+--------------+
 *                    | number | neighbours | acknowledged |  neighbours that it goes to; that are known to have it
 *                    +--------+------------+--------------+
 *   answer to        0        8        12           16
 *   WHISPER          +--------+--------+------------+
 *                    | number | manner | neighbours |  in which it went last; that were handed it
 *                    +--------+--------+------------+
 * </pre>
 * Integers are in the byte order of the machine: a record never leaves it. All other answers, and that to a FIND which
 * failed, have no body.
 * <p>
 * Types from {@link #FIRST_OF_HOST} on are no core's: a host may use them for what it asks of itself in the same queue.
 */
public final class Commands
{
    /**
     * Keep a link to a peer for ever: the way into the network. Or, where there is a peer of that number: it is at
     * these addresses from now on. Answered at once.
     */
    public static final int BOOTSTRAP = 1;
    /** Connect to an endpoint. The code of the answer is 0 or one of {@link SessionCodes}. */
    public static final int CONNECT = 2;
    /** Look for the nodes closest to a key. The code of the answer is 0 or one of {@link FindCodes}. */
    public static final int FIND = 3;
    /** Whether others may connect to us; at first they may not. Answered at once. */
    public static final int LISTEN = 4;
    /** Close a session; {@link Events#onClosed} follows. Answered at once, with 0 or {@link SessionCodes#CLOSED}. */
    public static final int CLOSE = 5;
    /** Ask every hop of a session's route to answer to {@link Events#onTrace}. Answered at once, as {@link #CLOSE}. */
    public static final int TRACE = 6;
    /**
     * End a session at once, so that the peer knows that more was to come; {@link Events#onClosed} follows. Answered at
     * once, as {@link #CLOSE}.
     */
    public static final int ABORT = 7;
    /** Tell of each route of a session. Answered at once, as {@link #CLOSE}; the body is {@link RoutesAnswer}s. */
    public static final int ROUTES = 8;

    /** Change what a session demands of its routes, for both ends. Answered at once, as {@link #CLOSE}. */
    public static final int TUNE = 9;

    /** Tell everybody in the network. Answered at once; the code is 0 or one of {@link ShoutCodes}. */
    public static final int SHOUT = 10;

    /**
     * Tell all neighbours. Answered when each has acknowledged, or was told in vain; the code is 0 or one of
     * {@link ShoutCodes}. The body is that of {@link #SHOUT}.
     */
    public static final int SPEAK = 11;

    /**
     * Tell one key, as {@link WhisperCommand} says. Answered when it is acknowledged, or given up; the code is 0 or one
     * of {@link WhisperCodes}, the body a {@link WhisperAnswer}.
     */
    public static final int WHISPER = 12;

    /**
     * Change what the network stores under a key, as {@link StoreCommand} says. The code of the answer is 0 or one of
     * {@link DhtCodes}; the body, where there is something to tell, a {@link RecordAnswer}.
     */
    public static final int STORE = 20;
    /** Read what the network stores under a key; as {@link #STORE}. */
    public static final int FIND_VALUE = 21;

    /** First type that no core knows. */
    public static final int FIRST_OF_HOST = 1024;
    /** Code of an answer: done, or begun. */
    public static final int OK = 0;
    /** Code of the answer to a command that the core does not know. */
    public static final int UNKNOWN = Integer.MIN_VALUE;
    /** Offset of the correlation id in every command. */
    public static final int CORRELATION_OFFSET = 0;

    static final int FIELDS_OFFSET = CORRELATION_OFFSET + SIZE_OF_LONG;

    private Commands()
    {
    }

    /**
     * Correlation id of a command of any type.
     *
     * @param buffer holds the command.
     * @param offset first byte.
     * @return what the host chose.
     */
    public static long correlationId(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + CORRELATION_OFFSET);
    }

    /**
     * A command that was wrapped, or that has memory of its own.
     *
     * @param <T> its type.
     */
    public abstract static class Command<T extends Command<T>>
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

        Command()
        {
        }

        Command(final int length)
        {
            buffer.wrap(new byte[length]);
        }

        /**
         * Look at a command.
         *
         * @param source holds it.
         * @param offset first byte.
         * @param length bytes.
         * @return this.
         */
        public final T wrap(final DirectBuffer source, final int offset, final int length)
        {
            assert length >= leastLength() : "a command of " + length + " bytes has " + leastLength() + " at least";
            buffer.wrap(source, offset, length);
            return self();
        }

        /** {@return the memory of the command, whose capacity is the command's length} */
        public final UnsafeBuffer buffer()
        {
            return buffer;
        }

        /** {@return what the answer says again, as the host chose it} */
        public final long correlationId()
        {
            return buffer.getLong(CORRELATION_OFFSET);
        }

        /**
         * Set the correlation id.
         *
         * @param value what the answer says again.
         */
        public final void correlationId(final long value)
        {
            buffer.putLong(CORRELATION_OFFSET, value);
        }

        abstract int leastLength();

        abstract T self();

        final void putKey(final int at, final DirectBuffer source)
        {
            buffer.putBytes(at, source, 0, buffer.capacity() - at);
        }
    }

    /**
     * {@link Commands#BOOTSTRAP}.
     */
    public static final class Bootstrap extends Command<Bootstrap>
    {
        /** Offset of the key. */
        public static final int KEY_OFFSET = FIELDS_OFFSET + SIZE_OF_LONG + Limits.MAX_ADDRESSES_OF_PEER * SIZE_OF_INT;

        private static final int COUNT_OFFSET = FIELDS_OFFSET + SIZE_OF_INT;
        private static final int ADDRESSES_OFFSET = COUNT_OFFSET + SIZE_OF_INT;

        /** To wrap commands. */
        public Bootstrap()
        {
        }

        /**
         * A new command, without addresses.
         *
         * @param number    of the peer: 0 for the first that there is, 1 for the next, and so on.
         * @param keyOrNull its key, all of it; null where it is not known: the peer is taken at its word then. Of a
         *                  peer that is there already it stays as it is.
         */
        public Bootstrap(final int number, final DirectBuffer keyOrNull)
        {
            super(KEY_OFFSET + (null == keyOrNull ? 0 : keyOrNull.capacity()));
            buffer.putInt(FIELDS_OFFSET, number);
            if (null != keyOrNull)
            {
                putKey(KEY_OFFSET, keyOrNull);
            }
        }

        /**
         * Add one of the addresses at which the peer may be, behind those that shall be tried before it.
         *
         * @param addressId which.
         * @return this.
         */
        public Bootstrap add(final int addressId)
        {
            final int count = addressCount();
            assert count < Limits.MAX_ADDRESSES_OF_PEER : "no room for another address";
            buffer.putInt(ADDRESSES_OFFSET + count * SIZE_OF_INT, addressId);
            buffer.putInt(COUNT_OFFSET, count + 1);
            return this;
        }

        /** {@return number of the peer} */
        public int number()
        {
            return buffer.getInt(FIELDS_OFFSET);
        }

        /**
         * Addresses at which the peer may be.
         *
         * @return 0, where none is known yet, to {@link Limits#MAX_ADDRESSES_OF_PEER}.
         */
        public int addressCount()
        {
            return buffer.getInt(COUNT_OFFSET);
        }

        /**
         * One of the addresses.
         *
         * @param index from 0 to {@link #addressCount()}, exclusive; the first is tried first.
         * @return its id.
         */
        public int addressId(final int index)
        {
            assert index >= 0 && index < addressCount() : "no such address";
            return buffer.getInt(ADDRESSES_OFFSET + index * SIZE_OF_INT);
        }

        /** {@return whether the key is there, at {@link #KEY_OFFSET}} */
        public boolean hasKey()
        {
            return buffer.capacity() > KEY_OFFSET;
        }

        @Override
        int leastLength()
        {
            return KEY_OFFSET;
        }

        @Override
        Bootstrap self()
        {
            return this;
        }
    }

    /**
     * {@link Commands#CONNECT}.
     */
    public static final class Connect extends Command<Connect>
    {
        /** Offset of the key. */
        public static final int KEY_OFFSET = 24;

        private static final int TIMEOUT_OFFSET = FIELDS_OFFSET;
        private static final int TRANSIT_OFFSET = TIMEOUT_OFFSET + SIZE_OF_LONG;
        private static final int EARLY_LENGTH_OFFSET = TRANSIT_OFFSET + SIZE_OF_INT;

        /** To wrap commands. */
        public Connect()
        {
        }

        /**
         * A new command for one route of the most hops that there may be, and {@link Transit#DUPLICATE}.
         *
         * @param key of the endpoint, all of it.
         */
        public Connect(final DirectBuffer key)
        {
            this(key, new byte[0]);
        }

        /**
         * A new command, as the other one, with early data.
         *
         * @param key   of the endpoint, all of it.
         * @param early {@link #early()}.
         */
        public Connect(final DirectBuffer key, final byte[] early)
        {
            super(KEY_OFFSET + key.capacity() + early.length);
            buffer.putBytes(KEY_OFFSET, key, 0, key.capacity());
            buffer.putBytes(KEY_OFFSET + key.capacity(), early);
            buffer.putInt(EARLY_LENGTH_OFFSET, early.length);
            transit(Transit.of(Limits.MAX_HOPS, 1, 1, Transit.DUPLICATE));
        }

        /**
         * What the endpoint sees in front of its answer, and may be shown again by whoever has recorded it.
         *
         * @return a copy; empty where there is none.
         */
        public byte[] early()
        {
            final byte[] early = new byte[buffer.getInt(EARLY_LENGTH_OFFSET)];
            buffer.getBytes(buffer.capacity() - early.length, early);
            return early;
        }

        /** {@return when to give up, in nanoseconds from now} */
        public long timeoutNs()
        {
            return buffer.getLong(TIMEOUT_OFFSET);
        }

        /**
         * Set when to give up.
         *
         * @param value nanoseconds from now.
         * @return this.
         */
        public Connect timeoutNs(final long value)
        {
            buffer.putLong(TIMEOUT_OFFSET, value);
            return this;
        }

        /** {@return what is demanded of the routes, a {@link Transit}} */
        public int transit()
        {
            return buffer.getInt(TRANSIT_OFFSET);
        }

        /**
         * Set what is demanded of the routes.
         *
         * @param value a {@link Transit} that is valid.
         * @return this.
         */
        public Connect transit(final int value)
        {
            assert Transit.isValid(value);
            buffer.putInt(TRANSIT_OFFSET, value);
            return this;
        }

        /**
         * Set the length of routes.
         *
         * @param max most links of a route.
         * @return this.
         */
        public Connect hops(final int max)
        {
            final int old = transit();
            return transit(Transit.of(max, Transit.minRoutes(old), Transit.maxRoutes(old), Transit.policy(old)));
        }

        /**
         * Set the number of routes.
         *
         * @param min least routes.
         * @param max most routes.
         * @return this.
         */
        public Connect routes(final int min, final int max)
        {
            return transit(Transit.of(Transit.maxHops(transit()), min, max, Transit.policy(transit())));
        }

        /**
         * Set how several routes are used.
         *
         * @param value a policy of {@link Transit}.
         * @return this.
         */
        public Connect policy(final int value)
        {
            final int old = transit();
            return transit(Transit.of(Transit.maxHops(old), Transit.minRoutes(old), Transit.maxRoutes(old), value));
        }

        @Override
        int leastLength()
        {
            return KEY_OFFSET;
        }

        @Override
        Connect self()
        {
            return this;
        }
    }

    /**
     * {@link Commands#FIND}.
     */
    public static final class Find extends Command<Find>
    {
        /** Offset of the key. */
        public static final int KEY_OFFSET = FIELDS_OFFSET;

        /** To wrap commands. */
        public Find()
        {
        }

        /**
         * A new command.
         *
         * @param key all of it.
         */
        public Find(final DirectBuffer key)
        {
            super(KEY_OFFSET + key.capacity());
            putKey(KEY_OFFSET, key);
        }

        @Override
        int leastLength()
        {
            return KEY_OFFSET;
        }

        @Override
        Find self()
        {
            return this;
        }
    }

    /**
     * {@link Commands#LISTEN}.
     */
    public static final class Listen extends Command<Listen>
    {
        private static final int LENGTH = FIELDS_OFFSET + SIZE_OF_INT;

        /** To wrap commands. */
        public Listen()
        {
        }

        /**
         * A new command.
         *
         * @param isListening whether others may connect to us.
         */
        public Listen(final boolean isListening)
        {
            super(LENGTH);
            buffer.putInt(FIELDS_OFFSET, isListening ? 1 : 0);
        }

        /** {@return whether others may connect to us} */
        public boolean isListening()
        {
            return 0 != buffer.getInt(FIELDS_OFFSET);
        }

        @Override
        int leastLength()
        {
            return LENGTH;
        }

        @Override
        Listen self()
        {
            return this;
        }
    }

    /**
     * {@link Commands#CLOSE}, {@link Commands#TRACE}, {@link Commands#ABORT} and {@link Commands#ROUTES}: what concerns
     * one session.
     */
    public static final class OfSession extends Command<OfSession>
    {
        private static final int LENGTH = FIELDS_OFFSET + SIZE_OF_INT;

        /** To wrap commands. */
        public OfSession()
        {
        }

        /**
         * A new command.
         *
         * @param sessionId of the session.
         */
        public OfSession(final int sessionId)
        {
            super(LENGTH);
            sessionId(sessionId);
        }

        /** {@return which session} */
        public int sessionId()
        {
            return buffer.getInt(FIELDS_OFFSET);
        }

        /**
         * Set the session.
         *
         * @param value which session.
         * @return this.
         */
        public OfSession sessionId(final int value)
        {
            buffer.putInt(FIELDS_OFFSET, value);
            return this;
        }

        @Override
        int leastLength()
        {
            return LENGTH;
        }

        @Override
        OfSession self()
        {
            return this;
        }
    }
}
