package io.hopwire.examples;

import io.hopwire.ListenSession;
import io.hopwire.Session;
import org.agrona.DirectBuffer;

/**
 * Sends back whatever comes. Between {@code hash begin} and {@code hash end} it also digests what comes.
 */
final class DemoServer extends DemoRole
{
    private static final int BATCH = 64;

    private final ListenSession listener;
    private final EchoResponder responder;
    private MessageDigester digester;

    DemoServer(final Host host)
    {
        listener = host.engine().localEndpoint().listen();
        responder = new EchoResponder(this::onMessage);
    }

    @Override
    int poll()
    {
        return responder.poll(listener, BATCH);
    }

    @Override
    String onCommand(final String command, final String argument)
    {
        switch (command + " " + argument)
        {
            case "hash begin":
                digester = new MessageDigester();
                return "";
            case "hash end":
                final String result = digester.hex() + " " + digester.bytes();
                digester = null;
                return result;
            default:
                return super.onCommand(command, argument);
        }
    }

    private void onMessage(final Session session, final DirectBuffer buffer, final int offset, final int length)
    {
        if (null != digester)
        {
            digester.update(buffer, offset, length);
        }
    }
}
