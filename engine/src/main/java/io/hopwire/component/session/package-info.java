/**
 * End-to-end sessions: Noise IK over circuits, then reliable, ordered messages, each exactly once, with the fate of
 * every message told to its sender. Pure state machines: time, packets and results in; packets, requests and events
 * out.
 */
package io.hopwire.component.session;
