package io.hopwire.link;

/**
 * What a link is good for, as the layers above know it. Asked where a peer wants in and all places for peers are taken,
 * for a few links at a time.
 */
@FunctionalInterface
public interface LinkWorth
{
    /** Nothing is under way over it. */
    int IDLE = 0;
    /** It carries something for somebody: a circuit, a question. */
    int IN_USE = 1;
    /** The node needs it itself, to be found or to find: nobody is let in for it. */
    int OWN = 2;

    /**
     * What a link is good for now.
     *
     * @param link that its peer opened.
     * @return {@link #IDLE}, {@link #IN_USE} or {@link #OWN}.
     */
    int of(Link link);
}
