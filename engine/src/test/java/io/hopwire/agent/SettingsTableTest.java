package io.hopwire.agent;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SettingsTableTest
{
    private static final Path FILE = Path.of("SETTINGS.md");

    @Test
    void fileHoldsWhatIsDeclared() throws IOException
    {
        assertEquals(SettingsTable.markdown(), Files.exists(FILE) ? Files.readString(FILE) : "",
            FILE + " differs from the declarations: hopwire settings --markdown > engine/SETTINGS.md makes it anew");
    }

    @Test
    void bothFormsShowEverySetting()
    {
        final String markdown = SettingsTable.markdown();
        final String text = SettingsTable.text();
        int count = 0;
        for (final SettingGroup group : EngineSettings.GROUPS)
        {
            assertTrue(!group.settings().isEmpty(), group.title());
            for (final Setting<?> setting : group.settings())
            {
                count++;
                assertTrue(markdown.contains("| `" + setting.name() + "` | " + setting.defaultText() + " | "));
                assertTrue(text.contains("  " + setting.name() + "=" + setting.defaultText() + "  ("));
            }
        }
        assertTrue(count >= 74, count + " settings");
    }

    @Test
    void namesAreProperAndNoneIsTakenTwice()
    {
        final Set<String> names = new HashSet<>();
        for (final SettingGroup group : EngineSettings.GROUPS)
        {
            for (final Setting<?> setting : group.settings())
            {
                assertTrue(setting.name().matches("hopwire(\\.[a-z][a-z0-9]*)+"), setting.name());
                assertTrue(names.add(setting.name()), setting.name());
                assertTrue(!setting.text().endsWith(".") && !setting.text().contains("|"), setting.name());
            }
        }
    }
}
