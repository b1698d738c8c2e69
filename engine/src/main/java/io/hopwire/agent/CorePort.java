package io.hopwire.agent;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What this package calls of the core, so that its tests can put a core there that fails on purpose.
 */
interface CorePort
{
    void addBootstrap(DirectBuffer keyOrNull, int keyOffset, int addressId, long nowNs);

    void onDatagram(int addressId, MutableDirectBuffer buffer, int offset, int length, long nowNs);

    void onAddressClosed(int addressId, int reason, long nowNs);

    void onResult(DirectBuffer buffer, int offset, int length, long nowNs);

    void flush(long nowNs);

    void onIdle();

    int onDeadline(long nowNs);

    long nextDeadlineNs();

    void connect(
        long correlationId,
        DirectBuffer key,
        int keyOffset,
        int maxHops,
        int minRoutes,
        int maxRoutes,
        long timeoutNs,
        long nowNs);

    void listen(boolean listening);

    long offer(int sessionId, DirectBuffer buffer, int offset, int length, long nowNs);

    void closeSession(int sessionId, long nowNs);

    void trace(int sessionId, long nowNs);

    int maxMessageLength();

    int maxMessageLength(int sessionId);

    void onClose(long nowNs);
}
