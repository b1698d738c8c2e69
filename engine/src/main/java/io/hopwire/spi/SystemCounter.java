package io.hopwire.spi;

/**
 * Every counter that is not a {@link RejectCode}. Ids are never reused. Those that every packet counts in come first,
 * so that they lie in two cache lines.
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
    /** Data frames opened. */
    FRAMES_OPENED(4, "frames opened"),
    /** Data frames sealed. */
    FRAMES_SEALED(5, "frames sealed"),
    /** Frames opened that were a link's own: signs of life, measurements, closes. */
    LINK_FRAMES(6, "frames of links"),
    /** Cells that ended here: with those forwarded and those rejected, all that came. */
    CELLS_ENDED(7, "cells that ended here"),
    /** Cells forwarded for others. */
    CELLS_FORWARDED(8, "cells forwarded"),
    /** Messages the application handed over. */
    MESSAGES_SENT(9, "messages sent"),
    /** Messages given to the application. */
    MESSAGES_DELIVERED(10, "messages delivered"),
    /** Messages the peer acknowledged. */
    MESSAGES_ACKED(11, "messages acknowledged"),
    /** Duty cycles. */
    DUTY_CYCLES(12, "duty cycles"),
    /** Frames opened that held messages of the specification. */
    TRANSMISSIONS(13, "transmissions"),
    /** Frames opened that held messages of components of the user's. */
    COMPONENT_FRAMES(14, "frames of components"),
    /** Datagrams that the socket refused; lost. */
    SEND_ERRORS(15, "send errors"),
    /** Claims of the outbox refused; lost. */
    OUTBOX_FULL(16, "outbox full"),
    /** Requests for slow work refused. */
    REQUESTS_FULL(17, "requests full"),
    /** Links that are up now. */
    LINKS_UP(18, "links up"),
    /** Links that ever came up. */
    LINKS_OPENED(19, "links opened"),
    /** Links that went down. */
    LINKS_CLOSED(20, "links closed"),
    /** Handshakes begun by us. */
    HANDSHAKES_INITIATED(21, "handshakes initiated"),
    /** Handshakes answered by us. */
    HANDSHAKES_ANSWERED(22, "handshakes answered"),
    /** Handshakes of ours that got no answer in time. */
    HANDSHAKES_TIMED_OUT(23, "handshakes timed out"),
    /** Peers whose address changed. */
    ROAMED(24, "peers roamed"),
    /** Circuits that run through here now. */
    CIRCUITS_OPEN(25, "circuits open"),
    /** Route requests seen. */
    ROUTE_REQUESTS(26, "route requests"),
    /** Route requests refused. */
    ROUTES_REFUSED(27, "routes refused"),
    /** Sessions open now. */
    SESSIONS_OPEN(28, "sessions open"),
    /** Messages sent again. */
    MESSAGES_RETRANSMITTED(29, "messages retransmitted"),
    /** Messages that ended without acknowledgement. */
    MESSAGES_FAILED(30, "messages failed or unknown"),
    /** Contacts in the routing table. */
    CONTACTS(31, "contacts"),
    /** FIND_NODE questions answered. */
    FIND_NODE_ANSWERED(32, "find_node answered"),
    /** Bytes allocated by the duty cycle's thread, where the JVM tells. */
    BYTES_ALLOCATED(33, "bytes allocated"),
    /** Errors recorded in the distinct error log. */
    ERRORS(34, "errors"),
    /** Sockets opened that go through Java's public API and leave garbage for every datagram. */
    SOCKET_FALLBACKS(35, "sockets on the public api"),
    /** Handshake and cookie frames that were taken: with those opened and those rejected, all frames that came. */
    HANDSHAKE_FRAMES(36, "handshake frames taken"),
    /** Calls of the kernel that sent several datagrams. */
    SEGMENTED_SENDS(37, "segmented sends"),
    /** Calls of the kernel that were to send several datagrams and that it refused; sent one by one then. */
    SEGMENTED_SENDS_REFUSED(38, "segmented sends refused"),
    /** Calls of the kernel that read several datagrams, or one of several frames where such reads are split. */
    COALESCED_READS(39, "coalesced reads"),
    /** Times that a peer got a connected socket of its own. */
    PEERS_PROMOTED(40, "peers promoted"),
    /** Times that the system refused one. */
    PROMOTIONS_REFUSED(41, "promotions refused"),
    /** Frames that came in a datagram behind another one. */
    FRAMES_BEHIND(42, "frames behind another"),
    /** Datagrams that were no frames and that somebody waited for: answers of STUN, NAT-PMP, PCP. */
    DATAGRAMS_OF_DOOR(43, "datagrams that are no frames"),
    /** TCP connections that there are now. */
    CONNECTIONS_OPEN(44, "connections open"),
    /** TCP connections that we began to open. */
    CONNECTIONS_DIALLED(45, "connections dialled"),
    /** TCP connections that peers opened. */
    CONNECTIONS_ACCEPTED(46, "connections accepted"),
    /** TCP connections that peers opened and that there was no room for. */
    CONNECTIONS_REFUSED(47, "connections refused"),
    /** TCP connections that ended, or never came up. */
    CONNECTIONS_CLOSED(48, "connections closed"),
    /** Frames that found no room at a connection that takes no more; lost. */
    CONNECTION_FULL(49, "connection full"),
    /** Of the messages sent again those whose earlier packet had arrived after all. */
    MESSAGES_REPEATED_NEEDLESSLY(50, "messages repeated needlessly"),
    /** Times that somebody turned out to use our key who is not this node: two run with one key. */
    KEY_ELSEWHERE(51, "own key met elsewhere"),
    /** Attempts at a link that ended at this node itself: the address is our own. */
    LINKS_TO_SELF(52, "attempts that met this node itself"),
    /** Probes of how long a datagram the path of a link carries. */
    PATH_PROBES(53, "path mtu probes"),
    /** Times that a path turned out to carry less than it did. */
    PATHS_NARROWED(54, "paths that became narrower"),
    /** Datagrams that the application handed over to sessions. */
    SESSION_DATAGRAMS_SENT(55, "session datagrams sent"),
    /** Datagrams of sessions given to the application. */
    SESSION_DATAGRAMS_DELIVERED(56, "session datagrams delivered"),
    /** Datagrams of sessions that came and found no room. */
    SESSION_DATAGRAMS_DROPPED(57, "session datagrams dropped"),
    /** SHOUTs that came and were new: shown to the application, and passed on. */
    SHOUTS_TAKEN(58, "shouts taken"),
    /** SHOUTs that came and were here before. */
    SHOUTS_SEEN(59, "shouts seen before"),
    /** SHOUTs sent to neighbours, our own and those of others, once for each neighbour. */
    SHOUTS_SENT(60, "shouts sent to neighbours"),
    /** SHOUTs that the application had no room for. */
    SHOUTS_UNHEARD(61, "shouts that the application had no room for"),
    /** Times that a session's long packets were lost while short ones came through. */
    BLACK_HOLES(62, "sessions whose long packets were lost"),
    /** Records that this node keeps for the network, copies and promises included. */
    DHT_RECORDS(63, "dht records kept"),
    /** STOREs that were done, those of this node's own changes included. */
    DHT_STORED(64, "dht records stored"),
    /** Ballots that were promised. */
    DHT_PROMISED(65, "dht ballots promised"),
    /** FIND_VALUEs that found something here. */
    DHT_VALUES_FOUND(66, "dht values found"),
    /** Records that this node has stored again at the nodes closest to them. */
    DHT_REPUBLISHED(67, "dht records stored again"),
    /** Answers to FIND_VALUE and STORE that nobody waits for any more, or never did. */
    DHT_LATE_ANSWERS(68, "dht answers too late"),
    /** SPEAKs of neighbours that the application was shown. */
    SPEAKS_HEARD(69, "speaks heard"),
    /** SPEAKs of our own, once for each neighbour, however often it was told. */
    SPEAKS_SENT(70, "speaks sent to neighbours"),
    /** WHISPERs that the application was shown. */
    WHISPERS_HEARD(71, "whispers heard"),
    /** Times that a neighbour was handed a WHISPER of our own; repetitions do not count. */
    WHISPERS_SENT(72, "whispers handed to neighbours"),
    /** WHISPERs of others that were passed on, repetitions too. */
    WHISPERS_PASSED(73, "whispers passed on"),
    /** WHISPERs of our own that were acknowledged. */
    WHISPERS_ACKNOWLEDGED(74, "whispers acknowledged"),
    /** Transmissions that were sent compressed. */
    TRANSMISSIONS_COMPRESSED(75, "transmissions compressed"),
    /** Bytes by which those became shorter. */
    COMPRESSION_BYTES_SAVED(76, "bytes saved by compression"),
    /** Compressed transmissions that came and were decompressed. */
    TRANSMISSIONS_DECOMPRESSED(77, "transmissions decompressed"),
    /** Options that neighbours have set. */
    OPTIONS_SET(78, "connection options set"),
    /** Options of neighbours that are not known here, or settings that are not taken; they are told. */
    OPTIONS_REFUSED(79, "connection options refused"),
    /** Records that the worker was asked to sign, or whose signature it was asked to check. */
    DHT_SIGNATURES(80, "dht signatures made or checked"),
    /** Questions to addresses that newest frames of peers came from, and where these have not answered before. */
    ADDRESSES_CHALLENGED(81, "addresses challenged"),
    /** Times that a node was not dialled, for a single neighbour had named it, at a host where nobody answers. */
    CONTACTS_DOUBTED(82, "contacts doubted"),
    /** Sessions that peers began and did not confirm, given up for others. */
    SESSIONS_DISPLACED_UNCONFIRMED(83, "sessions displaced, not confirmed"),
    /** Sessions that peers began, and that have not carried a message, given up for others. */
    SESSIONS_DISPLACED_UNUSED(84, "sessions displaced, never used"),
    /** Idle sessions of peers that have many, given up for others. */
    SESSIONS_DISPLACED_IDLE(85, "sessions displaced, idle"),
    /** Links that peers opened, given up for other peers'. */
    LINKS_DISPLACED(86, "links displaced"),
    /** Handshakes of peers that were answered and did not go on, given up for other peers'. */
    HANDSHAKES_DISPLACED(87, "handshakes displaced"),
    /** Route searches of neighbours that have many under way, given up for those of others. */
    SEARCHES_DISPLACED(88, "route searches displaced"),
    /** Connections of libp2p that carry streams now. */
    LIBP2P_CONNECTIONS_OPEN(89, "libp2p connections open"),
    /** Connections of libp2p that ever did. */
    LIBP2P_CONNECTIONS_UPGRADED(90, "libp2p connections upgraded"),
    /** Connections of libp2p that we dialled and that never did, for whatever reason. */
    LIBP2P_DIALS_FAILED(91, "libp2p dials failed"),
    /** Connections of libp2p whose peer did not agree on how to speak in time. */
    LIBP2P_UPGRADES_TIMED_OUT(92, "libp2p upgrades timed out"),
    /** Connections of libp2p whose peer was silent, or did not read, for too long. */
    LIBP2P_PEERS_SILENT(93, "libp2p peers silent"),
    /** Streams of libp2p that we opened. */
    LIBP2P_STREAMS_OPENED(94, "libp2p streams opened"),
    /** Streams of libp2p that peers opened. */
    LIBP2P_STREAMS_ACCEPTED(95, "libp2p streams accepted"),
    /** Streams of libp2p that we wanted to open, and that are more than may be. */
    LIBP2P_STREAMS_REFUSED(96, "libp2p streams refused"),
    /** Streams of libp2p that ended without all having arrived. */
    LIBP2P_STREAMS_RESET(97, "libp2p streams reset"),
    /** Streams of libp2p for which there was no protocol in time. */
    LIBP2P_STREAMS_TIMED_OUT(98, "libp2p streams timed out"),
    /** Times that a peer of libp2p has said what it is. */
    LIBP2P_IDENTIFIED(99, "libp2p peers identified"),
    /** Pings of libp2p that peers answered. */
    LIBP2P_PINGS(100, "libp2p pings"),
    /** Pings of libp2p peers that we answered. */
    LIBP2P_PINGS_ANSWERED(101, "libp2p pings answered"),
    /** Streams of libp2p that we closed, and reset later because their peers neither closed them nor went on. */
    LIBP2P_STREAMS_NOT_FINISHED(102, "libp2p streams not finished by the peer"),
    /** TCP connections that nobody made use of, closed so that another peer has one. */
    CONNECTIONS_DISPLACED(103, "connections displaced"),
    /** Connections of libp2p that peers opened, closed so that another peer has one. */
    LIBP2P_CONNECTIONS_DISPLACED(104, "libp2p connections displaced");

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

    /** {@return how many counters there are} */
    public static int count()
    {
        return BY_ID.length;
    }

    /**
     * {@return the counter of an id}
     *
     * @param id of a counter.
     */
    public static SystemCounter get(final int id)
    {
        return BY_ID[id];
    }
}
