/**
 * What goes wrong in a simulated network, and when. A {@link io.hopwire.sim.fault.FaultPlan} is a text, and
 * {@link io.hopwire.sim.fault.FaultDriver} lets it happen to a network. Uses the network and its NATs; knows neither
 * checks nor loads.
 * <p>
 * <b>Faults.</b> {@link io.hopwire.sim.SimNetwork} and {@link io.hopwire.sim.SimNode} take them by hand; a
 * {@link io.hopwire.sim.fault.FaultPlan} is the same as a text, which {@link io.hopwire.sim.fault.FaultDriver} lets
 * happen. Its items, with their units and their meaning:
 * <pre>
 *   delay 1ms mean 2ms jitter 1ms     of each datagram: the first at least, an exponential part that makes the mean
 *                                     (optional), evenly up to the last on top (optional)
 *   loss 0.05                         datagrams lost, each for itself
 *   burst 0.01 for 8                  datagrams that take the next of their sender with them, so many in all
 *   duplicate 0.01                    datagrams that arrive twice, each copy with a delay of its own
 *   reorder 0.05 by 20ms              datagrams that come so much later
 *   flip 0.001                        datagrams with one wrong bit
 *   spoof 0.02 within 200ms           copies of datagrams that somebody else sends, from the address of another node or
 *                                     from one that nobody has; each takes up to so long and may come before what it is
 *                                     a copy of; one byte of every second one is wrong
 *   rate 10mbit queue 64kB            of a node's uplink; what finds the queue full is lost
 *   mtu 1280                          longest datagram in bytes; longer ones are lost
 *   10s..20s loss 0.5 on 0.1          any of these for a while, and for a share of all paths ...
 *   mtu 1300 on 3 -&gt; 5                ... or for one, in one direction
 *   20s..25s clog 0.1                 paths (as above) that hold back what they are given until the end of the clog
 *   10s..70s partition 0.5 both       nodes that neither hear the others nor are heard by them
 *   80s..90s partition 0.3 oneway     nodes that hear the others, but are not heard by them
 *   30s crash 0.2 for 15s             nodes that forget all but key and configuration, and are away for so long;
 *                                     "for 15s diskloss": their keys, too; "forever": they do not come back
 *   60s pause 0.1 for 3s              nodes whose process is stopped and goes on
 *   30s skew 0.2 by 2s drift 100ppm   clocks that jump ahead, evenly up to the first, and run wrong, evenly up to the
 *                                     second either way (optional); without a time: from the beginning
 *   churn 0.3 per 60s                 nodes that crash in each period, one after the other, each for a time that is
 *                                     drawn evenly up to half a period; "diskloss" as above
 *   nat 0.3 symmetric                 nodes behind NATs, which stay: full-cone, restricted, port-restricted,
 *                                     symmetric, blocked; then, optional: "hairpin", "timeout 30s", and "shared 4"
 *                                     for so many nodes behind each
 *   attackers 0.1 whisper 50/s        hostile nodes that ask their neighbours, in turn, for routes to keys that nobody
 *                                     has, so often a second each; "shout" in place of "whisper": that have so many
 *                                     SHOUTs to say
 *   liars 0.1                         nodes whose answers to FIND_NODE name a host that is no part of the network,
 *                                     with made-up or true keys, and whose answers to FIND_VALUE name other numbers
 *   hoarders 0.1                      nodes that open ten sessions a second, with all, and never use them, and that
 *                                     come back with another key every five seconds
 *   greedy 0.1                        nodes that acknowledge the newest packet only, and only every 10 to 640 ms
 *   unconfirmed 0.1 20/s              nodes that begin so many sessions a second, with all, and never confirm them
 *   45s reboot 0.5                    NATs that forget their mappings
 *   10s..20s liars node 3             any of these hostile ones for a while; then they are honest again
 *   spare nodes 0..3                  never drawn for anything but a partition
 *   stop 300s                         all of this ends; who is to come back does so
 * </pre>
 * <i>Times</i> are virtual and count from the start of the plan, in ns, us, ms, s, min or h; an end may be missing
 * ({@code 10s..}). <i>Shares</i> are from 0 to 1 with at most six decimals, of datagrams, of paths in one direction, of
 * NATs, or of nodes: those that are alive and not spared when it happens, all for a partition; for hostile ones
 * also of those who come later, each by chance, and none twice. In place of a share,
 * nodes are also named by number: {@code node 17}, {@code nodes 3..9}. <i>Rates</i> are in bit, kbit, mbit or gbit a
 * second, <i>lengths</i> in B, kB (1,000) or MB. A path ends at a host: all nodes behind one NAT share it.
 * <p>
 * <b>Order.</b> Of two conditions of one kind that hold for a path at the same time, the later one in the plan does;
 * what {@link io.hopwire.sim.SimNetwork#conditions(int, int, io.hopwire.sim.PathConditions)} says of a path comes
 * before both. A datagram meets, one after the other: transit filter, NAT of its sender, spoofing, MTU, burst, loss,
 * rate and queue, duplication, delay with reordering, clog, bit flip; and when it arrives: NAT of its receiver,
 * partition, and whether the receiver is down or paused. Items that happen at the same time happen in the order of the
 * plan.
 * <p>
 * <b>Hostile nodes.</b> Whatever they say is authentic: a real core says it, and it is changed or held back right
 * before it is sealed ({@link io.hopwire.sim.Tampering}), or it is said beside the core over its links
 * ({@link io.hopwire.sim.HostileMessages}). Those who hoard sessions have an application of their own, for which they
 * start again; all others go on with theirs.
 * <p>
 * <b>Luck.</b> Each item of a plan draws from a stream of its own, made of the driver's seed and its place in the plan;
 * {@link io.hopwire.sim.fault.FaultPlan#swarm} draws whole plans. Network seed, plan and driver seed replay a run.
 */
package io.hopwire.sim.fault;
