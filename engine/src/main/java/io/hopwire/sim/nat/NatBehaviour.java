package io.hopwire.sim.nat;

/**
 * What a mapping, or a filter, of a NAT depends on besides the inner node (RFC 4787, sections 4.1 and 5).
 */
public enum NatBehaviour
{
    /** On nothing: one mapping for all destinations; a filter that lets everybody in. */
    ENDPOINT_INDEPENDENT,

    /** On the address of the remote end, its port aside. */
    ADDRESS_DEPENDENT,

    /** On address and port of the remote end. */
    ADDRESS_AND_PORT_DEPENDENT;

    /**
     * What of a remote address counts.
     *
     * @param remoteId an address id, 0 or more.
     * @return equal for remote addresses that are not told apart.
     */
    int keyOf(final int remoteId)
    {
        switch (this)
        {
            case ENDPOINT_INDEPENDENT:
                return 0;

            case ADDRESS_DEPENDENT:
                return SimAddress.host(remoteId);

            default:
                return remoteId;
        }
    }
}
