package io.hopwire.agent;

import io.hopwire.core.Core;
import io.hopwire.spi.Counters;
import io.hopwire.transport.DatagramTransport;
import io.hopwire.transport.StreamTransport;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;

/**
 * What a node's agent is made of.
 */
final class NodeParts
{
    Core core;
    DatagramTransport transport;
    /** Connections of bytes, of a core that has them. */
    StreamTransport streams = NoStreams.INSTANCE;
    SlowWork slowWork;
    CommandQueue commands;
    EngineSessions sessions;
    Counters counters;
    EngineState state;
    NanoClock clock;
    ErrorHandler errorHandler;
    /** Where the node's thread waits, or null where it never does. */
    AgentWait nodeWait;
    /** Where the worker's own thread waits, or null where it never does or there is none. */
    AgentWait workerWait;
}
