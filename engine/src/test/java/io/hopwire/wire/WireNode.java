package io.hopwire.wire;

import io.hopwire.core.CoreConfig;
import io.hopwire.core.NodeCore;
import io.hopwire.crypto.HandshakeMemory;
import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.TestOutbox;
import io.hopwire.link.TestRequests;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Services;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A whole core of which everything random is a constant: whatever is drawn, and in whichever order, what a reader of
 * the document finds is the same.
 */
final class WireNode
{
    private static final byte[] LINK_PROLOGUE = "hopwire/1 link".getBytes(StandardCharsets.US_ASCII);

    final char name;
    final int addressId;
    final byte[] privateKey = new byte[32];
    final byte[] publicKey = new byte[32];
    final byte[] linkEphemeral = new byte[32];
    final byte[] sessionEphemeral = new byte[32];
    /** All that is ever drawn, until somebody sets another. */
    long random;
    final RecordingEvents events = new RecordingEvents();
    final NodeCore core;
    final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));

    private final TestOutbox outbox;
    private final TestRequests requests = new TestRequests(64);
    private final HandshakeWorker worker;
    private final List<WireSecrets> secrets;
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private byte[] nextEphemeral = linkEphemeral;

    /**
     * A node whose secrets all follow from one digit.
     *
     * @param name    of the node.
     * @param digit   of its keys.
     * @param secrets what handshakes agree on is added to them.
     * @param setup   of what is not as usual.
     */
    WireNode(final char name, final int digit, final List<WireSecrets> secrets, final Consumer<CoreConfig> setup)
    {
        final HopwireCrypto crypto = new HopwireCrypto();
        this.name = name;
        this.addressId = digit;
        this.secrets = secrets;
        Arrays.fill(privateKey, (byte)(0x11 * digit));
        Arrays.fill(linkEphemeral, (byte)(0x50 + digit));
        Arrays.fill(sessionEphemeral, (byte)(0x60 + digit));
        crypto.publicKey(privateKey, publicKey);
        random = 0x0101_0101_0101_0101L * (0xA0 + digit);
        final CoreConfig config = new CoreConfig().publicKey(publicKey);
        setup.accept(config);
        outbox = new TestOutbox(Limits.MAX_DATAGRAMS_PER_INPUT, config.get(NodeSettings.MTU));
        worker = new HandshakeWorker(
            new HandshakeMemory(crypto, 64), new Ephemerals(), IdentitySchemes.X25519, privateKey, 64);
        core = new NodeCore(
            config, crypto,
            new Services(outbox, requests, events, new Constant(), new WireAddresses(), counters));
    }

    TestOutbox outbox()
    {
        return outbox;
    }

    void datagram(final int source, final byte[] datagram, final long nowNs)
    {
        core.onDatagram(source, new UnsafeBuffer(datagram.clone()), 0, datagram.length, nowNs);
        work(nowNs);
    }

    void command(final int type, final long correlationId, final Commands.Command<?> command, final long nowNs)
    {
        command.correlationId(correlationId);
        core.onCommand(type, command.buffer(), 0, command.buffer().capacity(), nowNs);
        work(nowNs);
    }

    /** Do what is slow, at once. */
    void work(final long nowNs)
    {
        byte[] next = requests.poll();
        while (null != next)
        {
            request.putBytes(0, next);
            final HandshakeRequest header = new HandshakeRequest().wrap(request, 0);
            noteKind(header);
            final boolean isAnswered = HandshakeRequest.DISCARD != header.op();
            final int length = worker.execute(request, 0, next.length, result, 0);
            if (isAnswered)
            {
                requests.answered();
                final HandshakeResult read = new HandshakeResult().wrap(result, 0);
                if (read.isFinished())
                {
                    secrets.add(new WireSecrets(this, header.owner(), read));
                }
                core.onResult(result, 0, length, nowNs);
            }
            next = requests.poll();
        }
    }

    private void noteKind(final HandshakeRequest header)
    {
        if (header.prologueLength() > 0)
        {
            boolean isLink = true;
            for (int i = 0; i < LINK_PROLOGUE.length; i++)
            {
                isLink &= LINK_PROLOGUE[i] == request.getByte(header.prologueOffset() + i);
            }
            nextEphemeral = isLink ? linkEphemeral : sessionEphemeral;
        }
    }

    private final class Ephemerals implements EntropySource
    {
        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
            System.arraycopy(nextEphemeral, 0, dst, offset, length);
        }

        @Override
        public long nextLong()
        {
            throw new AssertionError("the worker draws keys only");
        }
    }

    private final class Constant implements EntropySource
    {
        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
            Arrays.fill(dst, offset, offset + length, (byte)random);
        }

        @Override
        public long nextLong()
        {
            return random;
        }
    }

    /** Node n is at 192.0.2.n, port 4800 + n: RFC 5737 keeps these for documents. */
    private static final class WireAddresses implements Addresses
    {
        @Override
        public int intern(final DirectBuffer buffer, final int offset)
        {
            return buffer.getByte(offset + IP_LENGTH - 1);
        }

        @Override
        public int kind(final int addressId)
        {
            return AddressKind.UDP;
        }

        @Override
        public int path(final int addressId, final int ttl)
        {
            return addressId;
        }

        @Override
        public void copyTo(final int addressId, final MutableDirectBuffer buffer, final int offset)
        {
            buffer.setMemory(offset, LENGTH, (byte)0);
            buffer.putShort(offset + 10, (short)-1);
            buffer.putBytes(offset + 12, new byte[]{(byte)192, 0, 2, (byte)addressId});
            buffer.putShort(offset + PORT_OFFSET, (short)(4800 + addressId), ByteOrder.BIG_ENDIAN);
        }

        @Override
        public void retain(final int addressId)
        {
            // there is room for all
        }

        @Override
        public void release(final int addressId)
        {
            // there is room for all
        }
    }
}
