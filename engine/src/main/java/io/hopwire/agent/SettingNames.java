package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Finds settings by their names, and what was probably meant by a name that is none.
 */
final class SettingNames
{
    private static final String PREFIX = "hopwire.";
    /** Properties of programs around an engine: tests, measurements, the demo. */
    private static final List<String> OTHERS = List.of(
        "hopwire.test.", "hopwire.swarm.", "hopwire.large.", "hopwire.vectors", "hopwire.perf.", "hopwire.demo.");

    private SettingNames()
    {
    }

    /**
     * With or without the prefix.
     */
    static Setting<?> find(final String name)
    {
        final String full = name.startsWith(PREFIX) ? name : PREFIX + name;
        for (final SettingGroup group : EngineSettings.GROUPS)
        {
            for (final Setting<?> setting : group.settings())
            {
                if (setting.name().equals(full))
                {
                    return setting;
                }
            }
        }
        throw new HopwireException(
            ErrorCategory.CONFIGURATION, "there is no setting " + full + "; the nearest name is " + nearest(full));
    }

    /**
     * A line for each property that looks like a setting and is none.
     */
    static List<String> unknown(final Properties properties)
    {
        final List<String> lines = new ArrayList<>();
        for (final String name : new TreeSet<>(properties.stringPropertyNames()))
        {
            if (name.startsWith(PREFIX) && !isKnown(name) && OTHERS.stream().noneMatch(name::startsWith))
            {
                lines.add("hopwire: property " + name + " is no setting and changes nothing; the nearest name is " +
                    nearest(name));
            }
        }
        return lines;
    }

    private static boolean isKnown(final String name)
    {
        return EngineSettings.GROUPS.stream()
            .flatMap((group) -> group.settings().stream()).anyMatch((setting) -> setting.name().equals(name));
    }

    private static String nearest(final String name)
    {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (final SettingGroup group : EngineSettings.GROUPS)
        {
            for (final Setting<?> setting : group.settings())
            {
                final int distance = distance(name, setting.name());
                if (distance < least)
                {
                    least = distance;
                    nearest = setting.name();
                }
            }
        }
        return nearest;
    }

    /**
     * Letters to insert, to take away or to replace: Levenshtein's distance, one row at a time.
     */
    private static int distance(final String a, final String b)
    {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++)
        {
            final int[] next = new int[b.length() + 1];
            next[0] = i;
            for (int j = 1; j <= b.length(); j++)
            {
                final int replaced = row[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(replaced, 1 + Math.min(row[j], next[j - 1]));
            }
            row = next;
        }
        return row[b.length()];
    }
}
