/**
 * What is told of a simulation: a table for a terminal, JSON for programs, and a page of HTML for people.
 */
package io.hopwire.examples.report;
