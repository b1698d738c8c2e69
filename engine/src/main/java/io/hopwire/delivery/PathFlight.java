package io.hopwire.delivery;

/**
 * What is under way on each of several paths that packets of one sender take, and how each of them does: by how many
 * bytes it is loaded, and how many packets it has lost in a row.
 * <p>
 * Not thread-safe. Allocates nothing after its construction.
 */
final class PathFlight
{
    /** Numbers of paths, {@link SentPackets#NO_PATH} among them. */
    static final int PATHS = 16;

    private final long[] bytes = new long[PATHS];
    private final int[] lostInARow = new int[PATHS];

    long bytes(final int path)
    {
        return bytes[path];
    }

    int lostInARow(final int path)
    {
        return lostInARow[path];
    }

    void onSent(final int path, final int length)
    {
        bytes[path] += length;
    }

    void onArrived(final int path)
    {
        lostInARow[path] = 0;
    }

    void onAcked(final int path, final int length)
    {
        bytes[path] -= length;
        lostInARow[path] = 0;
        assert bytes[path] >= 0;
    }

    void onLost(final int path, final int length)
    {
        bytes[path] -= length;
        lostInARow[path]++;
        assert bytes[path] >= 0;
    }
}
