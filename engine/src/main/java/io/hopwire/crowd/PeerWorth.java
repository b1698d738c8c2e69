package io.hopwire.crowd;

/**
 * What something that a peer has is good for, as its user knows it. Asked where a peer wants in and all places for
 * peers are taken, for a few of them at a time.
 *
 * @param <T> what that is.
 */
@FunctionalInterface
public interface PeerWorth<T extends CrowdMember>
{
    /** Nothing is under way over it. */
    int IDLE = 0;
    /** It carries something for somebody. */
    int IN_USE = 1;
    /** We need it ourselves: nobody is let in for it. */
    int OWN = 2;

    /**
     * What it is good for now.
     *
     * @param member that its peer opened.
     * @return {@link #IDLE}, {@link #IN_USE} or {@link #OWN}.
     */
    int of(T member);
}
