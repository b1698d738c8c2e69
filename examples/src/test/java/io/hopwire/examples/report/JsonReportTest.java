package io.hopwire.examples.report;

import io.hopwire.sim.report.SimHistogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.hopwire.examples.report.JsonReader.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class JsonReportTest
{
    @Test
    void namesAreThoseThatWereDocumented()
    {
        final Map<String, Object> run = object(JsonReader.read(JsonReport.write(SampleRun.failed())));

        assertEquals(List.of("format", "state", "commit", "java", "config", "plan", "elapsedNs", "realNs", "events",
            "traceHash", "failure", "replay", "joins", "lookups", "sessions", "messages", "network", "samples", "log"),
            List.copyOf(run.keySet()));
        assertEquals(List.of("seed", "nodes", "joinNs", "durationNs", "quietNs", "realCrypto", "lookupsPerSecond",
            "sessions", "sessionNs", "messagesPerSecond", "messageLength", "maxHops", "checkNs", "sampleNs"),
            names(run, "config"));
        assertEquals(List.of("started", "completed", "crashes", "timeNs"), names(run, "joins"));
        assertEquals(List.of("started", "found", "exact", "missed", "lost", "hops", "messages", "timeNs"),
            names(run, "lookups"));
        assertEquals(List.of("connects", "opened", "failed", "lost", "closed", "hops", "timeNs"),
            names(run, "sessions"));
        assertEquals(List.of("offered", "refused", "delivered", "acked", "unknown", "crashed", "timeNs"),
            names(run, "messages"));
        assertEquals(List.of("sent", "bytes", "duplicated", "delivered", "drops", "rejects", "counters"),
            names(run, "network"));
        assertEquals(List.of("timeNs", "invariant", "message"), names(run, "failure"));
        assertEquals(
            List.of("timeNs", "alive", "linked", "links", "sent", "dropped", "lookups", "delivered", "events"),
            List.copyOf(object(((List<?>)run.get("samples")).get(0)).keySet()));
        assertEquals(List.of("count", "mean", "min", "p50", "p90", "p99", "p999", "max", "buckets"),
            names(object(run.get("lookups")), "hops"));
    }

    @Test
    void figuresAreThoseOfTheReport()
    {
        final SimRun sample = SampleRun.failed();
        final Map<String, Object> run = object(JsonReader.read(JsonReport.write(sample)));

        assertEquals(sample.replay(), run.get("replay"));
        assertEquals("0123456789abcdef", run.get("traceHash"));
        assertEquals(sample.report().failure().message(), object(run.get("failure")).get("message"));
        assertEquals(412_345.0, object(object(run.get("network")).get("drops")).get("loss"));
        assertEquals(12_345.0, object(object(run.get("network")).get("rejects")).get("replay"));
        final SimHistogram hops = sample.report().lookups().hops();
        final Map<String, Object> written = object(object(run.get("lookups")).get("hops"));
        assertEquals((double)hops.count(), written.get("count"));
        assertEquals((double)hops.percentile(0.99), written.get("p99"));
        double count = 0;
        for (final Object bucket : (List<?>)written.get("buckets"))
        {
            count += (Double)((List<?>)bucket).get(1);
        }
        assertEquals((double)hops.count(), count);
        assertNull(object(JsonReader.read(JsonReport.write(SampleRun.passed()))).get("failure"));
    }

    @Test
    void severalRunsAreAnArray()
    {
        final List<SimRun> both = List.of(SampleRun.passed(), SampleRun.failed());
        final List<?> runs = (List<?>)JsonReader.read(JsonReport.write(both));

        assertEquals(2, runs.size());
        assertEquals("failed", object(runs.get(1)).get("state"));
        assertEquals(List.of(), JsonReader.read(JsonReport.write(List.of())));
    }

    @Test
    void whatIsWrittenIsWhatIsRead()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a \"quoted\" \\ line\u0007 \u00b5");
        map.put("number", -1.5e-7);
        map.put("empty", Map.of());
        map.put("list", new ArrayList<>(List.of(List.of(1.0, 2.0), List.of(), true)));
        map.put("none", null);

        assertEquals(map, JsonReader.read(JsonWriter.write(map)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\":1,}", "01", "[1 2]", "{\"a\" 1}", "nul", "\"a", "[] []", "NaN"})
    void readerRefusesWhatIsNoJson(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> JsonReader.read(text));
    }

    private static List<String> names(final Map<String, Object> object, final String name)
    {
        return List.copyOf(object(object.get(name)).keySet());
    }
}
