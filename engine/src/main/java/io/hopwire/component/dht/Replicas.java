package io.hopwire.component.dht;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.routing.Distance;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.FoundContact;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * The nodes closest to a key, the node itself among them where it is one, and what each of them says to the question
 * that they are asked. Not thread-safe.
 */
final class Replicas
{
    /** Was not asked. */
    static final byte SILENT = 0;
    /** Has not answered yet. */
    static final byte ASKED = 1;
    /** Said yes. */
    static final byte YES = 2;
    /** Said no. */
    static final byte NO = 3;
    /** Has not answered however often it was asked. */
    static final byte GONE = 4;

    private static final int NONE = -1;
    private static final long NOTHING_TOLD = -1;

    private final OwnAddress own;
    private final int most;
    private final int contactLength;
    private final UnsafeBuffer contacts;
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[2 * Distance.ID_LENGTH]);
    private final UnsafeBuffer other = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private final byte[] states;
    private final long[] requests;
    private final long[] names;
    /** Ballots of what they have told that they have. */
    private final long[] counters;
    private final long[] nodes;
    private int count;
    private int itself;

    /**
     * None.
     *
     * @param own  who the node is.
     * @param most of them, the network's k.
     */
    Replicas(final OwnAddress own, final int most)
    {
        this.own = own;
        this.most = most;
        contactLength = FoundContact.length(own.space().length());
        contacts = new UnsafeBuffer(new byte[(most + 1) * contactLength]);
        states = new byte[most + 1];
        requests = new long[most + 1];
        names = new long[most + 1];
        counters = new long[most + 1];
        nodes = new long[most + 1];
    }

    /**
     * Those that were found, and the node itself.
     *
     * @param target  holds the address that they are close to.
     * @param found   holds contacts, the closest first.
     * @param of      how many.
     * @param isOne   whether the node itself keeps records.
     */
    void set(final DirectBuffer target, final DirectBuffer found, final int of, final boolean isOne)
    {
        count = Math.min(of, most);
        contacts.putBytes(0, found, 0, count * contactLength);
        itself = NONE;
        if (isOne)
        {
            addItself(target);
        }
        for (int i = 0; i < count; i++)
        {
            names[i] = own.space().shortName(contacts, keyOffset(i));
        }
        askAgain();
    }

    private void addItself(final DirectBuffer target)
    {
        own.space().nodeId(target, 0, id, 0);
        own.space().nodeId(own.bytes(), 0, id, Distance.ID_LENGTH);
        int closer = 0;
        while (closer < count)
        {
            own.space().nodeId(contacts, keyOffset(closer), other, 0);
            if (Distance.compare(other, 0, id, Distance.ID_LENGTH, id, 0) > 0)
            {
                break;
            }
            closer++;
        }
        if (closer < most)
        {
            count = Math.min(most, count + 1);
            for (int i = count - 1; i > closer; i--)
            {
                contacts.putBytes(i * contactLength, contacts, (i - 1) * contactLength, contactLength);
            }
            contacts.setMemory(closer * contactLength, Addresses.LENGTH, (byte)0);
            contacts.putBytes(keyOffset(closer), own.bytes(), 0, own.space().length());
            itself = closer;
        }
    }

    /** All of them, something new. */
    void askAgain()
    {
        Arrays.fill(states, 0, count, SILENT);
    }

    int count()
    {
        return count;
    }

    boolean isItself(final int index)
    {
        return index == itself;
    }

    boolean hasItself()
    {
        return NONE != itself;
    }

    DirectBuffer buffer()
    {
        return contacts;
    }

    int offset(final int index)
    {
        return index * contactLength;
    }

    int keyOffset(final int index)
    {
        return index * contactLength + FoundContact.KEY_OFFSET;
    }

    /** Eight bytes in the place of the address of one. */
    long name(final int index)
    {
        return names[index];
    }

    /** One that has not answered, by its address. */
    int findAsked(final DirectBuffer address, final int offset)
    {
        for (int i = 0; i < count; i++)
        {
            if (ASKED == states[i] && own.space().same(contacts, keyOffset(i), address, offset))
            {
                return i;
            }
        }
        return NONE;
    }

    long request(final int index)
    {
        return requests[index];
    }

    void asked(final int index, final long request)
    {
        states[index] = ASKED;
        requests[index] = request;
    }

    void state(final int index, final byte value)
    {
        states[index] = value;
    }

    /** Nobody has told anything of what it has. */
    void forgetTold()
    {
        Arrays.fill(counters, 0, count, NOTHING_TOLD);
    }

    /** One has told which ballot what it has came with. */
    void told(final int index, final long counter, final long node)
    {
        counters[index] = counter;
        nodes[index] = node;
    }

    boolean hasTold(final int index, final long counter, final long node)
    {
        return counters[index] == counter && nodes[index] == node;
    }

    boolean isNo(final int index)
    {
        return NO == states[index];
    }

    int count(final byte state)
    {
        int found = 0;
        for (int i = 0; i < count; i++)
        {
            found += states[i] == state ? 1 : 0;
        }
        return found;
    }
}
