package io.hopwire.examples;

import java.io.PrintStream;
import java.util.List;

/**
 * The bar of {@code hopwire listen}: there is room for one file, the one of the client that has been there for longest.
 */
final class ListenProgress
{
    private final PrintStream err;
    private TransferProgress bar;
    private FileReceiver receiver;
    private String name;

    ListenProgress(final PrintStream err)
    {
        this.err = err;
    }

    void show(final List<ListenClient> clients)
    {
        final FileReceiver receiving = receiving(clients);
        final String now = null == receiving ? null : receiving.name();
        if (receiving != receiver || null != now && !now.equals(name))
        {
            end();
            bar = null == now ? null :
                new TransferProgress(err, "receiving " + now, receiving.length(), System.nanoTime());
            receiver = receiving;
            name = now;
        }
        if (null != bar)
        {
            bar.update(receiver.received(), System.nanoTime());
        }
    }

    boolean isShown()
    {
        return null != bar;
    }

    /**
     * Leave the line clean for what follows; the bar comes again.
     */
    void end()
    {
        if (null != bar)
        {
            bar.end();
        }
    }

    private static FileReceiver receiving(final List<ListenClient> clients)
    {
        for (int i = 0; i < clients.size(); i++)
        {
            final FileReceiver files = clients.get(i).files();
            if (null != files && null != files.name())
            {
                return files;
            }
        }
        return null;
    }
}
