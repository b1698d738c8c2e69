package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identify.IdentifyError;
import io.hopwire.libp2p.identify.IdentifyMessage;
import io.hopwire.libp2p.identify.PeerRecord;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /ipfs/id/1.0.0} and {@code /ipfs/id/push/1.0.0}: each side of a new connection asks what the other is, and
 * tells all peers when that changes. What a peer says is kept in the {@link PeerStore}; the record that it has signed
 * is looked at by the worker.
 */
final class IdentifyService implements Timers.Handler
{
    private static final List<String> ASK = List.of(IdentifyMessage.PROTOCOL);
    private static final List<String> PUSH = List.of(IdentifyMessage.PUSH_PROTOCOL);

    private final HostContext host;
    private final Timers timers;
    private final IdentifyMessage message = new IdentifyMessage();
    private final PeerRecord record = new PeerRecord();
    private final SelfDescription self;
    private final StreamHandler asker = new Reading(false);
    private final StreamHandler teller = new Telling();
    private final List<IdentifyReader> readers = new ArrayList<>();
    private final ArrayDeque<IdentifyReader> free = new ArrayDeque<>();
    private boolean isPushDue;

    IdentifyService(final HostContext host)
    {
        this.host = host;
        timers = host.timers.register(this);
        self = new SelfDescription(host);
        host.streams.setHandler(IdentifyMessage.PROTOCOL, teller);
        host.streams.setHandler(IdentifyMessage.PUSH_PROTOCOL, new Reading(true));
    }

    /** Ask the peer of a new connection. */
    void ask(final NetConnection connection)
    {
        connection.newStream(ASK, asker);
    }

    /** Protocols or addresses of ours have changed. */
    void onChanged(final boolean areAddresses)
    {
        if (areAddresses)
        {
            self.onAddressesChanged();
        }
        isPushDue = true;
    }

    /** Tell everybody what has changed, all of it at once. */
    void flush()
    {
        self.flush();
        if (isPushDue && !self.isWaiting())
        {
            isPushDue = false;
            for (final PeerId peer : host.peers.ids())
            {
                final KnownPeer known = host.peerStore.get(peer);
                final NetConnection connection = host.peers.usable(peer);
                if (null != connection && null != known && known.protocols().contains(PUSH.get(0)))
                {
                    connection.newStream(PUSH, teller);
                }
            }
        }
    }

    void onSigned(final DirectBuffer buffer, final int offset, final int length)
    {
        self.onSigned(buffer, offset, length);
    }

    /** The worker has looked at a peer's record. */
    void onVerified(final NetConnection connection, final DirectBuffer buffer, final int offset, final int length)
    {
        final int id = offset + UpgradeWork.BODY_OFFSET;
        final int content = id + UpgradeWork.resultIdLength(buffer, offset);
        final boolean isGood = null == UpgradeWork.fault(buffer, offset) &&
            connection.remotePeer().isSame(buffer, id, content - id) &&
            IdentifyError.NONE == record.wrap(buffer, content, offset + length - content);
        if (!isGood)
        {
            host.counters.reject(RejectCode.LIBP2P_IDENTIFY);
            return;
        }
        final List<Multiaddr> addresses = new ArrayList<>();
        for (int i = 0; i < record.addresses() && i < host.peerStore.maxAddresses(); i++)
        {
            addresses.add(Multiaddr.of(buffer, record.addressOffset(i), record.addressLength(i)));
        }
        host.peerStore.heardOf(connection.remotePeer()).signed(record.sequence(), addresses);
    }

    @Override
    public void onTimer(final int index, final long nowNs)
    {
        fail(readers.get(index));
    }

    private void fail(final IdentifyReader reader)
    {
        final NetStream stream = reader.stream;
        host.counters.reject(RejectCode.LIBP2P_IDENTIFY);
        release(reader);
        stream.reset();
    }

