package io.hopwire.component.payload;

import io.hopwire.crypto.SipHash;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Ways back are found by their hashes while they are young, and the oldest goes first.
 */
class WhisperPathsTest
{
    private static final long LIFETIME = 1000;

    private final UnsafeBuffer hash = new UnsafeBuffer(new byte[WhisperPaths.HASH_LENGTH]);
    private final UnsafeBuffer secret = new UnsafeBuffer(new byte[WhisperMessage.SECRET_LENGTH]);

    /** Against a plain queue: growing, forgetting and finding, with hashes of which many have a head in common. */
    @Test
    void findsWhatIsYoungAndNothingElse()
    {
        final WhisperPaths paths = new WhisperPaths(256, LIFETIME, new SipHash(1, 2));
        final ArrayDeque<long[]> model = new ArrayDeque<>();
        final Random random = new Random(7);
        long nowNs = 0;
        for (int i = 0; i < 20_000; i++)
        {
            nowNs += random.nextInt(i % 5000 < 2500 ? 3 : 30);
            final long now = nowNs;
            model.removeIf((entry) -> entry[1] <= now);
            final long name = random.nextInt(600);
            final long found = paths.find(of(name), 0, nowNs);
            final long[] expected = model.stream().filter((entry) -> entry[0] == name).findAny().orElse(null);
            if (null == expected)
            {
                assertEquals(WhisperPaths.NONE, found, "at " + i);
                final long added = paths.add(of(name), 0, (int)name, nowNs);
                secret.putLong(0, name);
                paths.secret(added, secret, 0);
                model.add(new long[]{name, nowNs + LIFETIME, added});
                if (model.size() > 256)
                {
                    model.poll();
                }
            }
            else
            {
                assertEquals(expected[2], found, "at " + i);
                assertEquals((int)name, paths.upLink(found));
                assertEquals(name, paths.secrets().getLong(paths.secretOffset(found)));
                assertEquals(WhisperPaths.NO_LINK, paths.downLink(found));
            }
        }
    }

    @Test
    void answersAsOftenAsItWasPassedOn()
    {
        final WhisperPaths paths = new WhisperPaths(64, LIFETIME, new SipHash(1, 2));
        final long path = paths.add(of(1), 0, 5, 0);
        assertFalse(paths.mayAnswer(path));
        paths.passed(path, 6);
        paths.passed(path, 7);
        assertEquals(7, paths.downLink(path));
        assertEquals(2, paths.passes(path));
        assertTrue(paths.mayAnswer(path));
        assertTrue(paths.mayAnswer(path));
        assertFalse(paths.mayAnswer(path));
    }

    @Test
    void remembersWhomItHasTriedInVain()
    {
        final WhisperPaths paths = new WhisperPaths(64, LIFETIME, new SipHash(1, 2));
        final long path = paths.add(of(1), 0, 5, 0);
        for (int link = 10; link < 13; link++)
        {
            assertFalse(paths.isTriedOut(path));
            assertFalse(paths.wasTried(path, link));
            paths.passed(path, link);
            paths.tried(path);
            assertTrue(paths.wasTried(path, link));
            assertEquals(WhisperPaths.NO_LINK, paths.downLink(path));
        }
        assertTrue(paths.isTriedOut(path));
    }

    @Test
    void aNameThatIsKeptForTooLongNamesNothing()
    {
        final WhisperPaths paths = new WhisperPaths(64, LIFETIME, new SipHash(1, 2));
        final long first = paths.add(of(0), 0, 5, 0);
        assertTrue(paths.has(first));
        for (int i = 1; i <= 64; i++)
        {
            paths.add(of(i), 0, 5, 0);
        }
        assertFalse(paths.has(first));
        assertEquals(WhisperPaths.NONE, paths.find(of(0), 0, 0));
        final long second = paths.find(of(1), 0, 0);
        assertNotEquals(WhisperPaths.NONE, second);
        paths.forget(second, 0);
        assertEquals(WhisperPaths.NONE, paths.find(of(1), 0, 0));
    }

    private UnsafeBuffer of(final long name)
    {
        hash.putLong(0, name);
        hash.putLong(24, ~name);
        return hash;
    }
}
