package io.hopwire.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The commit that this program was built from, as the build has written it down.
 */
final class BuildCommit
{
    static final String UNKNOWN = "unknown";

    private static final String RESOURCE = "build.properties";

    private BuildCommit()
    {
    }

    /**
     * @return ten hexadecimal digits, with "-dirty" where the sources were changed since; or {@link #UNKNOWN}.
     */
    static String get()
    {
        try (InputStream in = BuildCommit.class.getResourceAsStream(RESOURCE))
        {
            final Properties properties = new Properties();
            if (null != in)
            {
                properties.load(in);
            }
            return properties.getProperty("commit", UNKNOWN);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(RESOURCE, ex);
        }
    }
}
