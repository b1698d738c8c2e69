package io.hopwire;

/**
 * What kind of thing went wrong, so that a caller can decide without reading messages.
 */
public enum ErrorCategory
{
    /** A setting is missing, out of its range, or contradicts another one. */
    CONFIGURATION,
    /** A key has the wrong length, is not hexadecimal, or is not the key that was expected. */
    KEY,
    /** A socket, an address or a file: the operating system refused. */
    TRANSPORT,
    /** No route satisfies a {@link DataTransitConfiguration}. */
    TRANSIT,
    /** A session could not be established, or has ended. */
    SESSION,
    /** The engine is closed or has stopped with an error. */
    ENGINE
}
