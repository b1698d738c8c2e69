package io.hopwire.status;

import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DistinctErrorHandlerTest
{
    private final Counters counters = new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)));
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long nowMs = 1000;

    @Test
    void equalErrorsAreCountedAndPrintedOnce()
    {
        final UnsafeBuffer log = new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024));
        final DistinctErrorHandler handler = handler(log);
        for (int i = 0; i < 100; i++)
        {
            nowMs++;
            handler.onError(i % 2 == 0 ? even() : odd());
        }
        assertEquals(100, counters.get(SystemCounter.ERRORS));
        assertEquals(1, occurrences("IllegalStateException: an even number"));
        assertEquals(1, occurrences("IllegalArgumentException: an odd number"));

        final List<String> lines = new ArrayList<>();
        ErrorLogReader.read(log, (count, first, last, text) ->
            lines.add(count + " " + first + " " + last + " " + text.substring(0, text.indexOf('\n')).trim()));
        assertEquals(List.of(
            "50 1001 1099 java.lang.IllegalStateException: an even number",
            "50 1002 1100 java.lang.IllegalArgumentException: an odd number"), lines);
    }

    @Test
    void fullLogIsSaidOnceAndCountingGoesOn()
    {
        final DistinctErrorHandler handler = handler(new UnsafeBuffer(ByteBuffer.allocateDirect(64)));
        for (int i = 0; i < 10; i++)
        {
            handler.onError(i % 2 == 0 ? even() : odd());
        }
        assertEquals(10, counters.get(SystemCounter.ERRORS));
        assertEquals(1, occurrences("error log is full"));
        assertEquals(1, occurrences("an even number"));
        assertEquals(0, occurrences("an odd number"));
    }

    @Test
    void logWithRoomForOneRecordKeepsThatOne()
    {
        final RuntimeException error = even();
        final UnsafeBuffer roomy = new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024));
        handler(roomy).onError(error);
        final int length = BitUtil.align(roomy.getInt(DistinctErrorLog.LENGTH_OFFSET), Long.BYTES);
        printed.reset();

        final DistinctErrorHandler handler = handler(new UnsafeBuffer(ByteBuffer.allocateDirect(length)));
        handler.onError(error);
        handler.onError(error);
        assertEquals(1, occurrences("an even number"));
        assertEquals(0, occurrences("error log is full"));
        handler.onError(odd());
        handler.onError(odd());
        assertEquals(1, occurrences("error log is full"));
        assertEquals(1, occurrences("an odd number"));
    }

    static PrintStream nowhere()
    {
        return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }

    private DistinctErrorHandler handler(final UnsafeBuffer log)
    {
        return new DistinctErrorHandler(
            counters, log, () -> nowMs, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private int occurrences(final String text)
    {
        return (printed.toString(StandardCharsets.UTF_8) + " ").split(text, -1).length - 1;
    }

    private static RuntimeException even()
    {
        return new IllegalStateException("an even number");
    }

    private static RuntimeException odd()
    {
        return new IllegalArgumentException("an odd number");
    }
}
