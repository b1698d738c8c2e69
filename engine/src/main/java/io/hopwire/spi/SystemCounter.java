package io.hopwire.spi;

/**
 * Every counter that is not a {@link RejectCode}. Ids are never reused.
 */
public enum SystemCounter
{
    /** Datagrams read from the network. */
    DATAGRAMS_RECEIVED(0, "datagrams received"),
    /** Bytes read from the network. */
    BYTES_RECEIVED(1, "bytes received"),
    /** Datagrams written to the network. */
    DATAGRAMS_SENT(2, "datagrams sent"),
    /** Bytes written to the network. */
    BYTES_SENT(3, "bytes sent"),
    /** Datagrams that the socket refused; lost. */
    SEND_ERRORS(4, "send errors"),
    /** Claims of the outbox refused; lost. */
    OUTBOX_FULL(5, "outbox full"),
    /** Requests for slow work refused. */
    REQUESTS_FULL(6, "requests full"),
    /** Links that are up now. */
    LINKS_UP(7, "links up"),
    /** Links that ever came up. */
    LINKS_OPENED(8, "links opened"),
    /** Links that went down. */
    LINKS_CLOSED(9, "links closed"),
    /** Handshakes begun by us. */
    HANDSHAKES_INITIATED(10, "handshakes initiated"),
    /** Handshakes answered by us. */
    HANDSHAKES_ANSWERED(11, "handshakes answered"),
    /** Handshakes of ours that got no answer in time. */
    HANDSHAKES_TIMED_OUT(12, "handshakes timed out"),
    /** Data frames sealed. */
    FRAMES_SEALED(13, "frames sealed"),
    /** Data frames opened. */
    FRAMES_OPENED(14, "frames opened"),
    /** Peers whose address changed. */
    ROAMED(15, "peers roamed"),
    /** Cells forwarded for others. */
    CELLS_FORWARDED(16, "cells forwarded"),
    /** Circuits that run through here now. */
    CIRCUITS_OPEN(17, "circuits open"),
    /** Route requests seen. */
    ROUTE_REQUESTS(18, "route requests"),
    /** Route requests refused. */
    ROUTES_REFUSED(19, "routes refused"),
    /** Sessions open now. */
    SESSIONS_OPEN(20, "sessions open"),
    /** Messages the application handed over. */
    MESSAGES_SENT(21, "messages sent"),
    /** Messages given to the application. */
    MESSAGES_DELIVERED(22, "messages delivered"),
    /** Messages the peer acknowledged. */
    MESSAGES_ACKED(23, "messages acknowledged"),
    /** Messages sent again. */
    MESSAGES_RETRANSMITTED(24, "messages retransmitted"),
    /** Messages that ended without acknowledgement. */
    MESSAGES_FAILED(25, "messages failed or unknown"),
    /** Contacts in the routing table. */
    CONTACTS(26, "contacts"),
    /** FIND_NODE questions answered. */
    FIND_NODE_ANSWERED(27, "find_node answered"),
    /** Bytes allocated by the duty cycle's thread, where the JVM tells. */
    BYTES_ALLOCATED(28, "bytes allocated"),
    /** Duty cycles. */
    DUTY_CYCLES(29, "duty cycles"),
    /** Errors recorded in the distinct error log. */
    ERRORS(30, "errors"),
    /** Sockets opened that go through Java's public API and leave garbage for every datagram. */
    SOCKET_FALLBACKS(31, "sockets on the public api"),
    /** Handshake and cookie frames that were taken: with those opened and those rejected, all frames that came. */
    HANDSHAKE_FRAMES(32, "handshake frames taken"),
    /** Calls of the kernel that sent several datagrams. */
    SEGMENTED_SENDS(33, "segmented sends"),
    /** Calls of the kernel that were to send several datagrams and that it refused; sent one by one then. */
    SEGMENTED_SENDS_REFUSED(34, "segmented sends refused"),
    /** Calls of the kernel that read several datagrams, or one of several frames where such reads are split. */
    COALESCED_READS(35, "coalesced reads"),
    /** Times that a peer got a connected socket of its own. */
    PEERS_PROMOTED(36, "peers promoted"),
    /** Times that the system refused one. */
    PROMOTIONS_REFUSED(37, "promotions refused"),
    /** Frames that came in a datagram behind another one. */
    FRAMES_BEHIND(38, "frames behind another"),
    /** Frames opened that were a link's own: signs of life, measurements, closes. */
    LINK_FRAMES(39, "frames of links"),
    /** Frames opened that held messages of the specification. */
    TRANSMISSIONS(40, "transmissions"),
    /** Frames opened that held messages of components of the user's. */
    COMPONENT_FRAMES(41, "frames of components"),
    /** Cells that ended here: with those forwarded and those rejected, all that came. */
    CELLS_ENDED(42, "cells that ended here");

    private static final SystemCounter[] BY_ID = values();

    private final int id;
    private final String label;

    SystemCounter(final int id, final String label)
    {
        this.id = id;
        this.label = label;
    }

    /**
     * Number on the counters file.
     *
     * @return id, equal to the ordinal.
     */
    public int id()
    {
        return id;
    }

    /**
     * For people.
     *
     * @return label of the counter.
     */
    public String label()
    {
        return label;
    }

    /**
     * How many counters there are.
     *
     * @return how many counters there are.
     */
    public static int count()
    {
        return BY_ID.length;
    }

    /**
     * Counter of an id.
     *
     * @param id of a counter.
     * @return the counter.
     */
    public static SystemCounter get(final int id)
    {
        return BY_ID[id];
    }
}
