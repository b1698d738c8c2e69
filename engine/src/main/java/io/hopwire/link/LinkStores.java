package io.hopwire.link;

import io.hopwire.delivery.AnswerTimes;
import io.hopwire.spi.Services;
import io.hopwire.spi.Timers;

/**
 * What a {@link LinkTable} holds, as those that work on it are given it.
 *
 * @param config     of the table.
 * @param services   that it was lent.
 * @param timers     of the table: the even ones are links', the odd ones handshakes'.
 * @param links      up or not.
 * @param indexes    by which frames find their keys and handshakes.
 * @param handshakes that are under way.
 * @param keypairs   makes and forgets keys.
 * @param timestamps of peers whose links are gone.
 * @param openTimes  how long peers take to answer handshakes of ours.
 */
record LinkStores(
    LinkConfig config, Services services, Timers timers, Links links, ReceiverIndexes indexes,
    HandshakeSlots handshakes, Keypairs keypairs, TimestampCache timestamps, AnswerTimes openTimes)
{
}
