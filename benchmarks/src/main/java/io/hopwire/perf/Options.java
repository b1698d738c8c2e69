package io.hopwire.perf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Options that all comparisons share.
 */
final class Options
{
    static final List<Integer> SHORT_SIZES = List.of(64, 1024);

    private static final long QUICK_NS = TimeUnit.SECONDS.toNanos(42);

    private final long startNs = System.nanoTime();
    private final Set<String> notes = new LinkedHashSet<>();
    private List<String> systems;
    private List<Integer> sizes;
    private List<String> cpus;
    private boolean isQuick;
    private int rounds;
    private int warmups;
    private int millis;
    private Path java = LaunchFlags.defaultJava();
    private String javaVersion;
    private Against against;
    private Path json;
    private Path svg;

    private Options(final List<String> knownSystems, final List<Integer> defaultSizes)
    {
        systems = knownSystems;
        sizes = defaultSizes;
    }

    /**
     * Read a command line.
     *
     * @param args         of the command line.
     * @param knownSystems that may be named, all of them by default.
     * @param defaultSizes of the messages, where no others are named.
     * @return the options, checked.
     * @throws IllegalArgumentException that says what is wrong.
     */
    static Options parse(final String[] args, final List<String> knownSystems, final List<Integer> defaultSizes)
    {
        final Options options = new Options(knownSystems, defaultSizes);
        int i = 0;
        while (i < args.length)
        {
            final String name = args[i++];
            if ("--quick".equals(name))
            {
                options.isQuick = true;
                continue;
            }
            require(i < args.length, name + ": not an option, or its value is missing; see --help");
            options.set(name, args[i++]);
        }
        options.complete();
        require(knownSystems.containsAll(options.systems),
            "unknown among the systems " + options.systems + ": there are " + String.join(", ", knownSystems));
        options.systems = null == options.against ? options.systems : options.against.addTo(options.systems);
        require(options.sizes.stream().allMatch((size) -> size <= Ends.MAX_LENGTH),
            "the longest message is of " + Ends.MAX_LENGTH + " bytes");
        return options;
    }

    private void set(final String name, final String value)
    {
        switch (name)
        {
            case "--systems":
                systems = Arrays.asList(value.split(","));
                break;
            case "--sizes":
                sizes = sizes(value);
                break;
            case "--rounds":
                rounds = number(name, value);
                break;
            case "--warmups":
                warmups = number(name, value);
                break;
            case "--millis":
                millis = number(name, value);
                break;
            case "--java":
                java = javaAt(Paths.get(value));
                break;
            case "--against":
                against = new Against(Paths.get(value));
                break;
            case "--cpus":
                cpus = Arrays.asList(value.split(","));
                require(2 == cpus.size(), "--cpus takes two cores, as in 0,1");
                break;
            case "--json":
                json = Paths.get(value);
                break;
            case "--svg":
                svg = Paths.get(value);
                break;
            default:
                throw new IllegalArgumentException("unknown option " + name + "; see --help");
        }
    }

    private void complete()
    {
        rounds = 0 == rounds ? isQuick ? 5 : 20 : rounds;
        warmups = 0 == warmups ? isQuick ? 3 : 8 : warmups;
        millis = 0 == millis ? isQuick ? 250 : 500 : millis;
        javaVersion = Machine.javaVersion(java);
        final List<String> usable = Machine.cpusToPin();
        if (null == cpus)
        {
            cpus = usable;
        }
        if (usable.isEmpty())
        {
            note("not pinned: that takes Linux, taskset and two cores");
            cpus = List.of();
        }
    }

    /** Print what has to be said, once each. */
    void note(final String text)
    {
        synchronized (notes)
        {
            if (notes.add(text))
            {
                System.out.println("note: " + text);
            }
        }
    }

    List<String> notes()
    {
        synchronized (notes)
        {
            return new ArrayList<>(notes);
        }
    }

    /** Is the time of a quick look used up? */
    boolean isTimeUp()
    {
        return isQuick && System.nanoTime() - startNs > QUICK_NS;
    }

    List<String> systems()
    {
        return systems;
    }

    List<Integer> sizes()
    {
        return sizes;
    }

    List<String> cpus()
    {
        return cpus;
    }

    int rounds()
    {
        return rounds;
    }

    int warmups()
    {
        return warmups;
    }

    int millis()
    {
        return millis;
    }

    Path java()
    {
        return java;
    }

    /**
     * The other checkout.
     *
     * @return null where there is none.
     */
    Against against()
    {
        return against;
    }

    String javaVersion()
    {
        return javaVersion;
    }

    int javaFeature()
    {
        return Integer.parseInt(javaVersion.split("\\D", 2)[0]);
    }

    Path json()
    {
        return json;
    }

    Path svg()
    {
        return svg;
    }

    private static Path javaAt(final Path path)
    {
        final Path inHome = path.resolve("bin").resolve("java");
        final Path executable = Files.isExecutable(inHome) ? inHome : path;
        require(!Files.isDirectory(executable) && Files.isExecutable(executable), "no java at " + path);
        return executable;
    }

    private static List<Integer> sizes(final String value)
    {
        final List<Integer> list = new ArrayList<>();
        for (final String size : value.split(","))
        {
            list.add(number("--sizes", size));
        }
        return list;
    }

    private static int number(final String name, final String value)
    {
        require(value.matches("[1-9][0-9]{0,6}"), name + " takes a number from 1, found " + value);
        return Integer.parseInt(value);
    }

    private static void require(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new IllegalArgumentException(message);
        }
    }
}
