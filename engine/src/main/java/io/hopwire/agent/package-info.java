/**
 * The shell: configuration, threads and the hand-over between applications and the core.
 * <pre>
 *   application threads        node thread                          worker thread
 *
 *   Session.offer ──commands──▶ NodeAgent ──requests──▶ SlowWork ──▶ WorkerAgent
 *   Session.read  ◀──inbox────     │      ◀──results──          ◀──   (key agreement)
 *                                  ▼
 *                                 Core ◀──▶ UdpTransport
 * </pre>
 * Where the node keeps records on disk a thread of the disk's own writes them, see {@link io.hopwire.store}: they reach
 * it by a ring, and it says how far they last.
 * <p>
 * One ring takes the commands of all application threads to the node, one ring a session takes its messages back. In
 * {@code INVOKER} mode all three columns are the application's own thread, and an offer is a plain call.
 * <p>
 * A command is a type and a record ({@link io.hopwire.spi.Commands}): it lies in the ring as it goes to the core. What
 * waits for its answer, a {@code PendingCommand}, lies in a table under the command's correlation id; the core's one
 * answer finds it there, and takes it out.
 * <p>
 * A thread that has nothing to do waits in the kernel, see {@link io.hopwire.agent.BlockingIdleStrategy}, until one of
 * its channels is ready, its next deadline, or until another thread has something for it and wakes it. No other
 * strategy knows of that, and where another is chosen nothing is watched and nobody woken.
 * <p>
 * A thread of an application that waits for the node sleeps too, and is woken: see
 * {@link io.hopwire.agent.BlockedCalls}.
 * <p>
 * Every hand-over between threads, and the race (jcstress, in the tests) that states what may be seen of it and what
 * not. Whatever crosses from one thread to another has a line here; nothing else does.
 * <pre>
 *   what                       from          to            how                              race, ...Stress
 *   --------------------------+-------------+-------------+--------------------------------+-------------------------
 *   command                    application   node          table, then ring of many writers CommandQueue.Pending
 *   message to send            application   node          ring of many writers             CommandQueue.Offer
 *   commands of two threads    applications  node          the same                         CommandQueue.TwoWriters
 *   answer to a command        node          application   status, set last                 View.Waited,
 *                                                                                           PendingConnect.Failed
 *   position of a message      application   all           lock; release                    SessionSend.Positions
 *   messages taken by the core node          application   release                          SessionSend.Positions
 *   acknowledgements           node          all           release                          SessionSend.EarlyAck,
 *                                                                                           Unacknowledged
 *   close of a session         application   node          atomic flag, command             SessionSend.Close,
 *                                                                                           CloseTwice
 *   message received           node          application   ring of the session              SessionReceive.Messages
 *   ring that is given back    node          application   volatile, after it was empty     SessionReceive.Trimmed
 *   the same, two readers      node          applications  lock                             SessionReceive.TwoReaders
 *   end of a session           node          application   volatile, after the messages     SessionReceive.Ended,
 *                                                                                           Broken, LastMessage,
 *                                                                                           Drained
 *   number of open sessions    node          application   volatile, after the end          SessionReceive.Counted
 *   session of a connect       node          application   status, set last                 PendingConnect.Connected
 *   command given up           application   node          status, compare and set          PendingConnect.Abandoned
 *   client of a server         node          application   lock; array replaced             ListeningSession.AddOrTake,
 *                                                                                           TwoReaders
 *   close of a server          application   node          lock, command                    ListeningSession.AddOrClose
 *   command for a node asleep  application   node          flag, full fences on both sides  AgentWait.Command,
 *                                                                                           TwoWakers
 *   what a call waits for      node          application   flag, full fences on both sides  BlockedCall.Acknowledged,
 *                                                                                           Leaving
 *   request, result likewise   node, worker  worker, node  the same                         AgentWait.Request
 *   end of waiting             application   node, worker  the same                         AgentWait.Release
 *   key agreement and result   node, worker  worker, node  two rings                        SlowWork.Request
 *   record to be written       node          disk          ring                             Disk.Lasting
 *   how far writes last        disk          node          volatile                         Disk.Lasting
 *   cause of an engine's death node, worker  all           compare and set, before phase    EngineState.Seen, Twice
 *   phase of the engine        application   node, worker  compare and set                  EngineState.Closed
 *   links that are up          node          application   list replaced, volatile          View.Links
 *   hops of a trace            node          application   lock                             View.Traced
 *   what a session demands     node          application   volatile, before the answer      View.Tuned
 *   counters                   node          all           release, one writer              Status.Counting
 *   counters file              node          processes     magic number, released last      Status.Header
 *   errors                     node, worker  all           lock                             Status.Errors
 *   routing table              node          all           sequence of each block           RoutingTable
 * </pre>
 * Without a race, because nothing is shared while it changes: what an engine is made of is finished before its threads
 * start ({@link java.lang.Thread#start()}) and taken apart after they were joined; a {@code NodeAgent} keeps its thread
 * in a plain field, of which a thread only asks whether it is itself; a listener is replaced by compare and set.
 */
package io.hopwire.agent;
