package io.hopwire.examples;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds the option that a command does not know. The parser tells of it only where it finds nothing else to complain
 * about, and a mistyped option is often why a parameter is missing.
 */
final class UnknownOptions
{
    private UnknownOptions()
    {
    }

    /**
     * @param commandLine of the command that refused the arguments.
     * @param args        all arguments.
     * @return the first that looks like an option and is none, or null.
     */
    static String first(final CommandLine commandLine, final String... args)
    {
        final CommandSpec spec = commandLine.getCommandSpec();
        boolean isValue = false;
        for (final String arg : args)
        {
            if ("--".equals(arg))
            {
                return null;
            }
            final OptionSpec option = isValue ? null : option(spec, arg);
            if (!isValue && null == option && arg.startsWith("--"))
            {
                return arg;
            }
            isValue = null != option && option.arity().max() > 0 && spec.optionsMap().containsKey(arg);
        }
        return null;
    }

    private static OptionSpec option(final CommandSpec spec, final String arg)
    {
        final int value = arg.indexOf('=');
        return spec.optionsMap().get(value < 0 ? arg : arg.substring(0, value));
    }
}
