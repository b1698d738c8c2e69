package io.hopwire.examples;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InputPumpTest
{
    @Test
    void cutsLines()
    {
        assertEquals(List.of("one\n", "\n", "three"), lines("one\n\nthree", 100));
    }

    @Test
    void cutsALineThatIsTooLong()
    {
        assertEquals(List.of("12345", "67\n", "8\n"), lines("1234567\n8\n", 5));
    }

    @Test
    void hasNothingOfAnEmptyInput()
    {
        assertEquals(List.of(), lines("", 5));
    }

    @Test
    void losesNoByteAndMakesNoMessageTooLong() throws IOException
    {
        for (int seed = 0; seed < 200; seed++)
        {
            final Random random = new Random(seed);
            final byte[] input = new byte[random.nextInt(20_000)];
            random.nextBytes(input);
            final int maxLength = 1 + random.nextInt(1500);
            final ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (final byte[] message : pump(new ByteArrayInputStream(input), maxLength, random.nextBoolean()))
            {
                assertTrue(message.length > 0 && message.length <= maxLength, "seed " + seed);
                joined.write(message);
            }
            assertArrayEquals(input, joined.toByteArray(), "seed " + seed);
        }
    }

    @Test
    void tellsThatTheInputCouldNotBeRead()
    {
        final InputPump pump = new InputPump(new InputStream()
        {
            @Override
            public int read() throws IOException
            {
                throw new IOException("unplugged");
            }
        }, 10, true);
        pump.start();
        while (!pump.isDone())
        {
            Thread.onSpinWait();
        }

        assertTrue(assertThrows(CommandFailure.class, pump::checkFailure).getMessage().contains("unplugged"));
    }

    private static List<String> lines(final String input, final int maxLength)
    {
        final List<String> texts = new ArrayList<>();
        final byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        pump(new ByteArrayInputStream(bytes), maxLength, true)
            .forEach((message) -> texts.add(new String(message, StandardCharsets.UTF_8)));
        return texts;
    }

    private static List<byte[]> pump(final InputStream in, final int maxLength, final boolean lines)
    {
        final InputPump pump = new InputPump(in, maxLength, lines);
        final List<byte[]> messages = new ArrayList<>();
        pump.start();
        while (!pump.isDone())
        {
            final byte[] message = pump.poll(0);
            if (null != message)
            {
                messages.add(message);
            }
        }
        pump.checkFailure();
        return messages;
    }
}
