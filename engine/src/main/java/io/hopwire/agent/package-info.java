/**
 * The shell: configuration, threads and the hand-over between applications and the core.
 * <pre>
 *   application threads        node thread                          worker thread
 *
 *   Session.offer ──commands──▶ NodeAgent ──requests──▶ SlowWork ──▶ WorkerAgent
 *   Session.read  ◀──inbox────     │      ◀──results──          ◀──   (key agreement)
 *                                  ▼
 *                               NodeCore ◀──▶ UdpTransport
 * </pre>
 * One ring takes the commands of all application threads to the node, one ring a session takes its messages back. In
 * {@code INVOKER} mode all three columns are the application's own thread, and commands are plain calls.
 */
package io.hopwire.agent;
