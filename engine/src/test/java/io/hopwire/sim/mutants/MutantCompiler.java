package io.hopwire.sim.mutants;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Compiles the one source file of each mutant against the classes of this virtual machine's class path.
 */
final class MutantCompiler
{
    /** Of this virtual machine: what compiles and runs a mutant must be what runs here. */
    static final String CLASS_PATH =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private static final List<String> OPTIONS = List.of("--release", "17", "-proc:none", "-nowarn", "-cp", CLASS_PATH);

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    private final StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null);
    private final Path sources;

    MutantCompiler(final Path sources)
    {
        this.sources = sources;
    }

    /**
     * Compile a mutant.
     *
     * @param mutant    to compile.
     * @param directory that its classes go to.
     * @throws StaleMutantException where its text is not there, or it does not compile.
     */
    void compile(final Mutant mutant, final Path directory) throws IOException, StaleMutantException
    {
        final Source source = new Source(mutant.source(sources).toUri(), mutant.apply(sources));
        files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(Files.createDirectories(directory)));
        if (!compiler.getTask(null, files, diagnostics, OPTIONS, null, List.of(source)).call())
        {
            throw new StaleMutantException(
                mutant.name() + " does not compile: " + diagnostics.getDiagnostics().get(0));
        }
    }

    /**
     * A source that lies in memory.
     */
    private static final class Source extends SimpleJavaFileObject
    {
        private final String text;

        private Source(final URI uri, final String text)
        {
            super(uri, Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(final boolean ignoreEncodingErrors)
        {
            return text;
        }
    }
}
