package io.hopwire.perf;

/**
 * A simple credit window for systems without flow control of their own: the receiver reports the sequence number of the
 * newest message it has every {@link #REPORT} bytes, and the sender has at most {@link #WINDOW} bytes on their way. Far
 * below what the receive buffer of 2 MB holds, also where each message is a datagram of its own.
 */
final class Credit
{
    static final int WINDOW = 256 * 1024;
    static final int REPORT = WINDOW / 8;

    private Credit()
    {
    }

    static boolean isNeededBy(final String system)
    {
        return "nio-udp".equals(system) || "hopwire-link".equals(system) || "hopwire-plain".equals(system);
    }
}
