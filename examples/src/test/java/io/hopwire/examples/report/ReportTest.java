package io.hopwire.examples.report;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import javax.xml.parsers.DocumentBuilderFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReportTest
{
    private static final String NUMBERS = "[-0-9. ]+";

    @Test
    void pageIsWellFormedAndHasEveryChart() throws Exception
    {
        final Document page = parse(HtmlReport.write(SampleRun.passed()));

        assertEquals("html", page.getDocumentElement().getTagName());
        final List<String> captions = texts(page, "figcaption");
        for (final String expected : List.of("The network", "Datagrams a second", "Hops of look-ups",
            "Hops of sessions", "Time to delivery", "Faults", "Dropped by the network", "Rejected by nodes"))
        {
            assertTrue(captions.stream().anyMatch((caption) -> caption.startsWith(expected)), expected);
        }
        assertEquals(captions.size(), page.getElementsByTagName("svg").getLength());
        assertEquals(0, page.getElementsByTagName("script").getLength());
    }

    @Test
    void pageNeedsNoNetwork()
    {
        final String page = HtmlReport.write(SampleRun.passed()).replace("http://www.w3.org/2000/svg", "");

        assertFalse(page.contains("http:") || page.contains("https:") || page.contains("url(") ||
            page.contains("@import") || page.contains("src=") || page.contains("href="), page);
    }

    @Test
    void everyShapeLiesWithinItsDrawing() throws Exception
    {
        for (final SimRun run : List.of(SampleRun.passed(), SampleRun.failed()))
        {
            final NodeList drawings = parse(HtmlReport.write(run)).getElementsByTagName("svg");
            for (int i = 0; i < drawings.getLength(); i++)
            {
                checkShapes((Element)drawings.item(i));
            }
        }
    }

    @Test
    void everyDrawingSaysWhatItShows() throws Exception
    {
        final NodeList drawings = parse(HtmlReport.write(SampleRun.passed())).getElementsByTagName("svg");

        for (int i = 0; i < drawings.getLength(); i++)
        {
            assertEquals("img", ((Element)drawings.item(i)).getAttribute("role"));
            assertFalse(((Element)drawings.item(i)).getAttribute("aria-label").isEmpty());
        }
    }

    @Test
    void failureAndItsReplayAreOnThePageAsTheyAre() throws Exception
    {
        final SimRun run = SampleRun.failed();
        final Document page = parse(HtmlReport.write(run));

        assertTrue(texts(page, "pre").contains(run.replay()));
        assertTrue(texts(page, "p").stream().anyMatch((text) ->
            text.contains("123.456789012 s") && text.contains("<7> \"from\" node 3 & node 4")));
    }

    @Test
    void tableSaysWhatTheReportSays()
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TextReport.print(SampleRun.failed(), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        final List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();

        assertEquals("1,000 nodes, 6 min 40 s under load, seed 7, null cryptography", lines.get(0));
        assertTrue(lines.stream().anyMatch((line) -> line.matches("look-ups +asked for +2,000")), lines::toString);
        assertTrue(lines.stream().anyMatch((line) -> line.matches(" +found +1,950 +98.0 %")), lines::toString);
        assertTrue(lines.stream().anyMatch((line) -> line.matches(" +dropped: loss +412,345 +4.6 %")));
        assertTrue(lines.stream().anyMatch((line) -> line.matches(" +trace hash +0123456789abcdef")));
        assertEquals(SampleRun.failed().replay(), lines.get(lines.size() - 1));
        assertTrue(lines.stream().allMatch((line) -> line.equals(line.stripTrailing())));
    }

    private static void checkShapes(final Element drawing)
    {
        final String[] box = drawing.getAttribute("viewBox").split(" ");
        final double width = Double.parseDouble(box[2]);
        final double height = Double.parseDouble(box[3]);
        final NodeList shapes = drawing.getElementsByTagName("*");
        for (int i = 0; i < shapes.getLength(); i++)
        {
            final Element shape = (Element)shapes.item(i);
            for (final String name : List.of("x", "x1", "x2"))
            {
                checkRange(shape, number(shape, name), width);
            }
            for (final String name : List.of("y", "y1", "y2"))
            {
                checkRange(shape, number(shape, name), height);
            }
            checkRange(shape, number(shape, "x") + number(shape, "width"), width);
            checkRange(shape, number(shape, "y") + number(shape, "height"), height);
            for (final String point : shape.getAttribute("points").split(" "))
            {
                if (!point.isEmpty())
                {
                    checkRange(shape, Double.parseDouble(point.split(",")[0]), width);
                    checkRange(shape, Double.parseDouble(point.split(",")[1]), height);
                }
            }
        }
    }

    private static void checkRange(final Element shape, final double value, final double greatest)
    {
        assertTrue(value >= 0 && value <= greatest + 0.05, () -> shape.getTagName() + ": " + value + " of " + greatest);
    }

    private static double number(final Element shape, final String name)
    {
        final String value = shape.getAttribute(name);
        assertTrue(value.isEmpty() || value.matches(NUMBERS), value);
        return value.isEmpty() ? 0 : Double.parseDouble(value);
    }

    private static List<String> texts(final Document page, final String tag)
    {
        final NodeList elements = page.getElementsByTagName(tag);
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++)
        {
            texts.add(elements.item(i).getTextContent());
        }
        return texts;
    }

    private static Document parse(final String page) throws Exception
    {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new InputSource(new StringReader(page)));
    }
}
