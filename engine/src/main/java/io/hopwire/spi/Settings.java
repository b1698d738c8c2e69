package io.hopwire.spi;

import java.util.Arrays;

/**
 * Values of {@link Setting}s: those that somebody has set, and the default for each of the others. Immutable. Reading
 * searches the few that are set and allocates nothing; what is needed for every packet is read once, into a field.
 */
public final class Settings
{
    /**
     * Nothing is set.
     */
    public static final Settings DEFAULTS = new Settings(new Setting<?>[0], new Object[0]);

    private final Setting<?>[] set;
    private final Object[] values;

    private Settings(final Setting<?>[] set, final Object[] values)
    {
        assert set.length == values.length;
        this.set = set;
        this.values = values;
    }

    /**
     * {@return what is set, or the default}
     *
     * @param setting to read.
     * @param <T>     of its values.
     */
    @SuppressWarnings("unchecked")
    public <T> T get(final Setting<T> setting)
    {
        final int i = indexOf(setting);
        return i < 0 ? setting.defaultValue() : (T)values[i];
    }

    /**
     * {@return whether somebody has set it, be it to its default}
     *
     * @param setting to ask for.
     */
    public boolean isSet(final Setting<?> setting)
    {
        return indexOf(setting) >= 0;
    }

    /**
     * {@return a copy in which one more is set}
     *
     * @param setting to set.
     * @param value   within its range.
     * @param <T>     of its values.
     * @throws IllegalArgumentException that names the setting, its range and the value.
     */
    public <T> Settings with(final Setting<T> setting, final T value)
    {
        final T checked = setting.check(value);
        final int found = indexOf(setting);
        final int i = found < 0 ? set.length : found;
        final Setting<?>[] copy = Arrays.copyOf(set, Math.max(set.length, i + 1));
        final Object[] copyOfValues = Arrays.copyOf(values, copy.length);
        copy[i] = setting;
        copyOfValues[i] = checked;
        return new Settings(copy, copyOfValues);
    }

    /**
     * {@return a copy in which one more is set, to what a text says}
     *
     * @param setting to set.
     * @param text    as in a property.
     * @param <T>     of its values.
     * @throws IllegalArgumentException that names the setting, its range and the text.
     */
    public <T> Settings withText(final Setting<T> setting, final String text)
    {
        return with(setting, setting.parse(text));
    }

    private int indexOf(final Setting<?> setting)
    {
        for (int i = 0; i < set.length; i++)
        {
            if (set[i] == setting)
            {
                return i;
            }
        }
        return -1;
    }
}
