package io.hopwire.examples;

import io.hopwire.examples.report.Quantities;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.fault.FaultPlanException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Times of a simulation on the command line, in nanoseconds: as in a plan of faults, {@code 20ms} or {@code 2min}; a
 * number alone means seconds.
 */
final class SimTime implements ITypeConverter<Long>
{
    private static final String NUMBER = "[0-9.]+";
    private static final String WORD = "[0-9.]+[a-z]*";
    private static final String ZERO = "0+[a-z]*";

    @Override
    public Long convert(final String value)
    {
        final String text = value.trim();
        if (text.matches(ZERO))
        {
            return 0L;
        }
        if (!text.matches(WORD))
        {
            throw failure(value);
        }
        try
        {
            return FaultPlan.parse("stop " + text + (text.matches(NUMBER) ? "s" : "")).stopNs();
        }
        catch (final FaultPlanException ex)
        {
            throw failure(value);
        }
    }

    /**
     * @return what {@link #convert(String)} reads as so many nanoseconds.
     */
    static String text(final long ns)
    {
        return Quantities.seconds(ns) + "s";
    }

    private static TypeConversionException failure(final String value)
    {
        return new TypeConversionException("expected a time such as 12.5s, 20ms or 2min, found '" + value + "'");
    }
}
