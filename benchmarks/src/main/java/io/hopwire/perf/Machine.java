package io.hopwire.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * On what it was measured.
 */
final class Machine
{
    private static final String COMMIT = "hopwire.perf.commit";
    private static final String LOWEST_PRIORITY = "19";

    private Machine()
    {
    }

    static Map<String, Object> describe(final Options options)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("cpu", cpuModel());
        map.put("cores", Runtime.getRuntime().availableProcessors());
        map.put("kernel", System.getProperty("os.name") + ' ' + System.getProperty("os.version") + ' ' +
            System.getProperty("os.arch"));
        map.put("pinned", options.cpus());
        map.put("jdk", options.javaVersion());
        map.put("commit", System.getProperty(COMMIT, "unknown"));
        map.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return map;
    }

    static String line(final Options options)
    {
        final StringBuilder builder = new StringBuilder();
        describe(options).forEach((name, value) ->
            builder.append(builder.length() == 0 ? "" : ", ").append(name).append(' ').append(value));
        return builder.toString();
    }

    /**
     * The version of a JDK.
     *
     * @param java its launcher.
     * @return such as {@code 17.0.15+6 (OpenJDK 64-Bit Server VM)}.
     */
    static String javaVersion(final Path java)
    {
        String version = null;
        String vm = "";
        for (final String line : output(java.toString(), "-XshowSettings:properties", "-version"))
        {
            final String[] words = line.trim().split(" = ", 2);
            version = "java.runtime.version".equals(words[0]) ? words[1] : version;
            vm = "java.vm.name".equals(words[0]) ? words[1] : vm;
        }
        if (null == version)
        {
            throw new IllegalArgumentException(java + " does not tell its version");
        }
        return version + " (" + vm + ')';
    }

    /**
     * Two cores to pin to: isolated ones where there are, otherwise the first two that this process may use.
     *
     * @return two numbers; none where a process can not be pinned.
     */
    static List<String> cpusToPin()
    {
        final List<String> allowed = new ArrayList<>();
        for (final String line : output("taskset", "-cp", Long.toString(ProcessHandle.current().pid())))
        {
            allowed.addAll(cpuList(line.substring(line.lastIndexOf(' ') + 1)));
        }
        final List<String> isolated = cpuList(firstLine("/sys/devices/system/cpu/isolated"));
        isolated.retainAll(allowed);
        final List<String> best = isolated.size() >= 2 ? isolated : allowed;
        return best.size() < 2 ? List.of() : best.subList(0, 2);
    }

    /**
     * What in front of a command makes it run only while nothing else wants the processor: the scheduling class for
     * that where there is one, for who has merely a low priority runs to the end of his time slice, of some 3 ms.
     *
     * @return words; none where the machine knows no such thing.
     */
    static List<String> background()
    {
        if (!output("chrt", "--idle", "0", "nice").isEmpty())
        {
            return List.of("chrt", "--idle", "0");
        }
        return output("nice").isEmpty() ? List.of() : List.of("nice", "-n", LOWEST_PRIORITY);
    }

    /**
     * A list of cores in the kernel's notation.
     *
     * @param text such as {@code 0,2-4}.
     * @return each number.
     */
    static List<String> cpuList(final String text)
    {
        final List<String> list = new ArrayList<>();
        for (final String part : text.trim().split(","))
        {
            if (part.matches("\\d+(-\\d+)?"))
            {
                final String[] range = part.split("-");
                final int last = Integer.parseInt(range[range.length - 1]);
                for (int cpu = Integer.parseInt(range[0]); cpu <= last; cpu++)
                {
                    list.add(Integer.toString(cpu));
                }
            }
        }
        return list;
    }

    private static String cpuModel()
    {
        try (Stream<String> lines = Files.lines(Paths.get("/proc/cpuinfo")))
        {
            return lines.filter((line) -> line.startsWith("model name"))
                .map((line) -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst().orElse("unknown");
        }
        catch (final IOException ex)
        {
            return "unknown";
        }
    }

    private static String firstLine(final String file)
    {
        try
        {
            final List<String> lines = Files.readAllLines(Paths.get(file));
            return lines.isEmpty() ? "" : lines.get(0);
        }
        catch (final IOException ex)
        {
            return "";
        }
    }

    private static List<String> output(final String... command)
    {
        try
        {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            final String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return 0 == process.waitFor() ? List.of(text.split("\n")) : List.of();
        }
        catch (final IOException ex)
        {
            // Not there: the caller knows what that means.
            return List.of();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
