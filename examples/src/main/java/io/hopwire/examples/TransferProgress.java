package io.hopwire.examples;

import io.hopwire.examples.report.Quantities;

import java.io.PrintStream;

/**
 * A file on its way: how much of it, how fast, and how long it will take, behind a bar.
 */
final class TransferProgress
{
    private final TransferRate rate;
    private final ProgressLine line;
    private final long length;

    TransferProgress(final PrintStream out, final String what, final long length, final long nowNs)
    {
        this.length = length;
        line = new ProgressLine(out, Consoles.isTerminal(), what, length);
        rate = new TransferRate(nowNs);
    }

    void update(final long done, final long nowNs)
    {
        rate.update(done, nowNs);
        line.update(done, () -> words(done));
    }

    /**
     * Leave the line clean for what follows.
     */
    void end()
    {
        line.end();
    }

    /**
     * {@return so many bytes as people read them}
     */
    static String bytes(final double bytes)
    {
        final String text = Quantities.about(bytes);
        return text + (Character.isLetter(text.charAt(text.length() - 1)) ? "B" : " B");
    }

    private String words(final long done)
    {
        final long leftNs = rate.leftNs(length);
        return bytes(done) + " of " + bytes(length) + ", " + bytes(rate.bytesPerSecond()) + "/s" +
            (leftNs < 0 ? "" : ", " + Quantities.clock(leftNs) + " left");
    }
}
