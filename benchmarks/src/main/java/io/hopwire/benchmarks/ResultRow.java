package io.hopwire.benchmarks;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one benchmark measured with one set of parameters.
 *
 * @param className  of the benchmark, with its package.
 * @param methodName of the benchmark.
 * @param parameters as {@link ComparedToReader#parameters} writes them.
 * @param score      time of an operation.
 * @param error      half the confidence interval of 99.9 %, or NaN where there were too few iterations.
 * @param unit       of the time.
 * @param bytes      allocated by an operation, NaN where not measured.
 */
record ResultRow(
    String className, String methodName, String parameters, double score, double error, String unit, double bytes)
{
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    static ResultRow of(final RunResult result)
    {
        final BenchmarkParams params = result.getParams();
        final String name = params.getBenchmark();
        final int dot = name.lastIndexOf('.');
        final Result<?> primary = result.getPrimaryResult();
        return new ResultRow(
            name.substring(0, dot),
            name.substring(dot + 1),
            ComparedToReader.parameters(params),
            primary.getScore(),
            primary.getScoreError(),
            primary.getScoreUnit(),
            allocated(result));
    }

    String simpleName()
    {
        return className.substring(className.lastIndexOf('.') + 1) + '.' + methodName;
    }

    private static double allocated(final RunResult result)
    {
        for (final String label : result.getSecondaryResults().keySet())
        {
            if (label.endsWith(ALLOCATED))
            {
                return result.getSecondaryResults().get(label).getScore();
            }
        }
        return Double.NaN;
    }
}
