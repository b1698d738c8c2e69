package io.hopwire.agent;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

import java.util.Locale;

/**
 * All settings of an engine as a person reads them, made of their declarations.
 */
public final class SettingsTable
{
    private static final int WIDTH = 100;
    private static final String INDENT = "      ";

    private SettingsTable()
    {
    }

    /**
     * {@return what engine/SETTINGS.md holds: a table for each group}
     */
    public static String markdown()
    {
        final StringBuilder out = new StringBuilder("""
            # Settings

            Each is a system property (`-Dhopwire.max.links=64`), an option of the command (`--set max.links=64`) and a
            call of `EngineContext.set`; a call wins over an option, and an option over a property. Durations are
            written with `ns`, `us`, `ms`, `s`, `m`, `h` or `d`, sizes with `k`, `m` or `g`. A value out of its range is
            refused before the engine starts; a property of a name that is none of these is reported. This file is what
            `hopwire settings --markdown` prints.
            """);
        for (final SettingGroup group : EngineSettings.GROUPS)
        {
            out.append("\n## ").append(group.title()).append("\n\n")
                .append("| property | default | range | meaning |\n| --- | --- | --- | --- |\n");
            for (final Setting<?> setting : group.settings())
            {
                out.append("| `").append(setting.name()).append("` | ").append(setting.defaultText())
                    .append(" | ").append(group.range(setting)).append(" | ").append(setting.text()).append(" |\n");
            }
        }
        return out.toString();
    }

    /**
     * {@return the same for a terminal}
     */
    public static String text()
    {
        final StringBuilder out = new StringBuilder();
        for (final SettingGroup group : EngineSettings.GROUPS)
        {
            out.append(0 == out.length() ? "" : "\n").append(group.title().toUpperCase(Locale.ROOT)).append('\n');
            for (final Setting<?> setting : group.settings())
            {
                out.append("  ").append(setting.name()).append('=').append(setting.defaultText())
                    .append("  (").append(group.range(setting)).append(")\n");
                wrap(setting.text(), out);
            }
        }
        return out.toString();
    }

    private static void wrap(final String text, final StringBuilder out)
    {
        int length = 0;
        for (final String word : text.split(" "))
        {
            final boolean begins = 0 == length || length + 1 + word.length() > WIDTH;
            out.append(0 == length ? INDENT : begins ? "\n" + INDENT : " ").append(word);
            length = begins ? INDENT.length() + word.length() : length + 1 + word.length();
        }
        out.append('\n');
    }
}
