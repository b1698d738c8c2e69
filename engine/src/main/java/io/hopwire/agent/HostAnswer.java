package io.hopwire.agent;

import io.hopwire.libp2p.ConnectHandler;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.NetConnection;
import io.hopwire.libp2p.PingHandler;
import io.hopwire.libp2p.identity.PeerId;

/**
 * What a host answers later, and the thread that waits for it.
 *
 * @param <T> of what comes where nothing fails.
 */
final class HostAnswer<T>
{
    private final NodeAccess access;
    private final WaitPlace place = WaitPlace.ofAll();
    private volatile T answer;
    private volatile HostFault fault;

    HostAnswer(final NodeAccess access)
    {
        this.access = access;
    }

    /** By the thread that asks, once. */
    T await(final String what)
    {
        access.await(place, NodeAccess.FOREVER_NS, () -> null != answer || null != fault);
        if (null == answer)
        {
            throw new HostException(fault, what);
        }
        return answer;
    }

    static ConnectHandler ofConnect(final HostAnswer<PeerId> peer)
    {
        return new ConnectHandler()
        {
            @Override
            public void onConnected(final NetConnection connection)
            {
                peer.set(connection.remotePeer());
            }

            @Override
            public void onFailed(final HostFault why)
            {
                peer.fail(why);
            }
        };
    }

    static PingHandler ofPing(final HostAnswer<Long> pong)
    {
        return new PingHandler()
        {
            @Override
            public void onPong(final long rttNs)
            {
                pong.set(rttNs);
            }

            @Override
            public void onFailed(final HostFault why)
            {
                pong.fail(why);
            }
        };
    }

    private void set(final T value)
    {
        answer = value;
        access.blockedCalls().signal(place);
    }

    private void fail(final HostFault why)
    {
        fault = why;
        access.blockedCalls().signal(place);
    }
}
