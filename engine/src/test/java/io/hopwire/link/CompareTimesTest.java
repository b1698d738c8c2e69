package io.hopwire.link;

import io.hopwire.crypto.AesGcm;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Does the time in which something forged is refused tell how much of it is right? Timings of both classes, right but
 * for the first byte and right but for the last, in an order drawn by chance, compared by Welch's t (Reparaz, Balasch,
 * Verbauwhede, "Dude, is my code constant time?", 2017): below 5 nothing is to be seen. The slowest tenth is what the
 * machine did meanwhile, and is left out. By hand, on a machine that does nothing else, with
 * {@code -Dhopwire.test.timings=1000000}; it reports, and fails for nobody.
 */
@EnabledIfSystemProperty(named = "hopwire.test.timings", matches = "\\d+")
class CompareTimesTest
{
    private static final int TIMINGS = Integer.getInteger("hopwire.test.timings", 0);
    private static final int REPEATS = 16;
    private static final int LENGTH = HandshakeMacs.LENGTH;

    private final Random random = new Random(1);

    @Test
    void ofMacs()
    {
        final UnsafeBuffer frame = new UnsafeBuffer(randomBytes(171));
        final UnsafeBuffer address = new UnsafeBuffer(randomBytes(32));
        final HandshakeMacs macs = new HandshakeMacs("hopwire", address, 32);
        final int mac = frame.capacity() - 2 * LENGTH;
        macs.put(macs.ownKey(), frame, 0, mac, frame, mac);
        final byte[] right = new byte[LENGTH];
        frame.getBytes(mac, right);
        report("first-mac", frame, mac, right, () -> macs.verify(macs.ownKey(), frame, 0, mac, mac));
    }

    @Test
    void ofCookies()
    {
        final byte[] right = randomBytes(LENGTH);
        final UnsafeBuffer ours = new UnsafeBuffer(right.clone());
        final UnsafeBuffer shown = new UnsafeBuffer(new byte[LENGTH]);
        report("cookie", shown, 0, right, () -> HandshakeMacs.isEqual(ours, 0, shown, 0));
    }

    @Test
    void ofTokens()
    {
        final byte[] right = randomBytes(Long.BYTES);
        final Link link = new Link(0, 1, 32);
        link.challengeToken = new UnsafeBuffer(right).getLong(0);
        final UnsafeBuffer shown = new UnsafeBuffer(new byte[Long.BYTES]);
        report("token", shown, 0, right, () -> shown.getLong(0) == link.challengeToken);
    }

    @Test
    void ofTags()
    {
        final AesGcm aead = new AesGcm();
        aead.init(randomBytes(32), 0);
        final UnsafeBuffer text = new UnsafeBuffer(randomBytes(64));
        final UnsafeBuffer sealed = new UnsafeBuffer(new byte[64 + LENGTH]);
        aead.seal(1, text, 0, 64, sealed, 0);
        final byte[] right = new byte[LENGTH];
        sealed.getBytes(64, right);
        final UnsafeBuffer opened = new UnsafeBuffer(new byte[64]);
        report("aead-tag", sealed, 64, right, () -> aead.open(1, sealed, 0, 64 + LENGTH, opened, 0) >= 0);
    }

    /** What the measurement itself has to find: a comparison that ends where it fails. */
    @Test
    void ofWhatIsNotConstant()
    {
        final byte[] right = randomBytes(LENGTH);
        final UnsafeBuffer shown = new UnsafeBuffer(new byte[LENGTH]);
        report("early-exit", shown, 0, right, () -> isEqualByByte(right, shown));
    }

    private static boolean isEqualByByte(final byte[] a, final UnsafeBuffer b)
    {
        for (int i = 0; i < a.length; i++)
        {
            if (a[i] != b.getByte(i))
            {
                return false;
            }
        }
        return true;
    }

    private void report(
        final String what,
        final UnsafeBuffer place,
        final int offset,
        final byte[] right,
        final BooleanSupplier compare)
    {
        final byte[][] wrong = {right.clone(), right.clone()};
        wrong[0][0] ^= 0x40;
        wrong[1][right.length - 1] ^= 0x40;
        final int[] timings = new int[TIMINGS];
        final byte[] classes = new byte[TIMINGS];
        int taken = 0;
        for (int i = -TIMINGS / 5; i < TIMINGS; i++)
        {
            final int which = random.nextInt(2);
            place.putBytes(offset, wrong[which]);
            final long startNs = System.nanoTime();
            for (int repeat = 0; repeat < REPEATS; repeat++)
            {
                taken += compare.getAsBoolean() ? 1 : 0;
            }
            final long ns = System.nanoTime() - startNs;
            if (i >= 0)
            {
                timings[i] = (int)Math.min(ns, Integer.MAX_VALUE);
                classes[i] = (byte)which;
            }
        }
        assertEquals(0, taken, "nothing forged is taken");
        print(what, timings, classes);
    }

    private static void print(final String what, final int[] timings, final byte[] classes)
    {
        final int[] sorted = timings.clone();
        Arrays.sort(sorted);
        final int longest = sorted[(int)(sorted.length * 0.9)];
        final double[] count = new double[2];
        final double[] mean = new double[2];
        final double[] squares = new double[2];
        for (int i = 0; i < timings.length; i++)
        {
            final int which = classes[i];
            if (timings[i] <= longest)
            {
                count[which]++;
                final double delta = timings[i] - mean[which];
                mean[which] += delta / count[which];
                squares[which] += delta * (timings[i] - mean[which]);
            }
        }
        final double variance =
            squares[0] / (count[0] - 1) / count[0] + squares[1] / (count[1] - 1) / count[1];
        assertFalse(Double.isNaN(variance));
        System.out.printf(Locale.ROOT, "compare kind=%s timings=%d first_ns=%.2f last_ns=%.2f welch_t=%.2f%n", what,
            timings.length, mean[0] / REPEATS, mean[1] / REPEATS,
            Math.abs(mean[0] - mean[1]) / Math.sqrt(Math.max(variance, 1e-12)));
    }

    private byte[] randomBytes(final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
