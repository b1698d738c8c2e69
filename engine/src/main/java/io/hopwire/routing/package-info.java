/**
 * The Kademlia routing table: contacts in id order in lent memory, one writer, readers without locks.
 * <p>
 * {@link io.hopwire.routing.RoutingTable} belongs to the thread that runs the core and is the only one that writes;
 * {@link io.hopwire.routing.RoutingTableReader} reads the same memory from any other thread;
 * {@link io.hopwire.routing.ContactList} carries copies out of either. Distances are by XOR, after Maymounkov and
 * Mazières, "Kademlia: A Peer-to-peer Information System Based on the XOR Metric" (2002).
 */
package io.hopwire.routing;
