/**
 * How a node finds its place: bootstrap, verified contacts, FIND_NODE, and links to its closest neighbours.
 */
package io.hopwire.component.discovery;
