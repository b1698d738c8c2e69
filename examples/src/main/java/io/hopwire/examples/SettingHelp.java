package io.hopwire.examples;

import io.hopwire.agent.EngineSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;

/**
 * Texts of {@code --help} that come from the declarations of settings: an option's description says
 * <code>${bundle:hopwire.bind}</code>, or <code>${bundle:option.max-hops}</code> for one of {@link CommandSettings}.
 * A key may not be the bare name of an option: picocli puts its text in the place of that option's own description, in
 * every command that has an option of the name.
 */
final class SettingHelp extends ResourceBundle
{
    private final Map<String, String> texts = new TreeMap<>();

    SettingHelp()
    {
        EngineSettings.GROUPS.forEach(this::add);
        add(CommandSettings.GROUP);
    }

    @Override
    protected Object handleGetObject(final String key)
    {
        return texts.get(key);
    }

    @Override
    public Enumeration<String> getKeys()
    {
        return Collections.enumeration(texts.keySet());
    }

    private void add(final SettingGroup group)
    {
        for (final Setting<?> setting : group.settings())
        {
            texts.put(setting.name().replaceFirst("^--", "option."), text(setting));
        }
    }

    private static String text(final Setting<?> setting)
    {
        final String text = setting.text();
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) +
            " (" + setting.range() + "). Default: " + setting.defaultText() + ".";
    }
}
