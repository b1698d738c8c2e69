package io.hopwire.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the method of the same class that a benchmark is compared to; {@link BenchmarkTable} prints the ratio of their
 * times for the same parameters.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface ComparedTo
{
    /**
     * Name of the method.
     */
    String value();

    /**
     * Greatest ratios that are good enough: {@code "0.50"}, or for one value of a parameter {@code
     * "length=64: 0.60"}. The first that applies counts; none means that there is no goal.
     */
    String[] goals() default {};
}
