package io.hopwire.architecture.broken.link;

import java.net.Socket;
import java.util.HashMap;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.agrona.concurrent.AgentRunner;

/**
 * Everything that a pure state machine must not touch.
 */
public final class Impure
{
    final Socket socket = null;
    final AtomicLong atomic = null;
    final AgentRunner runner = null;
    final Thread thread = null;
    final Random random = null;
    final Logger logger = null;
    final HashMap<String, String> map = null;

    static long clock()
    {
        return System.nanoTime();
    }
}
