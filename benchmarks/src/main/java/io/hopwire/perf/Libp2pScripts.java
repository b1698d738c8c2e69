package io.hopwire.perf;

import io.hopwire.libp2p.address.Multiaddr;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * js-libp2p: the scripts {@code listen.mjs} and {@code dial.mjs} of {@code engine/src/test/js/libp2p}, in a folder
 * where npm has installed what they need.
 */
final class Libp2pScripts
{
    private static final String FOUND = "\"multiaddr\"\\s*:\\s*\"([^\"]+)\"";
    private static final int MAX_LINE = 100;
    private static final long STOP_SECONDS = 5;

    private final Path folder;

    /**
     * Not looked at yet.
     *
     * @param folder with scripts and {@code node_modules}.
     */
    Libp2pScripts(final Path folder)
    {
        this.folder = folder;
    }

    boolean areThere()
    {
        return Files.isDirectory(folder.resolve("node_modules/libp2p")) &&
            Files.isReadable(folder.resolve("dial.mjs")) && Files.isReadable(folder.resolve("listen.mjs"));
    }

    /**
     * Start a listener.
     *
     * @param muxer   that it has.
     * @param seconds until it stops by itself.
     * @return the listener.
     * @throws IOException where it does not start.
     */
    Listener listen(final String muxer, final int seconds) throws IOException
    {
        return new Listener(start(
            "listen.mjs", "--stdin", "--muxers", muxer, "--services", "identify,ping,echo",
            "--max-seconds", Integer.toString(seconds)));
    }

    /**
     * Have js-libp2p measure a peer.
     *
     * @param address of the peer.
     * @param muxer   to use.
     * @param runs    of which the script tells the medians; one more comes before them.
     * @param seconds that it may take.
     * @return what it says.
     * @throws IOException where it fails.
     */
    Libp2pFigures dial(final String address, final String muxer, final int runs, final int seconds) throws IOException
    {
        final Process process = start(
            "dial.mjs", address, "--muxers", muxer, "--runs", Integer.toString(runs), "--json",
            "--max-seconds", Integer.toString(seconds));
        try (InputStream in = process.getInputStream())
        {
            return figures(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        finally
        {
            stop(process);
        }
    }

    /**
     * Read what {@code dial.mjs --json} says.
     *
     * @param json its line.
     * @return figures.
     * @throws IOException where one of them is not there.
     */
    static Libp2pFigures figures(final String json) throws IOException
    {
        return new Libp2pFigures(
            median(json, "pingMedianUs"), median(json, "pingP99Us"), median(json, "dialMs"),
            median(json, "echo64SerialMsgPerS"), median(json, "echo64PipelinedMsgPerS"), median(json, "sinkMiBPerS"),
            Double.NaN);
    }

    private static double median(final String json, final String name) throws IOException
    {
        return Double.parseDouble(
            first(json, '"' + name + "\"\\s*:\\s*\\{\\s*\"median\"\\s*:\\s*([-+.0-9eE]+)", name));
    }

    private static String first(final String text, final String pattern, final String what) throws IOException
    {
        final Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find())
        {
            final String line = text.strip();
            throw new IOException(
                "js-libp2p says no " + what + ": " + line.substring(0, Math.min(MAX_LINE, line.length())));
        }
        return matcher.group(1);
    }

    private Process start(final String... words) throws IOException
    {
        final Path node = folder.resolve("node_modules/.bin/node");
        final List<String> command = new ArrayList<>();
        command.add(Files.isExecutable(node) ? node.toAbsolutePath().toString() : "node");
        command.addAll(List.of(words));
        final Process process = new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private static void stop(final Process process)
    {
        try
        {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS))
            {
                process.destroyForcibly();
            }
        }
        catch (final InterruptedException ex)
        {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A js-libp2p that listens on loopback. */
    static final class Listener implements AutoCloseable
    {
        private final Process process;
        private final String address;

        private Listener(final Process process) throws IOException
        {
            this.process = process;
            final BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
            final String line = in.readLine();
            try
            {
                address = first(null == line ? "" : line, FOUND, "address");
            }
            catch (final IOException ex)
            {
                process.destroyForcibly();
                throw ex;
            }
        }

        String address()
        {
            return address;
        }

        Multiaddr multiaddr()
        {
            return Multiaddr.parse(address);
        }

        /** It stops when it is told to, and would where its input ended. */
        @Override
        public void close()
        {
            process.destroy();
            stop(process);
        }
    }
}
