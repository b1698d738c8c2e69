package io.hopwire.spi;

/**
 * One thing that can be configured. It is declared once, in a {@link SettingGroup}; the way to set it from Java, the
 * system property, the line of the table, the text of {@code --help} and the check of its range all come from that
 * declaration. A value is held by {@link Settings}. Immutable.
 *
 * @param <T> of its values: Integer, Long, Boolean, String or an enum. Durations are nanoseconds, sizes are bytes.
 */
public final class Setting<T>
{
    private final String name;
    private final SettingType<T> type;
    private final T defaultValue;
    private final String defaultText;
    private final String text;

    Setting(
        final String name,
        final SettingType<T> type,
        final T defaultValue,
        final String defaultText,
        final String text)
    {
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.defaultText = defaultText;
        this.text = text;
        assert null == defaultValue || type.accepts(defaultValue) : "the default is out of range: " + name;
    }

    /**
     * {@return the name, which is that of the system property, too}
     */
    public String name()
    {
        return name;
    }

    /**
     * {@return the value where nothing is set; null where there is none, and {@link #defaultText()} says what then}
     */
    public T defaultValue()
    {
        return defaultValue;
    }

    /**
     * {@return the default as a person writes it}
     */
    public String defaultText()
    {
        return defaultText;
    }

    /**
     * {@return the values that are allowed, with their unit, as a person reads it: {@code 1 to 65536 links}}
     */
    public String range()
    {
        return type.range();
    }

    /**
     * {@return what it is for, one sentence in plain text without its full stop}
     */
    public String text()
    {
        return text;
    }

    /**
     * {@return a value as a person writes it, so that {@link #parse(String)} makes the same of it}
     *
     * @param value of this setting.
     */
    public String format(final T value)
    {
        return type.format(value);
    }

    /**
     * {@return the value that a text says}
     *
     * @param value as it stands in a property or on a command line.
     * @throws IllegalArgumentException that names the setting, its range and what was found.
     */
    public T parse(final String value)
    {
        final T parsed;
        try
        {
            parsed = type.parse(value.trim());
        }
        catch (final ArithmeticException | IllegalArgumentException ex)
        {
            throw refusal(value, ex);
        }
        if (!type.accepts(parsed))
        {
            throw refusal(value, null);
        }
        return parsed;
    }

    /**
     * {@return the value given, which is within the range}
     *
     * @param value that somebody wants.
     * @throws IllegalArgumentException that names the setting, its range and what was found.
     */
    public T check(final T value)
    {
        if (null == value || !type.accepts(value))
        {
            throw refusal(null == value ? "null" : format(value), null);
        }
        return value;
    }

    Setting<T> withDefaultText(final String value)
    {
        return new Setting<>(name, type, defaultValue, value, text);
    }

    @Override
    public String toString()
    {
        return name;
    }

    private IllegalArgumentException refusal(final String found, final Exception cause)
    {
        return new IllegalArgumentException(name + " must be " + range() + ", found '" + found + "'", cause);
    }
}
