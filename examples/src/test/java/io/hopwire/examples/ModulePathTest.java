package io.hopwire.examples;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A program of somebody else, in a module of its own or on the class path, which starts with no options at all and adds
 * those that the engine asks for. It must get to the fast paths, by the options of the README.
 */
@Timeout(240)
@Tag("long")
class ModulePathTest
{
    private static final String PROGRAM = """
        package app;
        import io.hopwire.*;
        import io.hopwire.agent.*;
        public class Main
        {
            public static void main(String[] args)
            {
                EngineContext context = new EngineContext()
                    .bindAddress("127.0.0.1:0").set("counters.file", "false").notePrinter(System.out::println);
                try (Engine engine = HopwireEngine.launch(context))
                {
                    System.out.println("runs in " + HopwireEngine.class.getModule());
                }
                catch (HopwireException ex)
                {
                    System.out.println(ex.getMessage());
                }
            }
        }
        """;
    private static final Pattern OPTION = Pattern.compile("--add-opens (\\S+)");
    private static final Pattern MODULE = Pattern.compile("<hopwire.module>(\\S+)</hopwire.module>");
    private static final List<String> PACKAGES =
        List.of("java.base/jdk.internal.misc", "java.base/sun.nio.ch", "java.base/com.sun.crypto.provider");

    @TempDir
    Path directory;

    private final List<String> libraries = new ArrayList<>();
    private Path sources;

    @BeforeEach
    void writeProgram() throws IOException
    {
        sources = Files.createDirectories(directory.resolve("src/app")).getParent();
        Files.writeString(sources.resolve("app/Main.java"), PROGRAM);
        Files.writeString(sources.resolve("module-info.java"), "module app { requires io.hopwire.engine; }");
        for (final String entry : JavaCommand.classPath())
        {
            final Path path = Path.of(entry).toAbsolutePath();
            if (entry.matches(".*(hopwire-engine|hopwire-codec-sbe|agrona|bcprov)[^/\\\\]*\\.jar"))
            {
                libraries.add(entry);
            }
            else if (Files.isDirectory(path) && entry.matches(".*(engine|codec-sbe).target.classes.?"))
            {
                libraries.add(pack(path).toString());
            }
        }
        assumeTrue(4 == libraries.size(), () -> "not the class path of a build: " + JavaCommand.classPath());
    }

    @Test
    void moduleIsToldTheOptionsOfTheModulePath() throws Exception
    {
        final String path = String.join(File.pathSeparator, libraries);
        final Path classes = compile("-p", path, "module-info.java", "app/Main.java");

        final Set<String> options = new LinkedHashSet<>();
        final String said = startUntilContent(options, "-p", path + File.pathSeparator + classes, "-m", "app/app.Main");

        assertEquals("runs in module io.hopwire.engine\n", said);
        assertEquals(options("org.agrona", "io.hopwire.engine"), options);
    }

    @Test
    void classPathIsToldItsOwn() throws Exception
    {
        final String path = String.join(File.pathSeparator, libraries);
        final Path classes = compile("-cp", path, "app/Main.java");

        final Set<String> options = new LinkedHashSet<>();
        final String said = startUntilContent(options, "-cp", path + File.pathSeparator + classes, "app.Main");

        assertTrue(said.startsWith("runs in unnamed module"), said);
        assertEquals(options("ALL-UNNAMED", "ALL-UNNAMED"), options);
    }

    private static Set<String> options(final String buffers, final String engine)
    {
        return new LinkedHashSet<>(List.of(
            PACKAGES.get(0) + '=' + buffers, PACKAGES.get(1) + '=' + engine, PACKAGES.get(2) + '=' + engine));
    }

    /**
     * With what it asked for the last time, until it asks for nothing more.
     */
    private static String startUntilContent(final Set<String> options, final String... command) throws Exception
    {
        String said = start(options, command);
        while (add(options, said))
        {
            said = start(options, command);
        }
        return said;
    }

    private static boolean add(final Set<String> options, final String said)
    {
        boolean added = false;
        final Matcher matcher = OPTION.matcher(said);
        while (matcher.find())
        {
            added |= options.add(matcher.group(1));
        }
        return added;
    }

    private static String start(final Set<String> options, final String... command) throws Exception
    {
        final List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
        options.forEach((option) -> line.addAll(List.of("--add-opens", option)));
        line.addAll(Arrays.asList(command));
        final Process process =
            new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.replace(System.lineSeparator(), "\n");
    }

    private Path compile(final String option, final String path, final String... files)
    {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeTrue(null != compiler, "needs a JDK");
        final Path classes = directory.resolve("classes");
        final List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), option, path));
        for (final String file : files)
        {
            arguments.add(sources.resolve(file).toString());
        }
        assertEquals(0, compiler.run(null, OutputStream.nullOutputStream(), System.err,
            arguments.toArray(new String[0])));
        return classes;
    }

    /**
     * As the build does in a later phase.
     */
    private Path pack(final Path classes) throws IOException
    {
        final Path module = classes.getParent().getParent();
        final Matcher name = MODULE.matcher(Files.readString(module.resolve("pom.xml")));
        final Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (name.find())
        {
            manifest.getMainAttributes().putValue("Automatic-Module-Name", name.group(1));
        }
        final Path jar = directory.resolve("hopwire-" + module.getFileName() + "-1.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
            Stream<Path> files = Files.walk(classes))
        {
            for (final Path file : files.filter(Files::isRegularFile).toList())
            {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
