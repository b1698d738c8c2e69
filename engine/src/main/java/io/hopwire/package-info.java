/**
 * What a user of the engine sees: keys, endpoints, sessions, data packages and typed exceptions. Depends on the JDK and
 * on Agrona's buffers and on nothing else; {@code io.hopwire.agent} implements it.
 */
package io.hopwire;
