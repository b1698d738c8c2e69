package io.hopwire.spi;

import io.hopwire.spi.SettingType.Scale;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Settings that are declared together: the first constant of a class whose other constants are the settings.
 * <pre>{@code
 * public final class DoorSettings
 * {
 *     public static final SettingGroup GROUP = new SettingGroup("Doors");
 *
 *     public static final Setting<Integer>
 *         MAX_DOORS = GROUP.count("hopwire.max.doors", 16, 1, 1024, "doors", "doors that are open at a time");
 *
 *     public static final Setting<Long>
 *         KNOCK = GROUP.duration("hopwire.door.knock", "1s", "1ms", "1h", "from one knock to the next"),
 *         PATIENCE = GROUP.duration("hopwire.door.patience", "5s", "1ms", "1h", "silence after which nobody is in");
 *
 *     static
 *     {
 *         GROUP.exceeds(PATIENCE, KNOCK);
 *     }
 * }
 * }</pre>
 * One more setting is one more line. Filled while its class is initialised, and unchanged from then on.
 */
public final class SettingGroup
{
    private final String title;
    private final List<Setting<?>> settings = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Consumer<Settings>> checks = new ArrayList<>(0);

    /**
     * Without settings yet.
     *
     * @param title what a person reads above its part of the table.
     */
    public SettingGroup(final String title)
    {
        this.title = title;
    }

    /**
     * {@return what a person reads above its part of the table}
     */
    public String title()
    {
        return title;
    }

    /**
     * {@return its settings in the order of their declaration; can not be changed}
     */
    public List<Setting<?>> settings()
    {
        return Collections.unmodifiableList(settings);
    }

