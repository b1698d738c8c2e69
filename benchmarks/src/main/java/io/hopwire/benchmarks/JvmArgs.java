package io.hopwire.benchmarks;

/**
 * Flags of the forked JVMs: what the manifest of an executable jar opens, a fork has to be told.
 */
final class JvmArgs
{
    static final String OPEN_UNSAFE = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";
    static final String OPEN_SOCKETS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";
    static final String OPEN_CIPHERS = "--add-opens=java.base/com.sun.crypto.provider=ALL-UNNAMED";

    private JvmArgs()
    {
    }
}
