package io.hopwire.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What is tested, for lines that make a failure happen again.
 */
public final class Commits
{
    private Commits()
    {
    }

    /** {@return the commit that is checked out, with a mark where files differ from it; "unknown" without git} */
    public static String here()
    {
        try
        {
            final Process git =
                new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*").start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        }
        catch (final IOException ex)
        {
            return "unknown";
        }
    }
}
