package io.hopwire.examples;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How to start this very program once more: the same Java, the same jar or class path.
 */
final class JavaCommand
{
    /*
     * Small and quick to start: many of them share a machine. Standard output is for what the program says, and some of
     * it is read by who started it; the JVM's own warnings would go there, too. One of them is common where two
     * containers share a folder for temporary files: about the file of performance data, which is named by process id.
     */
    private static final String[] FLAGS = {
        "-XX:+UseSerialGC", "-Xms16m", "-Xmx64m", "-XX:MaxDirectMemorySize=256m", "-XX:-UsePerfData", "-Xlog:disable",
        "-Xlog:all=warning:stderr"};
    private static final String[] OPENED = {
        "java.base/jdk.internal.misc", "java.base/sun.nio.ch", "java.base/com.sun.crypto.provider"};

    private JavaCommand()
    {
    }

    /**
     * A command line.
     *
     * @param arguments of {@code hopwire}.
     */
    static List<String> of(final List<String> arguments)
    {
        final List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(Arrays.asList(FLAGS));
        final List<String> classPath = classPath();
        if (1 == classPath.size() && classPath.get(0).endsWith(".jar"))
        {
            // Its manifest opens what is needed.
            command.add("-jar");
            command.add(classPath.get(0));
        }
        else
        {
            for (final String opened : OPENED)
            {
                command.add("--add-opens");
                command.add(opened + "=ALL-UNNAMED");
            }
            command.add("-cp");
            command.add(String.join(File.pathSeparator, classPath));
            command.add(HopwireCommand.class.getName());
        }
        command.addAll(arguments);
        return command;
    }

    static List<String> classPath()
    {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }
}
