package io.hopwire.transport;

import org.agrona.DirectBuffer;

import java.lang.reflect.InaccessibleObjectException;

/**
 * Packages of {@code java.base} that a fast path needs to be opened. The JVM's option names who it is opened to:
 * everything on the class path together, or one module of the module path.
 */
public enum Opening
{
    /** Agrona's buffers; the only one that nothing stands in for. */
    BUFFERS("jdk.internal.misc", DirectBuffer.class.getModule()),
    /** The natives behind datagram channels. */
    SOCKETS("sun.nio.ch", Opening.class.getModule()),
    /** The JVM's GHASH. */
    GHASH("com.sun.crypto.provider", Opening.class.getModule());

    private static final Module BASE = Object.class.getModule();

    private final String packageName;
    private final Module user;

    Opening(final String packageName, final Module user)
    {
        this.packageName = packageName;
        this.user = user;
    }

    /**
     * The option that the JVM has to be started with.
     *
     * @return as it stands on a command line; it depends on how this process was started.
     */
    public String option()
    {
        return option(user);
    }

    /**
     * Is the package exported, which is less than opened, to those who need it?
     *
     * @return false where the option, or {@code --add-exports}, is missing.
     */
    public boolean isExported()
    {
        return BASE.isExported(packageName, user);
    }

    /**
     * Why what needs the package is out of reach, in words.
     *
     * @return what to do about it, where something can be done.
     */
    public String reason()
    {
        return BASE.isOpen(packageName, user) ?
            "this Java has no such thing in " + packageName : "start the JVM with " + option();
    }

    String reason(final Exception ex)
    {
        return ex instanceof InaccessibleObjectException ? reason() : reason() + ": " + ex;
    }

    String option(final Module opened)
    {
        return "--add-opens " + BASE.getName() + '/' + packageName + '=' +
            (opened.isNamed() ? opened.getName() : "ALL-UNNAMED");
    }
}
