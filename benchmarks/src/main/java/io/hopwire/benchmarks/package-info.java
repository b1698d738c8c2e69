/**
 * JMH benchmarks of the engine's parts.
 */
package io.hopwire.benchmarks;
