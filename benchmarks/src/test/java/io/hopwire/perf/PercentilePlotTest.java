package io.hopwire.perf;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

import javax.xml.parsers.DocumentBuilderFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PercentilePlotTest
{
    @Test
    void drawsOneLineForEachSystemAndSize() throws Exception
    {
        final PercentilePlot plot = new PercentilePlot("R&D <\"fast\">", "machine");
        plot.add("slow", 64, latencies(9_000));
        plot.add("fast", 64, latencies(3_000));
        plot.add("fast", 1024, latencies(4_000));

        final String svg = plot.toSvg();
        final Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));

        assertEquals(3, document.getElementsByTagName("polyline").getLength());
        assertEquals("R&D <\"fast\">", document.getElementsByTagName("text").item(0).getTextContent());
        assertFalse(svg.contains("NaN"));
        assertTrue(svg.contains(">1024 B, round trip in µs<"));
    }

    @Test
    void histogramsTravelAsText()
    {
        final Histogram histogram = latencies(3_000);
        assertEquals(histogram, Latencies.decode(Latencies.encode(histogram)));
    }

    private static Histogram latencies(final long leastNs)
    {
        final Histogram histogram = Latencies.newHistogram(1_000_000_000L);
        for (int i = 0; i < 10_000; i++)
        {
            histogram.recordValue(leastNs + i);
        }
        return histogram;
    }
}
