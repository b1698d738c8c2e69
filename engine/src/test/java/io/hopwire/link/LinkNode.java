package io.hopwire.link;

import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeMemory;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.ResultOwners;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.compress.Codecs;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One node of a {@link LinkNet}: a table of links, its worker and everything lent to it. Records what the table tells.
 */
public final class LinkNode implements LinkHandler
{
    static final int MAX_REQUESTS = 512;

    public final TestOutbox outbox;
    public final TestRequests requests = new TestRequests(MAX_REQUESTS);
    public final TestTimers timers = new TestTimers();
    public final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    public final List<String> events = new ArrayList<>();
    public final List<byte[]> frames = new ArrayList<>();
    public final byte[] privateKey;
    public final byte[] publicKey;
    public final UnsafeBuffer publicKeyBuffer;
    public final SealedLinks table;
    public final TransmissionSender sender;
    public final ResultOwners results;
    public Timers.Handler onTimer;
    public final HandshakeWorker worker;
    public int addressId;
    /** How long its worker takes, where that is not as long as everybody's. */
    public long workNs = -1;
    public long framesFed;
    public boolean isRecording = true;
    public LinkHandler listener;
    public long ups;
    public long downs;
    public long failures;
    public long received;

    LinkNode(
        final CryptoProvider crypto,
        final long seed,
        final byte[] privateKey,
        final LinkSetup setup,
        final TestAddresses addresses,
        final int addressId)
    {
        this.addressId = addressId;
        outbox = new TestOutbox(256, setup.settings().get(NodeSettings.MTU));
        this.privateKey = privateKey;
        final IdentityScheme scheme = setup.scheme();
        publicKey = new byte[scheme.addressLength()];
        publicKeyBuffer = new UnsafeBuffer(publicKey);
        scheme.address(privateKey, crypto, publicKey);
        final TestEntropy entropy = new TestEntropy(seed);
        worker = new HandshakeWorker(
            new HandshakeMemory(crypto, setup.settings().get(LinkSettings.MAX_HANDSHAKES)),
            new TestEntropy(~seed),
            scheme,
            privateKey,
            setup.settings().get(LinkSettings.MAX_HANDSHAKES));
        final Services services = new Services(outbox, requests, null, entropy, addresses, counters);
        table = new SealedLinks(
            setup.withAddress(publicKey),
            services.with(this::register),
            new LinkMemory(crypto, Limits.MAX_KEPT, new Codecs(false)),
            this);
        sender = new TransmissionSender(table, setup.settings(), counters);
        results = services.results();
    }

    /** Close all links, as a host does it. */
    public void closeAll(final long nowNs)
    {
        boolean hasMore = true;
        while (hasMore)
        {
            hasMore = table.onClose(nowNs);
        }
    }

    private Timers register(final Timers.Handler handler)
    {
        onTimer = handler;
        return timers;
    }

    @Override
    public void onLinkUp(final Link link, final long nowNs)
    {
        if (!link.isUp() || table.get(link.id()) != link || table.byKey(link.peerKey(), 0) != link)
        {
            throw new AssertionError("link is not up");
        }
        ups++;
        record("up");
        if (null != listener)
        {
            listener.onLinkUp(link, nowNs);
        }
    }

    @Override
    public void onLinkDown(final Link link, final int reason, final long nowNs)
    {
        if (link.isUp())
        {
            throw new AssertionError("link is up");
        }
        downs++;
        record("down " + LinkCloseReason.name(reason));
        if (null != listener)
        {
            listener.onLinkDown(link, reason, nowNs);
        }
    }

    @Override
    public void onLinkFailed(final Link link, final int reason, final long nowNs)
    {
        failures++;
        record("failed " + LinkCloseReason.name(reason));
        if (null != listener)
        {
            listener.onLinkFailed(link, reason, nowNs);
        }
    }

    @Override
    public void onFrame(
        final Link link, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        received++;
        if (isRecording)
        {
            final byte[] frame = new byte[length];
            buffer.getBytes(offset, frame);
            frames.add(frame);
        }
        if (null != listener)
        {
            listener.onFrame(link, buffer, offset, length, nowNs);
        }
    }

    /**
     * The only link that is up.
     */
    public Link link()
    {
        if (1 != table.upCount())
        {
            throw new AssertionError(table.upCount() + " links up; events " + events);
        }
        return table.upLink(0);
    }

    /**
     * Send one frame over a link.
     *
     * @return false where it was refused.
     */
    public boolean send(final Link link, final byte[] plaintext, final long nowNs)
    {
        final int offset = table.tryClaim(link, plaintext.length);
        if (offset < 0)
        {
            return false;
        }
        table.claimBuffer().putBytes(offset, plaintext);
        table.commit(link, plaintext.length, nowNs);
        return true;
    }

    public long get(final SystemCounter counter)
    {
        return counters.get(counter);
    }

    public long get(final RejectCode code)
    {
        return counters.get(code);
    }

    /**
     * Every frame that came was opened, did its part in a handshake, or was rejected before it was opened. Only true
     * while nothing is at the worker.
     */
    public void assertBalance()
    {
        final long accounted =
            get(SystemCounter.FRAMES_OPENED) + table.handshakeFrames() + counters.rejected() -
            get(RejectCode.LINK_NOT_UP) - get(RejectCode.CELL);
        if (framesFed != accounted)
        {
            throw new AssertionError(framesFed + " frames came, " + accounted + " accounted for: opened " +
                get(SystemCounter.FRAMES_OPENED) + ", handshake " + table.handshakeFrames() + ", " + rejects());
        }
    }

    /**
     * Reject counters that are not zero, for messages.
     */
    public String rejects()
    {
        final StringBuilder builder = new StringBuilder("rejects");
        for (int i = 0; i < RejectCode.count(); i++)
        {
            final RejectCode code = RejectCode.get(i);
            if (0 != counters.get(code))
            {
                builder.append(' ').append(code).append('=').append(counters.get(code));
            }
        }
        return builder.toString();
    }

    private void record(final String event)
    {
        if (isRecording)
        {
            events.add(event);
        }
    }
}
