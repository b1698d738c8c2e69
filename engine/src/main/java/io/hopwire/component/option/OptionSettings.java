package io.hopwire.component.option;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;
import io.hopwire.spi.Settings;
import io.hopwire.wire.Compression;
import io.hopwire.wire.compress.Codecs;

import java.util.function.IntSupplier;

/**
 * Settings of what neighbours agree on.
 */
public final class OptionSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Compression");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<String>
        PREFERRED = GROUP.choice("hopwire.compression.preferred", Codecs.names(), Compression.name(Compression.NONE),
            "how transmissions (not sessions, which are sealed from end to end) are compressed for neighbours that " +
            "take it, and how neighbours are asked to do it; with none this node compresses nothing"),
        ACCEPTED = GROUP.optional("hopwire.compression.accepted", Codecs.DEFAULT, "names, separated by commas",
            "compressions taken from neighbours, beside the preferred one; bz2, lzma and snappy need their library " +
            "on the class path, and the first two hold the node up for a tenth of a millisecond and more, each time");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        AGAIN = GROUP.duration("hopwire.option.again", "200ms", "1ms", "1m",
            "least time after which a neighbour that has not answered SET_CONNECTION_OPT is asked again; longer " +
            "where answers take longer, and each time twice as long"),
        LONGEST = GROUP.duration("hopwire.option.longest", "2s", "1ms", "1m",
            "most time from one time that a neighbour is asked to the next");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        TRIES = GROUP.count("hopwire.option.tries", 6, 1, 100, "times",
            "a neighbour is asked before it is taken not to know SET_CONNECTION_OPT"),
        REQUESTS = GROUP.powerOfTwo("hopwire.option.requests", 16, 1, 32, "neighbours",
            "that are asked at a time; the others wait");

    static
    {
        GROUP.demands(OptionSettings::accepted);
    }

    private OptionSettings()
    {
    }

    /**
     * {@return the number of the compression that is preferred}
     *
     * @param settings of the node.
     * @throws IllegalArgumentException that names the library that is missing.
     */
    public static int preferred(final Settings settings)
    {
        return named(PREFERRED, () ->
        {
            final int preferred = Codecs.byName(settings.get(PREFERRED));
            Codecs.check(preferred);
            return preferred;
        });
    }

    /**
     * {@return a bit for each compression that is taken, 1 shifted by its number}
     *
     * @param settings of the node.
     * @throws IllegalArgumentException where one is named that is none, or whose library is missing.
     */
    public static int accepted(final Settings settings)
    {
        final String names = settings.get(ACCEPTED);
        final int taken = named(ACCEPTED, () ->
            null == names ? Codecs.present(Codecs.DEFAULT) : Codecs.byNames(names));
        return 1 << preferred(settings) | taken;
    }

    private static int named(final Setting<String> setting, final IntSupplier value)
    {
        try
        {
            return value.getAsInt();
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IllegalArgumentException(setting + ": " + ex.getMessage(), ex);
        }
    }
}
