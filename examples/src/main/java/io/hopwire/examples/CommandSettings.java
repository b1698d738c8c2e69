package io.hopwire.examples;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Options of the command that are no settings of the engine, declared as those are: default, range and text of
 * {@code --help} stand here and nowhere else.
 */
final class CommandSettings
{
    static final SettingGroup GROUP = new SettingGroup("The command");

    private static final long MANY = 1_000_000_000_000L;

    static final Setting<Integer>
        MAX_HOPS = GROUP.count("--max-hops", DataTransitConfiguration.DEFAULT.maxHops(), 1,
            DataTransitConfiguration.MAX_HOPS, "hops", "longest route; a hop is one link"),
        SIZE = GROUP.count("--size", 64, PingExchange.MIN_LENGTH, 16 << 20, "bytes",
            "length of a message; a long one travels in many packets");

    static final Setting<Long>
        TIMEOUT = GROUP.duration("--timeout", "5s", "1us", "1h",
            "longest wait for a connection, and for what is not answered; a number alone is seconds"),
        DURATION = GROUP.saying("run for ever", GROUP.duration("--duration", "365d", "1ms", "365d",
            "end after this time; a number alone is seconds")),
        WAIT = GROUP.duration("--wait", "0s", "0s", "1h",
            "after the end of the input, go on printing what comes back for so long; a number alone is seconds"),
        INTERVAL = GROUP.duration("--interval", "1s", "0s", "1h",
            "from one message to the next; 0 sends the next when the last is answered; a number alone is seconds"),
        COUNT = GROUP.saying("until Ctrl-C", GROUP.longCount("--count", MANY, 1, MANY, "messages",
            "messages to send"));

    private static final String NUMBER = "[0-9]*\\.?[0-9]+";

    private CommandSettings()
    {
    }

    /**
     * What an option says, or the default where it was not given.
     *
     * @throws HopwireException that names option, range and text.
     */
    static <T> T value(final Setting<T> setting, final String textOrNull)
    {
        try
        {
            return null == textOrNull ? setting.defaultValue() : setting.parse(textOrNull);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, ex.getMessage(), ex);
        }
    }

    /**
     * The same of a duration, for which a number alone is seconds, also with a decimal point.
     */
    static long durationNs(final Setting<Long> setting, final String textOrNull)
    {
        if (null == textOrNull || !textOrNull.matches(NUMBER))
        {
            return value(setting, textOrNull);
        }
        final double ns = Double.parseDouble(textOrNull) * 1e9;
        return value(setting, ns < Long.MAX_VALUE ? Math.round(ns) + "ns" : textOrNull + "s");
    }
}
