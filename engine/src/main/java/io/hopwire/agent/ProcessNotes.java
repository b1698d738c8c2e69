package io.hopwire.agent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the notes of engines go that nobody has asked for: to the {@link System.Logger} named {@value #LOGGER}, each
 * text once in a process, since most of them tell of the JVM, which all engines share. Thread-safe.
 */
final class ProcessNotes
{
    static final String LOGGER = "io.hopwire";

    /* A note may name a file; whoever launches engines for ever gets to read the first of those. */
    private static final int MAX_NOTES = 1024;
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private ProcessNotes()
    {
    }

    static void say(final String note)
    {
        if (SAID.size() < MAX_NOTES && SAID.add(note))
        {
            System.getLogger(LOGGER).log(System.Logger.Level.WARNING, note);
        }
    }
}
