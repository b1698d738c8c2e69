package io.hopwire.examples;

import io.hopwire.agent.EngineContext;
import io.hopwire.agent.Host;
import io.hopwire.agent.HostException;
import io.hopwire.agent.HostStream;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.PeerId;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The example of py-libp2p's introduction: hosts A and B have one connection of TCP between them, and speak about two
 * topics over it at once. Of stream X they ask for steak recipes, which are HTML, by HTTP; of stream Y for music files,
 * by a transfer that is like FTP's. A suggests several protocols and B picks the first that it has; where it has none,
 * A is told so by a fault that can be switched on.
 * <pre>
 *   java -cp hopwire.jar io.hopwire.examples.SteakAndMusic
 * </pre>
 * The transfer of files: the client sends {@code LIST} or {@code RETR name}, each with a line end; the server answers
 * with a number of 32 bits and as many names, or with the length, 64 bits, and the bytes of the file; -1 stands for a
 * file that there is not.
 */
public final class SteakAndMusic
{
    private static final String HTTP = "/http/1.1";
    private static final String HTTP_2 = "/http/2";
    private static final String FILES = "/steak-and-music/ftp/1.0.0";
    private static final int SONG_LENGTH = 2_000_000;
    private static final Map<String, String> RECIPES = Map.of(
        "/steak/ribeye", "<html><h1>Ribeye</h1><p>Salt it an hour before, sear it, let it rest.</p></html>",
        "/steak/flank", "<html><h1>Flank</h1><p>Marinate it, grill it hot, cut it across the grain.</p></html>");

    private final Map<String, byte[]> music = new TreeMap<>();
    private final PrintStream out;

    private SteakAndMusic(final PrintStream out)
    {
        this.out = out;
        music.put("blue-in-green.ogg", song(1));
        music.put("so-what.ogg", song(2));
    }

    /**
     * Run both hosts, in this process.
     *
     * @param args none.
     * @throws Exception where something differs from what was sent.
     */
    public static void main(final String[] args) throws Exception
    {
        new SteakAndMusic(System.out).run();
    }

    private void run() throws IOException, InterruptedException, ExecutionException
    {
        try (Host b = launch(); Host a = launch())
        {
            // Each host on creation listens on one or more ports.
            final Multiaddr address = b.listen(
                Multiaddr.parse("/ip4/127.0.0.1/tcp/0"), Multiaddr.parse("/ip4/127.0.0.1/tcp/0")).get(0);
            b.setStreamHandler(HTTP, SteakAndMusic::serveRecipes);
            b.setStreamHandler(FILES, this::serveMusic);

            final PeerId peer = a.connect(address);
            out.println("A is connected to " + peer);
            final FutureTask<Integer> recipes = new FutureTask<>(() -> readRecipes(a, peer));
            final FutureTask<Integer> files = new FutureTask<>(() -> fetchMusic(a, peer));
            new Thread(recipes, "recipes").start();
            new Thread(files, "music").start();
            out.println(recipes.get() + " recipes by HTTP and " + files.get() + " songs, two streams at once, over " +
                a.peers().size() + " connection");
            askForTooMuch(a, peer);
        }
    }

    private static Host launch()
    {
        final byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        return Host.launch(new EngineContext(), new HostConfig(HostKey.ofEd25519(seed)));
    }

    private int readRecipes(final Host host, final PeerId peer) throws IOException
    {
        int count = 0;
        for (final Map.Entry<String, String> recipe : RECIPES.entrySet())
        {
            // B has no HTTP/2, and picks the second.
            try (HostStream x = host.newStream(peer, HTTP_2, HTTP))
            {
                x.write(("GET " + recipe.getKey() + " HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n")
                    .getBytes(US_ASCII));
                x.closeWrite();
                final String answer = new String(x.inputStream().readAllBytes(), UTF_8);
                check(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith(recipe.getValue()), answer);
                out.println("X, " + x.protocol() + ": " + recipe.getKey() + ", " + answer.length() + " bytes");
                count++;
            }
        }
        return count;
    }

    private static void serveRecipes(final HostStream x)
    {
        try
        {
            final BufferedReader in = new BufferedReader(new InputStreamReader(x.inputStream(), US_ASCII));
            final String[] request = String.valueOf(in.readLine()).split(" ");
            for (String line = in.readLine(); null != line && !line.isEmpty(); line = in.readLine())
            {
                check(line.contains(":"), "no header: " + line);
            }
            final String body = request.length > 1 ? RECIPES.get(request[1]) : null;
            final String text = null == body ? "<html><h1>No such steak</h1></html>" : body;
            x.write(("HTTP/1.1 " + (null == body ? "404 Not Found" : "200 OK") + "\r\nContent-Type: text/html\r\n" +
                "Content-Length: " + text.getBytes(UTF_8).length + "\r\nConnection: close\r\n\r\n" + text)
                .getBytes(UTF_8));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private int fetchMusic(final Host host, final PeerId peer) throws IOException
    {
        int count = 0;
        try (HostStream y = host.newStream(peer, FILES))
        {
            final DataInputStream in = new DataInputStream(y.inputStream());
            y.write("LIST\n".getBytes(US_ASCII));
            final String[] names = new String[in.readInt()];
            for (int i = 0; i < names.length; i++)
            {
                names[i] = in.readUTF();
            }
            for (final String name : names)
            {
                y.write(("RETR " + name + "\n").getBytes(US_ASCII));
                final byte[] file = in.readNBytes((int)in.readLong());
                check(sha256(music.get(name)).equals(sha256(file)), name + " is another file");
                out.println("Y, " + y.protocol() + ": " + name + ", " + file.length + " bytes, SHA-256 " +
                    sha256(file).substring(0, 16) + "...");
                count++;
            }
        }
        return count;
    }

    private void serveMusic(final HostStream y)
    {
        try
        {
            final BufferedReader in = new BufferedReader(new InputStreamReader(y.inputStream(), US_ASCII));
            final OutputStream bytes = y.outputStream();
            final DataOutputStream answer = new DataOutputStream(bytes);
            for (String line = in.readLine(); null != line; line = in.readLine())
            {
                if ("LIST".equals(line))
                {
                    answer.writeInt(music.size());
                    for (final String name : music.keySet())
                    {
                        answer.writeUTF(name);
                    }
                }
                else
                {
                    final byte[] file = music.get(line.substring(line.indexOf(' ') + 1));
                    answer.writeLong(null == file ? -1 : file.length);
                    answer.write(null == file ? new byte[0] : file);
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void askForTooMuch(final Host host, final PeerId peer)
    {
        try (HostStream stream = host.newStream(peer, "/gopher/1.0.0", HTTP_2))
        {
            check(false, "B speaks " + stream.protocol());
        }
        catch (final HostException ex)
        {
            check(HostFault.PROTOCOL_NOT_SUPPORTED == ex.fault(), ex.getMessage());
            out.println("of /gopher/1.0.0 and " + HTTP_2 + ": " + ex.fault().text());
        }
    }

    private static byte[] song(final long seed)
    {
        final byte[] song = new byte[SONG_LENGTH];
        new SplittableRandom(seed).nextBytes(song);
        return song;
    }

    private static String sha256(final byte[] bytes)
    {
        try
        {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static void check(final boolean isSo, final String otherwise)
    {
        if (!isSo)
        {
            throw new IllegalStateException(otherwise);
        }
    }
}
