/**
 * What makes packets that get lost carry something that does not: packets are numbered, acknowledged in ranges, found
 * lost and counted; credit bounds what is under way, a congestion window how fast; long messages are cut into fragments
 * and put together again; a replay window refuses what came before.
 * <pre>
 *   sender      SentPackets   the packets in flight and what each carried; RttEstimator, CongestionControl, Pacer
 *               SendCredit    bytes that the receiver has room for
 *   receiver    AckRanges     the numbers that arrived, to be told in DeliveryHeader
 *               ReceiveCredit bytes promised; ReplayWindow, Reassembly
 * </pre>
 * What is a message and an answer, and no packet, has RequestTable: requests with ids, asked again when AnswerTimes
 * says so.
 * <p>
 * A packet number is used once. What was lost is sent again in a new packet, so each acknowledgement says which
 * transmission arrived, and a round trip is never measured wrongly (RFC 9000, section 13; RFC 9002).
 * <p>
 * Knows nothing of sessions, routes or circuits: a packet's contents are numbers that mean something to its user. Pure:
 * primitive arrays and time as an argument; nothing allocates but what grows to its bound. Not thread-safe.
 */
package io.hopwire.delivery;
