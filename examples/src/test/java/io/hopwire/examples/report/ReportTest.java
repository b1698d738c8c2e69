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
    /** Pixels of the style's text, and of a narrow phone within its margins. */
    private static final double FONT = 12;
    private static final double PHONE = 332;
    private static final double WIDTH_OF_CHARACTER = 6.2;

    @Test
    void pageIsWellFormedAndHasEveryChart() throws Exception
    {
        final Document page = parse(HtmlReport.write(SampleRun.passed()));

        assertEquals("html", page.getDocumentElement().getTagName());
        final List<String> captions = texts(page, "figcaption");
        for (final String expected : List.of("The network", "Datagrams a second", "Messages a second",
            "Look-ups a second", "Hops of look-ups",
            "Hops of sessions", "Time to delivery", "Faults", "Dropped by the network", "Rejected by nodes"))
        {
            assertTrue(captions.stream().anyMatch((caption) -> caption.startsWith(expected)), expected);
        }
        assertEquals(2 * captions.size(), page.getElementsByTagName("svg").getLength(), "windows and phones");
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
        assertTrue(lines.stream().anyMatch((line) -> line.matches(" +found +1,950 +97.5 %")), lines::toString);
        assertTrue(lines.stream().anyMatch((line) -> line.matches(" +dropped: loss +412,345 +4.6 %")));
        assertTrue(lines.stream().anyMatch((line) -> line.matches(" +trace hash +0123456789abcdef")));
        assertEquals(SampleRun.failed().replay(), lines.get(lines.size() - 1));
        assertTrue(lines.stream().allMatch((line) -> line.equals(line.stripTrailing())));
    }

    @Test
    void textIsLargeEnoughForAPhoneAndInsideItsDrawing() throws Exception
    {
        final Document page = parse(HtmlReport.write(SampleRun.passed()));

        final NodeList drawings = page.getElementsByTagName("svg");
        int narrow = 0;
        for (int i = 0; i < drawings.getLength(); i++)
        {
            final Element drawing = (Element)drawings.item(i);
            final double width = Double.parseDouble(drawing.getAttribute("viewBox").split(" ")[2]);
            if ("narrow".equals(drawing.getAttribute("class")))
            {
                narrow++;
                assertTrue(FONT * PHONE / width >= 11, drawing.getAttribute("aria-label"));
            }
            checkTexts(drawing, width);
        }
        assertEquals(drawings.getLength(), 2 * narrow);
    }

    @Test
    void verdictOfARunThatWasInterruptedIsNotGreen()
    {
        assertTrue(HtmlReport.write(SampleRun.passed()).contains("class=\"verdict good\""));
        assertTrue(HtmlReport.write(SampleRun.failed()).contains("class=\"verdict bad\""));
        assertTrue(HtmlReport.write(SampleRun.ended("interrupted", 1)).contains("class=\"verdict open\""));
        assertTrue(HtmlReport.write(SampleRun.ended("stopped", 1)).contains("class=\"verdict open\""));
    }

    @Test
    void whatIsSlowerThanRealTimeIsCalledSo()
    {
        final String slow = HtmlReport.write(SampleRun.ended("passed", 1_920_000_000_000L));
        assertTrue(slow.contains("<dt>slower than real time</dt><dd>4 \u00d7</dd>"), slow);

        final String fast = HtmlReport.write(SampleRun.ended("passed", 120_000_000_000L));
        assertTrue(fast.contains("<dt>faster than real time</dt><dd>4 \u00d7</dd>"), fast);
    }

    @Test
    void figuresOfASubjectAddUpToWhatWasAskedFor()
    {
        for (final SimRun run : List.of(SampleRun.passed(), SampleRun.failed(), SampleRun.ended("interrupted", 1)))
        {
            for (final Figures.Group group : Figures.of(run))
            {
                switch (group.title())
                {
                    case "joins" -> checkSum(group, "nodes started, restarts included", "got a first link",
                        "went down without, or have none yet");
                    case "look-ups" -> checkSum(group, "asked for", "found", "missed", "cut off by a crash or a split");
                    case "sessions" -> checkSum(group, "asked for", "opened", "failed", "cut off by a crash");
                    case "messages" -> checkSum(group, "offered", "acknowledged", "reported as unknown",
                        "whose sender went down");
                    default ->
                    {
                    }
                }
            }
        }
    }

    private static void checkSum(final Figures.Group group, final String whole, final String... parts)
    {
        long sum = value(group, "still under way");
        double percent = share(group, "still under way");
        for (final String part : parts)
        {
            sum += value(group, part);
            percent += share(group, part);
        }
        assertEquals(value(group, whole), sum, group::toString);
        assertEquals(100, percent, 0.3, group::toString);
    }

    private static long value(final Figures.Group group, final String name)
    {
        return group.rows().stream().filter((row) -> row.name().equals(name))
            .mapToLong((row) -> Long.parseLong(row.value().replace(",", ""))).sum();
    }

    private static double share(final Figures.Group group, final String name)
    {
        return group.rows().stream().filter((row) -> row.name().equals(name))
            .mapToDouble((row) -> Double.parseDouble(row.note().replaceAll("[^0-9.]", ""))).sum();
    }

    private static void checkTexts(final Element drawing, final double width)
    {
        final NodeList texts = drawing.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++)
        {
            final Element text = (Element)texts.item(i);
            final double length = text.getFirstChild().getTextContent().length() * WIDTH_OF_CHARACTER;
            final String anchor = text.getAttribute("text-anchor");
            final double share = "end".equals(anchor) ? 1 : "middle".equals(anchor) ? 0.5 : 0;
            final double from = number(text, "x") - length * share;
            if (!text.hasAttribute("transform"))
            {
                assertTrue(from >= 0 && from + length <= width, () -> text.getTextContent() + " at " + from);
            }
        }
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
