package io.hopwire.libp2p.address;

/**
 * The protocols that components of a multiaddr are of.
 *
 * @see <a href="https://github.com/multiformats/multiaddr/blob/master/protocols.csv">Table of multiformats</a>
 */
public enum AddressProtocol
{
    /** IPv4 address. */
    IP4(4, "ip4", 4, Kind.IP4),
    /** Port of TCP. */
    TCP(6, "tcp", 2, Kind.PORT),
    /** Port of DCCP. */
    DCCP(33, "dccp", 2, Kind.PORT),
    /** IPv6 address. */
    IP6(41, "ip6", 16, Kind.IP6),
    /** Zone of the IPv6 address that follows (RFC 4007). */
    IP6ZONE(42, "ip6zone", Kind.VARIABLE_LENGTH, Kind.NAME),
    /** Length of a prefix. */
    IPCIDR(43, "ipcidr", 1, Kind.CIDR),
    /** Name that has addresses of IPv4 or IPv6. */
    DNS(53, "dns", Kind.VARIABLE_LENGTH, Kind.NAME),
    /** Name that has addresses of IPv4. */
    DNS4(54, "dns4", Kind.VARIABLE_LENGTH, Kind.NAME),
    /** Name that has addresses of IPv6. */
    DNS6(55, "dns6", Kind.VARIABLE_LENGTH, Kind.NAME),
    /** Name whose TXT records are multiaddrs. */
    DNSADDR(56, "dnsaddr", Kind.VARIABLE_LENGTH, Kind.NAME),
    /** Port of SCTP. */
    SCTP(132, "sctp", 2, Kind.PORT),
    /** Port of UDP. */
    UDP(273, "udp", 2, Kind.PORT),
    /** Deprecated. */
    P2P_WEBRTC_STAR(275, "p2p-webrtc-star", 0, Kind.NONE),
    /** Deprecated. */
    P2P_WEBRTC_DIRECT(276, "p2p-webrtc-direct", 0, Kind.NONE),
    /** Deprecated. */
    P2P_STARDUST(277, "p2p-stardust", 0, Kind.NONE),
    /** WebRTC without signalling. */
    WEBRTC_DIRECT(280, "webrtc-direct", 0, Kind.NONE),
    /** WebRTC. */
    WEBRTC(281, "webrtc", 0, Kind.NONE),
    /** Through a relay, which stands in front. */
    P2P_CIRCUIT(290, "p2p-circuit", 0, Kind.NONE),
    /** UDT. */
    UDT(301, "udt", 0, Kind.NONE),
    /** uTP. */
    UTP(302, "utp", 0, Kind.NONE),
    /** Path of a Unix domain socket, to the end. */
    UNIX(400, "unix", Kind.VARIABLE_LENGTH, Kind.PATH),
    /** Id of a peer; {@code ipfs} in old texts. */
    P2P(421, "p2p", Kind.VARIABLE_LENGTH, Kind.PEER),
    /** Instead of TLS and HTTP, in old texts. */
    HTTPS(443, "https", 0, Kind.NONE),
    /** Service of Tor, version 2, and port. */
    ONION(444, "onion", 12, Kind.ONION),
    /** Service of Tor, version 3, and port. */
    ONION3(445, "onion3", 37, Kind.ONION),
    /** Destination of I2P. */
    GARLIC64(446, "garlic64", Kind.VARIABLE_LENGTH, Kind.GARLIC64),
    /** Hash of a destination of I2P. */
    GARLIC32(447, "garlic32", Kind.VARIABLE_LENGTH, Kind.GARLIC32),
    /** TLS. */
    TLS(448, "tls", 0, Kind.NONE),
    /** Name that TLS is told (RFC 6066). */
    SNI(449, "sni", Kind.VARIABLE_LENGTH, Kind.NAME),
    /** Noise. */
    NOISE(454, "noise", 0, Kind.NONE),
    /** QUIC, draft 29. */
    QUIC(460, "quic", 0, Kind.NONE),
    /** QUIC (RFC 9000). */
    QUIC_V1(461, "quic-v1", 0, Kind.NONE),
    /** WebTransport. */
    WEBTRANSPORT(465, "webtransport", 0, Kind.NONE),
    /** Hash of a certificate. */
    CERTHASH(466, "certhash", Kind.VARIABLE_LENGTH, Kind.MULTIHASH),
    /** WebSocket. */
    WS(477, "ws", 0, Kind.NONE),
    /** Instead of TLS and WebSocket, in old texts. */
    WSS(478, "wss", 0, Kind.NONE),
    /** Deprecated. */
    P2P_WEBSOCKET_STAR(479, "p2p-websocket-star", 0, Kind.NONE),
    /** HTTP. */
    HTTP(480, "http", 0, Kind.NONE),
    /** Path of a resource of HTTP. */
    HTTP_PATH(481, "http-path", Kind.VARIABLE_LENGTH, Kind.HTTP_PATH),
    /** Within a process, for tests. */
    MEMORY(777, "memory", Kind.VARIABLE_LENGTH, Kind.NUMBER);

    /** {@link #valueLength()} of values that tell their length. */
    public static final int VARIABLE = Kind.VARIABLE_LENGTH;

    private static final AddressProtocol[] ALL = values();

    private final int code;
    private final String text;
    private final int valueLength;
    private final Kind kind;

    AddressProtocol(final int code, final String text, final int valueLength, final Kind kind)
    {
        this.code = code;
        this.text = text;
        this.valueLength = valueLength;
        this.kind = kind;
    }

    /**
     * The protocol of a code.
     *
     * @param code from a multiaddr.
     * @return the protocol, or null where nobody here knows it.
     */
    public static AddressProtocol of(final long code)
    {
        // In the order of their codes, and few; the two that nearly all addresses have are in front.
        for (final AddressProtocol protocol : ALL)
        {
            if (protocol.code == code)
            {
                return protocol;
            }
        }
        return null;
    }

    /**
     * The protocol of a name.
     *
     * @param text as in a multiaddr's text.
     * @return the protocol, or null where nobody here knows it.
     */
    public static AddressProtocol named(final String text)
    {
        for (final AddressProtocol protocol : ALL)
        {
            if (protocol.text.equals(text))
            {
                return protocol;
            }
        }
        return "ipfs".equals(text) ? P2P : null;
    }

    /** {@return its number on the wire} */
    public int code()
    {
        return code;
    }

    /** {@return its name in texts} */
    public String text()
    {
        return text;
    }

    /** {@return bytes of its values, 0 where it has none, or {@link #VARIABLE}} */
    public int valueLength()
    {
        return valueLength;
    }

    Kind kind()
    {
        return kind;
    }

    /** What values are. */
    enum Kind
    {
        NONE, IP4, IP6, PORT, CIDR, NAME, PATH, PEER, ONION, GARLIC64, GARLIC32, MULTIHASH, HTTP_PATH, NUMBER;

        /** Here, since an enum's constants are made before its other fields. */
        static final int VARIABLE_LENGTH = -1;
    }
}