    /**
     * Declare a whole number.
     *
     * @param name         of the property.
     * @param defaultValue within the range.
     * @param min          smallest value.
     * @param max          largest value.
     * @param unit         what is counted, for the range: "links".
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Integer> count(
        final String name,
        final int defaultValue,
        final int min,
        final int max,
        final String unit,
        final String text)
    {
        return number(name, defaultValue, new SettingType.Number<>(Scale.PLAIN, min, max, unit, false, (n) ->
            Math.toIntExact(n)), text);
    }

    /**
     * Declare a whole number that is a power of two.
     *
     * @param name         of the property.
     * @param defaultValue within the range.
     * @param min          smallest value.
     * @param max          largest value.
     * @param unit         what is counted, for the range: "links".
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Integer> powerOfTwo(
        final String name,
        final int defaultValue,
        final int min,
        final int max,
        final String unit,
        final String text)
    {
        return number(name, defaultValue, new SettingType.Number<>(Scale.PLAIN, min, max, unit, true, (n) ->
            Math.toIntExact(n)), text);
    }

    /**
     * Declare a whole number that may exceed 32 bits.
     *
     * @param name         of the property.
     * @param defaultValue within the range.
     * @param min          smallest value.
     * @param max          largest value.
     * @param unit         what is counted, for the range: "frames".
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Long> longCount(
        final String name,
        final long defaultValue,
        final long min,
        final long max,
        final String unit,
        final String text)
    {
        return number(name, defaultValue, new SettingType.Number<>(Scale.PLAIN, min, max, unit, false, (n) -> n), text);
    }

    /**
     * Declare a power of two that may exceed 32 bits.
     *
     * @param name         of the property.
     * @param defaultValue within the range.
     * @param min          smallest value.
     * @param max          largest value.
     * @param unit         what is counted, for the range: "packets".
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Long> longPowerOfTwo(
        final String name,
        final long defaultValue,
        final long min,
        final long max,
        final String unit,
        final String text)
    {
        return number(name, defaultValue, new SettingType.Number<>(Scale.PLAIN, min, max, unit, true, (n) -> n), text);
    }

    /**
     * Declare a size in bytes; a user may write it with k, m or g.
     *
     * @param name         of the property.
     * @param defaultValue as a user writes it: "2m".
     * @param min          smallest value, written likewise.
     * @param max          largest value, written likewise, below 2g.
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Integer> size(
        final String name, final String defaultValue, final String min, final String max, final String text)
    {
        return number(name, Math.toIntExact(Scale.BYTES.parse(defaultValue)), new SettingType.Number<>(
            Scale.BYTES, Scale.BYTES.parse(min), Scale.BYTES.parse(max), "", false, (n) -> Math.toIntExact(n)), text);
    }

    /**
     * Declare a size in bytes that is a power of two; a user may write it with k, m or g.
     *
     * @param name         of the property.
     * @param defaultValue as a user writes it: "2m".
     * @param min          smallest value, written likewise.
     * @param max          largest value, written likewise, below 2g.
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Integer> sizePowerOfTwo(
        final String name, final String defaultValue, final String min, final String max, final String text)
    {
        return number(name, Math.toIntExact(Scale.BYTES.parse(defaultValue)), new SettingType.Number<>(
            Scale.BYTES, Scale.BYTES.parse(min), Scale.BYTES.parse(max), "", true, (n) -> Math.toIntExact(n)), text);
    }

    /**
     * Declare a size in bytes that may exceed 32 bits; a user may write it with k, m or g.
     *
     * @param name         of the property.
     * @param defaultValue as a user writes it: "256m".
     * @param min          smallest value, written likewise.
     * @param max          largest value, written likewise.
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Long> longSize(
        final String name, final String defaultValue, final String min, final String max, final String text)
    {
        return number(name, Scale.BYTES.parse(defaultValue), new SettingType.Number<>(
            Scale.BYTES, Scale.BYTES.parse(min), Scale.BYTES.parse(max), "", false, (n) -> n), text);
    }

    /**
     * Declare a duration, whose value is nanoseconds; a user writes it with ns, us, ms, s, m, h or d.
     *
     * @param name         of the property.
     * @param defaultValue as a user writes it: "250ms".
     * @param min          shortest, written likewise.
     * @param max          longest, written likewise.
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Long> duration(
        final String name, final String defaultValue, final String min, final String max, final String text)
    {
        return number(name, Scale.TIME.parse(defaultValue), new SettingType.Number<>(
            Scale.TIME, Scale.TIME.parse(min), Scale.TIME.parse(max), "", false, (n) -> n), text);
    }

    /**
     * Declare a switch.
     *
     * @param name         of the property.
     * @param defaultValue on or off.
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<Boolean> flag(final String name, final boolean defaultValue, final String text)
    {
        return add(name, new SettingType.Flag(), defaultValue, Boolean.toString(defaultValue), text);
    }

    /**
     * Declare a choice.
     *
     * @param name         of the property.
     * @param choices      constants of an enum, which are written in small letters, or words.
     * @param defaultValue one of them.
     * @param text         what it is for.
     * @param <T>          of the choices.
     * @return the setting.
     */
    public <T> Setting<T> choice(final String name, final T[] choices, final T defaultValue, final String text)
    {
        final SettingType<T> type = new SettingType.Choice<>(List.of(choices));
        return add(name, type, defaultValue, type.format(defaultValue), text);
    }

    /**
     * Declare a text.
     *
     * @param name         of the property.
     * @param defaultValue within the range.
     * @param min          fewest characters.
     * @param max          most characters.
     * @param text         what it is for.
     * @return the setting.
     */
    public Setting<String> text(
        final String name, final String defaultValue, final int min, final int max, final String text)
    {
        return add(name, new SettingType.Text(min, max, (c) -> true, min + " to " + max + " characters"),
            defaultValue, defaultValue, text);
    }

    /**
     * Declare a text that is null where nobody sets it.
     *
     * @param name        of the property.
     * @param defaultText what holds then, as a person reads it: "random".
     * @param range       what is allowed, as a person reads it. Whoever uses the value checks it.
     * @param text        what it is for.
     * @return the setting.
     */
    public Setting<String> optional(
        final String name, final String defaultText, final String range, final String text)
    {
        return add(name, new SettingType.Text(0, Integer.MAX_VALUE, (c) -> true, range), null, defaultText, text);
    }