    private void onWhole(final IdentifyReader reader)
    {
        final NetConnection connection = reader.stream.connection();
        final PeerId peer = connection.remotePeer();
        host.peerStore.heardOf(peer).identified(
            reader, connection.publicKey, host.peerStore.maxAddresses(), host.peerStore.maxProtocols());
        host.counters.increment(SystemCounter.LIBP2P_IDENTIFIED);
        if (null != reader.signedRecord)
        {
            verify(connection, reader.signedRecord);
        }
        release(reader);
        host.listener.onIdentified(peer);
    }

    /** A record that does not fit, or that there is no time for, is as one that is not there. */
    private void verify(final NetConnection connection, final byte[] envelope)
    {
        final int length = UpgradeWork.BODY_OFFSET + envelope.length;
        final int offset = length > Limits.MAX_SLOW_WORK_LENGTH || connection.isVerifying ?
            -1 : host.upgrader.claim(length);
        if (offset >= 0)
        {
            connection.isVerifying = true;
            host.upgrader.put(host.services.requests().buffer(), offset,
                UpgradeWork.VERIFY_RECORD, 0, connection.handle);
            host.services.requests().buffer().putBytes(offset + UpgradeWork.BODY_OFFSET, envelope);
            host.services.requests().commit();
        }
    }

    private void begin(final NetStream stream, final boolean isPush)
    {
        IdentifyReader reader = free.poll();
        if (null == reader)
        {
            reader = new IdentifyReader(readers.size());
            readers.add(reader);
        }
        reader.begin(stream, isPush);
        stream.attach(reader);
        timers.schedule(reader.index, host.nowNs + host.limits.negotiationNs);
    }

    private void release(final IdentifyReader reader)
    {
        timers.cancel(reader.index);
        if (reader.isPush)
        {
            reader.stream.connection().isPushed = false;
        }
        reader.stream.attach(null);
        reader.clear();
        free.push(reader);
    }

    /** We hear what a peer is: because we asked, or because it tells. */
    private final class Reading implements StreamHandler
    {
        private final boolean isPush;

        Reading(final boolean isPush)
        {
            this.isPush = isPush;
        }

        @Override
        public void onOpened(final NetStream stream)
        {
            if (isPush && stream.connection().isPushed)
            {
                // One at a time, so that a peer holds memory for one.
                host.counters.reject(RejectCode.LIBP2P_STREAM_LIMIT);
                stream.reset();
                return;
            }
            stream.connection().isPushed |= isPush;
            begin(stream, isPush);
        }

        @Override
        public int onData(
            final NetStream stream,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNs)
        {
            final IdentifyReader reader = (IdentifyReader)stream.attachment();
            if (!reader.onData(buffer, offset, length, message))
            {
                fail(reader);
            }
            return length;
        }

        @Override
        public void onEnd(final NetStream stream)
        {
            final IdentifyReader reader = (IdentifyReader)stream.attachment();
            if (!reader.isWhole())
            {
                fail(reader);
                return;
            }
            stream.closeWrite();
            onWhole(reader);
        }

        @Override
        public void onReset(final NetStream stream, final HostFault fault)
        {
            if (null != stream.attachment())
            {
                host.counters.reject(RejectCode.LIBP2P_IDENTIFY);
                release((IdentifyReader)stream.attachment());
            }
        }
    }

    /** We say what we are: because a peer asked, or because that has changed. */
    private final class Telling implements StreamHandler
    {
        @Override
        public void onOpened(final NetStream stream)
        {
            final byte[] said = self.message(stream.connection().remoteAddress());
            stream.attach(new Saying(said));
            onWritable(stream);
        }

        @Override
        public int onData(
            final NetStream stream,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNs)
        {
            // Nothing is expected.
            return length;
        }

        @Override
        public void onWritable(final NetStream stream)
        {
            ((Saying)stream.attachment()).write(stream);
        }

        @Override
        public void onEnd(final NetStream stream)
        {
            // We close when all is said.
        }
    }
}
