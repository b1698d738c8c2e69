package io.hopwire.perf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine of another checkout, which takes its turns in the same rounds: its systems are called
 * {@code hopwire-link@DIR}. Their processes are that checkout's {@link Worker}, so nothing of it need fit this one but
 * the words in which worker and controller talk.
 */
final class Against
{
    private static final String MARK = "@";
    private static final String JAR = "benchmarks/target/benchmarks.jar";
    private static final List<String> ENGINES = List.of("hopwire-", "peers-", "paced-", "idle-");

    private final Path jar;
    private final String name;

    /**
     * @param directory of the checkout.
     * @throws IllegalArgumentException if its benchmarks are not built.
     */
    Against(final Path directory)
    {
        jar = directory.resolve(JAR).toAbsolutePath().normalize();
        if (!Files.isReadable(jar))
        {
            throw new IllegalArgumentException("--against " + directory + ": there is no " + jar +
                "; build it there: mvn -pl benchmarks -am package -DskipTests");
        }
        name = directory.toAbsolutePath().normalize().getFileName().toString();
    }

    /**
     * What a worker calls a system.
     *
     * @param system by the name that the report has.
     * @return without the checkout.
     */
    static String plainName(final String system)
    {
        final int at = system.indexOf(MARK);
        return at < 0 ? system : system.substring(0, at);
    }

    static boolean isOther(final String system)
    {
        return system.contains(MARK);
    }

    /**
     * The same systems and, behind each that is an engine, the other's.
     *
     * @param systems of this checkout.
     * @return of both.
     */
    List<String> addTo(final List<String> systems)
    {
        final List<String> all = new ArrayList<>();
        for (final String system : systems)
        {
            all.add(system);
            if (ENGINES.stream().anyMatch(system::startsWith))
            {
                all.add(system + MARK + name);
            }
        }
        return all;
    }

    String classPath()
    {
        return jar.toString();
    }

    /**
     * What it is, for the report.
     *
     * @return name and file.
     */
    String describe()
    {
        return name + " is " + jar;
    }
}
