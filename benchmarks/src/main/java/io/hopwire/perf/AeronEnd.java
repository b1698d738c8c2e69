package io.hopwire.perf;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpIdleStrategy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Aeron as one thread can drive it: the media driver embedded, in mode {@code INVOKER}, and its client with an invoker
 * too. Settings are those of Aeron's own low-latency samples: term buffers not sparse and touched before, large socket
 * buffers, no bounds checks (which the launch flags say). Time-outs are long, for pairs that wait while others measure.
 */
final class AeronEnd implements End
{
    /** Datagrams that fit an Ethernet frame, Aeron's default outside of loopback. */
    static final int MTU = 1408;
    /** Datagrams that only loopback and jumbo frames carry whole. */
    static final int LARGE_MTU = 8 * 1024;
    /** Aeron's own choice of everything that is not needed to run it in one thread. */
    static final int ALL_DEFAULTS = 0;
    private static final int STREAM = 1001;
    private static final int TERM_LENGTH = 16 * 1024 * 1024;
    private static final int FRAGMENT_LIMIT = 10;
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(30);

    private final FragmentHandler handler;
    private final int mtu;
    private MediaDriver driver;
    private Aeron aeron;
    private AgentInvoker driverInvoker;
    private AgentInvoker clientInvoker;
    private Subscription subscription;
    private ExclusivePublication publication;

    AeronEnd(final Receiver receiver, final int mtu)
    {
        handler = new FragmentAssembler((buffer, offset, length, header) ->
            receiver.onMessage(buffer, offset, length));
        this.mtu = mtu;
    }

    @Override
    public String open() throws IOException
    {
        final Path directory = Files.createTempDirectory(Scratch.inherited(), "aeron-");
        driver = MediaDriver.launch(driverContext(directory));
        driverInvoker = driver.sharedAgentInvoker();
        aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(driver.aeronDirectoryName())
            .useConductorAgentInvoker(true)
            .driverAgentInvoker(driverInvoker)
            .idleStrategy(NoOpIdleStrategy.INSTANCE)
            .awaitingIdleStrategy(NoOpIdleStrategy.INSTANCE)
            .preTouchMappedMemory(true));
        clientInvoker = aeron.conductorAgentInvoker();
        subscription = aeron.addSubscription(channel("127.0.0.1:0"), STREAM);
        String address = subscription.tryResolveChannelEndpointPort();
        while (null == address)
        {
            doWork();
            address = subscription.tryResolveChannelEndpointPort();
        }
        return address.substring(address.indexOf("127."));
    }

    @Override
    public void connect(final String peer)
    {
        publication = aeron.addExclusivePublication(channel(peer), STREAM);
    }

    @Override
    public boolean isUp()
    {
        return publication.isConnected() && subscription.isConnected();
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        final long position = publication.offer(buffer, offset, length);
        if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED)
        {
            throw new IllegalStateException("a message of " + length + " bytes was refused: " + position);
        }
        return position > 0;
    }

    @Override
    public void doWork()
    {
        driverInvoker.invoke();
        clientInvoker.invoke();
        if (null != subscription)
        {
            subscription.poll(handler, FRAGMENT_LIMIT);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(aeron, driver);
    }

    private String channel(final String endpoint)
    {
        final ChannelUriStringBuilder uri = new ChannelUriStringBuilder()
            .media(CommonContext.UDP_MEDIA)
            .endpoint(endpoint);
        return ALL_DEFAULTS == mtu ? uri.build() : uri.mtu(mtu).termLength(TERM_LENGTH).build();
    }

    private MediaDriver.Context driverContext(final Path directory)
    {
        final MediaDriver.Context context = new MediaDriver.Context()
            .threadingMode(ThreadingMode.INVOKER)
            .warnIfDirectoryExists(false)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .asyncExecutorEnabled(false)
            .clientLivenessTimeoutNs(PATIENCE_NS)
            .imageLivenessTimeoutNs(PATIENCE_NS)
            .publicationUnblockTimeoutNs(2 * PATIENCE_NS)
            .publicationConnectionTimeoutNs(PATIENCE_NS)
            .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NS));
        if (ALL_DEFAULTS != mtu)
        {
            context.termBufferSparseFile(false)
                .performStorageChecks(false)
                .socketRcvbufLength(NioUdpEnd.SOCKET_BUFFER)
                .socketSndbufLength(NioUdpEnd.SOCKET_BUFFER)
                .initialWindowLength(NioUdpEnd.SOCKET_BUFFER);
        }
        context.aeronDirectoryName(directory.toString());
        return context;
    }
}
