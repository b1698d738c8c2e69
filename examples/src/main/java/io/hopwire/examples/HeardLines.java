package io.hopwire.examples;

import io.hopwire.Shout;
import io.hopwire.ShoutHandler;
import io.hopwire.spi.SystemCounter;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Prints what others say, a line each: sender, and text, or bytes and other values as hexadecimal digits. The node's
 * thread does not wait for the terminal.
 */
final class HeardLines
{
    private static final int MAX_WAITING = 1024;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private HeardLines()
    {
    }

    /**
     * Print.
     *
     * @param host     whose node hears.
     * @param listen   takes the handler.
     * @param what     is heard, for people.
     * @param count    lines after which to end.
     * @param terminal to print on.
     * @return the exit code.
     */
    static int print(
        final Host host,
        final Consumer<ShoutHandler> listen,
        final String what,
        final long count,
        final Terminal terminal)
    {
        final ArrayBlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
        final AtomicLong dropped = new AtomicLong();
        listen.accept((shout) ->
        {
            if (!waiting.offer(line(shout)))
            {
                dropped.incrementAndGet();
            }
        });
        terminal.err().println("hopwire: " + host.engine().publicKey() + " hears " + what);
        long heard = 0;
        while (host.isRunning() && heard < count)
        {
            final String line = waiting.poll();
            if (null == line)
            {
                host.linger(LOOK_NS);
                continue;
            }
            terminal.out().println(line);
            terminal.checkOut();
            heard++;
        }
        final long unheard = dropped.get() + host.engine().counters().get(SystemCounter.SHOUTS_UNHEARD.label());
        if (unheard > 0)
        {
            terminal.err().println("hopwire: " + unheard + " more came faster than they were printed");
        }
        return 0;
    }

    private static String line(final Shout shout)
    {
        final byte[] bytes = new byte[shout.length()];
        shout.buffer().getBytes(shout.offset(), bytes);
        final String message = Shout.Kind.TEXT == shout.kind() ?
            printable(new String(bytes, StandardCharsets.UTF_8)) : "0x" + HexFormat.of().formatHex(bytes);
        return shout.from() + " " + message;
    }

    /** A stranger's text must not move the cursor. */
    private static String printable(final String text)
    {
        return text.codePoints()
            .map((point) -> Character.isISOControl(point) ? '?' : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    }
}
