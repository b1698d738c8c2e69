package io.hopwire.benchmarks;

import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.infra.BenchmarkParams;

import java.lang.reflect.Method;

/**
 * What a benchmark says about itself by {@link ComparedTo}: which other it is measured by, and how good it should be.
 */
final class ComparedToReader
{
    private static final String PARTS = ": ";

    private ComparedToReader()
    {
    }

    /**
     * The annotation of a benchmark.
     *
     * @param className  of the benchmark.
     * @param methodName of its method, or of its group.
     * @return the annotation, or null where it is compared to nothing.
     */
    static ComparedTo of(final String className, final String methodName)
    {
        try
        {
            for (final Method method : Class.forName(className).getDeclaredMethods())
            {
                final Group group = method.getAnnotation(Group.class);
                final ComparedTo comparedTo = method.getAnnotation(ComparedTo.class);
                if (null != comparedTo && methodName.equals(null == group ? method.getName() : group.value()))
                {
                    return comparedTo;
                }
            }
            return null;
        }
        catch (final ClassNotFoundException ex)
        {
            throw new IllegalStateException("benchmark that is not there", ex);
        }
    }

    /**
     * The first goal that holds for some parameters.
     *
     * @param goals as {@link ComparedTo#goals()} has them.
     * @param text  of the parameters, see {@link #parameters}.
     * @return greatest ratio, or NaN where there is none.
     */
    static double goal(final String[] goals, final String text)
    {
        for (final String goal : goals)
        {
            final int end = goal.lastIndexOf(PARTS);
            if (end < 0 || applies(goal.substring(0, end), text))
            {
                return Double.parseDouble(goal.substring(end < 0 ? 0 : end + PARTS.length()));
            }
        }
        return Double.NaN;
    }

    /**
     * Parameters as a text.
     *
     * @param params of a benchmark.
     * @return {@code name=value} of each, blanks between them.
     */
    static String parameters(final BenchmarkParams params)
    {
        final StringBuilder text = new StringBuilder();
        for (final String key : params.getParamsKeys())
        {
            text.append(text.length() == 0 ? "" : " ").append(key).append('=').append(params.getParam(key));
        }
        return text.toString();
    }

    private static boolean applies(final String conditions, final String text)
    {
        for (final String condition : conditions.split(" "))
        {
            if (!(' ' + text + ' ').contains(' ' + condition + ' '))
            {
                return false;
            }
        }
        return true;
    }
}
