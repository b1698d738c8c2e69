package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.StoreException;
import io.hopwire.StoreRequest;
import io.hopwire.StoredRecord;
import io.hopwire.StoredValue;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node that keeps its records on disk and is killed while it stores, again and again, sometimes while it starts: what
 * it has acknowledged is there afterwards, and nothing that nobody has stored. {@code -Dhopwire.test.kills=1000} for
 * more kills than a few, {@code -Dhopwire.test.kill.seed=N} for those of a failure, as far as clocks repeat themselves.
 */
@Tag("long")
class KilledNodeTest
{
    private static final int KILLS = Integer.getInteger("hopwire.test.kills", 6);
    private static final long SEED = Long.getLong("hopwire.test.kill.seed", ThreadLocalRandom.current().nextLong());
    private static final int KEYS = 24;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    /** Of each key: the last number whose change was acknowledged, and the last that was asked for. */
    private final int[] acknowledged = new int[KEYS];
    private final int[] asked = new int[KEYS];
    private Process process;
    private String address = "127.0.0.1:0";
    private Engine client;

    @AfterEach
    void end()
    {
        if (null != client)
        {
            client.close();
        }
        if (null != process)
        {
            process.destroyForcibly();
        }
    }

    @Test
    void keepsWhatItHasAcknowledged() throws Exception
    {
        int stored = 0;
        for (int kill = 1; kill <= KILLS; kill++)
        {
            start();
            check(kill);
            stored += storeUntilKilled();
            process.waitFor();
            if (0 == random.nextInt(4))
            {
                killWhileItStarts();
            }
        }
        start();
        check(KILLS + 1);
        assertTrue(stored > KILLS, "acknowledged: " + stored);
        System.out.println("killed node: " + KILLS + " kills, " + stored + " changes acknowledged, seed " + SEED);
    }

    private void check(final int kill)
    {
        for (int key = 0; key < KEYS; key++)
        {
            final StoredRecord record = client.store(StoreRequest.read("key " + key).timeout(PATIENCE_NS));
            final int found = null == record.value() ? 0 : Integer.parseInt(record.value().json());
            final String what = "before kill " + kill + ", key " + key + " of seed " + SEED + ": found " + found;
            assertTrue(found >= acknowledged[key], what + ", acknowledged " + acknowledged[key]);
            assertTrue(found <= asked[key], what + ", asked for " + asked[key]);
            // From here on it is read by everybody: it counts as told.
            acknowledged[key] = found;
        }
    }

    /** It is killed by another thread, after some acknowledgements and a moment, when another change is on its way. */
    private int storeUntilKilled() throws Exception
    {
        final int last = random.nextInt(40);
        final long momentNs = random.nextInt(8_000_000);
        int done = 0;
        Thread killer = null;
        while (process.isAlive())
        {
            if (done >= last && null == killer)
            {
                killer = new Thread(() -> kill(momentNs), "killer");
                killer.start();
            }
            done += store(random.nextInt(KEYS)) ? 1 : 0;
        }
        assertNotNull(killer, "the node has ended by itself");
        killer.join();
        return done;
    }

    private void kill(final long momentNs)
    {
        LockSupport.parkNanos(momentNs);
        process.destroyForcibly();
    }

    private boolean store(final int key)
    {
        final int value = ++asked[key];
        try
        {
            client.store(StoreRequest.put("key " + key, StoredValue.json(Integer.toString(value)))
                .timeout(TimeUnit.MILLISECONDS.toNanos(300)));
            acknowledged[key] = value;
            return true;
        }
        catch (final StoreException ex)
        {
            assertTrue(StoreException.Reason.INVALID != ex.reason(), ex::getMessage);
            return false;
        }
    }

    private void killWhileItStarts() throws Exception
    {
        process = launch();
        LockSupport.parkNanos(random.nextInt(700_000_000));
        process.destroyForcibly().waitFor();
    }

    /** With a new client: it is the node that is looked at, and not how soon others find it again. */
    private void start() throws IOException
    {
        if (null != client)
        {
            client.close();
        }
        process = launch();
        final BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = out.readLine();
        while (null != line && !line.startsWith("address"))
        {
            line = out.readLine();
        }
        assertNotNull(line, () -> "the node did not start, see " + directory.resolve("err") + " of seed " + SEED);
        address = line.replaceAll("address +", "");
        client = HopwireEngine.launch(new EngineContext()
            .bindAddress("127.0.0.1:0").bootstrap(address).set("counters.file", "false").notePrinter((note) -> {}));
        assertTrue(client.awaitConnected(PATIENCE_NS), "no link to the node of seed " + SEED);
    }

    private Process launch() throws IOException
    {
        final List<String> command = new ArrayList<>(JavaCommand.of(List.of(
            "node", "--bind", address, "--store", directory.resolve("store").toString(),
            "--set", "counters.file=false")));
        command.add(1, "-XX:TieredStopAtLevel=1");
        return new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("err").toFile()))
            .start();
    }

    /** As a user sees it. */
    @Test
    void saysWhyItCanHaveNoStore() throws Exception
    {
        final String file = Files.writeString(directory.resolve("file"), "no directory").toString();
        final RunningCommand wrong = RunningCommand.run("node", "--bind", "127.0.0.1:0", "--store", file);
        assertEquals(1, wrong.awaitExit(), wrong::toString);
        wrong.awaitErr("^(hopwire: the store \\S+ can not be written: .*)\n$");
        final String store = directory.resolve("one").toString();
        final String key;
        try (RunningCommand first = RunningCommand.start("node", "--bind", "127.0.0.1:0", "--store", store))
        {
            key = first.awaitOut("public key (\\S+)\n");
            first.awaitOut("address +(\\S+)\n");
            final RunningCommand second = RunningCommand.run("node", "--bind", "127.0.0.1:0", "--store", store);
            assertEquals(1, second.awaitExit(), second::toString);
            second.awaitErr("^(hopwire: the store \\S+ is in use by another node)\n$");
        }
        try (RunningCommand again = RunningCommand.start("node", "--bind", "127.0.0.1:0", "--store", store))
        {
            assertEquals(key, again.awaitOut("public key (\\S+)\n"), "its key is in the store");
            again.awaitOut("address +(\\S+)\n");
        }
        final RunningCommand other = RunningCommand.run("node", "--bind", "127.0.0.1:0", "--store", store, "--key-file",
            KeyFiles.of(DemoNetwork.SERVER_PRIVATE_KEY));
        assertEquals(2, other.awaitExit(), other::toString);
        assertTrue(other.err().contains("is that of another node"), other::toString);
    }
}