    /**
     * Declare a name that can be that of a file, and is null where nobody sets it.
     *
     * @param name        of the property.
     * @param defaultText what holds then, as a person reads it: "the process's id".
     * @param max         most characters.
     * @param text        what it is for.
     * @return the setting.
     */
    public Setting<String> optionalName(
        final String name, final String defaultText, final int max, final String text)
    {
        final String range = "1 to " + max + " letters, digits, '.', '-' or '_'";
        return add(name, new SettingType.Text(1, max, SettingGroup::isOfName, range), null, defaultText, text);
    }

    /**
     * Say what a default means, where its value alone does not: "until Ctrl-C".
     *
     * @param defaultText what holds where nobody sets it, as a person reads it.
     * @param declared    the setting that was declared last.
     * @param <T>         of its values.
     * @return the setting.
     */
    public <T> Setting<T> saying(final String defaultText, final Setting<T> declared)
    {
        final Setting<T> said = declared.withDefaultText(defaultText);
        final Setting<?> last = settings.set(settings.size() - 1, said);
        assert last == declared : declared + " was not declared last";
        return said;
    }

    /**
     * Demand that the value of one setting is more than that of another.
     *
     * @param larger  of the two.
     * @param smaller of the two.
     * @param <T>     of both.
     */
    public <T extends Number & Comparable<T>> void exceeds(final Setting<T> larger, final Setting<T> smaller)
    {
        orders.add(new Order(larger, smaller, (values) -> compare(values, larger, smaller) > 0, "more than"));
    }

    /**
     * Demand that the value of one setting is that of another, or more.
     *
     * @param larger  of the two.
     * @param smaller of the two.
     * @param <T>     of both.
     */
    public <T extends Number & Comparable<T>> void reaches(final Setting<T> larger, final Setting<T> smaller)
    {
        orders.add(new Order(larger, smaller, (values) -> compare(values, larger, smaller) >= 0, "at least"));
    }

    /**
     * Demand something else: that a library is there, for example.
     *
     * @param check throws an IllegalArgumentException that names the setting.
     */
    public void demands(final Consumer<Settings> check)
    {
        checks.add(check);
    }

    /**
     * Look at what settings demand of each other, and of where they are used. What each is by itself was checked when
     * it was set.
     *
     * @param values to look at.
     * @throws IllegalArgumentException that names both settings and both values.
     */
    public void check(final Settings values)
    {
        checks.forEach((check) -> check.accept(values));
        for (final Order order : orders)
        {
            if (!order.holds.test(values))
            {
                throw new IllegalArgumentException(order.larger + " must be " + order.demand + " " + order.smaller +
                    ", which is " + format(order.smaller, values) + ", found '" + format(order.larger, values) + "'");
            }
        }
    }

    /**
     * {@return the values that are allowed, as {@link Setting#range()}, and what it must be in relation to others}
     *
     * @param setting of this group.
     */
    public String range(final Setting<?> setting)
    {
        final StringBuilder range = new StringBuilder(setting.range());
        for (final Order order : orders)
        {
            if (order.larger == setting)
            {
                range.append(", ").append(order.demand).append(' ').append(order.smaller);
            }
        }
        return range.toString();
    }

    private <N extends Number> Setting<N> number(
        final String name, final N defaultValue, final SettingType<N> type, final String text)
    {
        return add(name, type, defaultValue, type.format(defaultValue), text);
    }

    private <T> Setting<T> add(
        final String name,
        final SettingType<T> type,
        final T defaultValue,
        final String defaultText,
        final String text)
    {
        final Setting<T> setting = new Setting<>(name, type, defaultValue, defaultText, text);
        settings.add(setting);
        return setting;
    }

    private static <T extends Number & Comparable<T>> int compare(
        final Settings values, final Setting<T> larger, final Setting<T> smaller)
    {
        return values.get(larger).compareTo(values.get(smaller));
    }

    private static <T> String format(final Setting<T> setting, final Settings values)
    {
        return setting.format(values.get(setting));
    }

    private static boolean isOfName(final int c)
    {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._-".indexOf(c) >= 0;
    }

    private record Order(
        Setting<?> larger, Setting<?> smaller, Predicate<Settings> holds, String demand)
    {
    }
}
