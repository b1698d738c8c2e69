package io.hopwire.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Looks names up. Called on a thread where it may block.
 */
interface NameResolver
{
    /**
     * The system's, with the JVM's cache in front of it.
     */
    NameResolver OF_SYSTEM = InetAddress::getAllByName;

    /**
     * All addresses of a host.
     *
     * @param host name.
     * @return at least one, of both families, the preferred ones of each family first.
     * @throws UnknownHostException where there is none, or nobody who knows.
     */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
