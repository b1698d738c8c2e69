package io.hopwire.link;

import org.agrona.DirectBuffer;

/**
 * Finds the nodes closest to an address for parts of the core that want something from them, by the one iterative
 * look-up that there is.
 */
public interface NodeSearch
{
    /**
     * Begin. How it ends is told once, and not from within this call.
     *
     * @param seeker who searches.
     * @param token  of the seeker's, by which it knows this search; it has one search of a token at a time.
     * @param target holds the address.
     * @param offset first byte.
     * @param nowNs  time of the duty cycle.
     * @return false where there are too many; nothing will be told.
     */
    boolean begin(Seeker seeker, int token, DirectBuffer target, int offset, long nowNs);

    /**
     * End a search that has not ended. Nothing more is told of it.
     *
     * @param seeker who searches.
     * @param token  of the seeker's.
     * @param nowNs  time of the duty cycle.
     * @return how many of the closest have answered so far; they are in {@link #found()}.
     */
    int stop(Seeker seeker, int token, long nowNs);

    /**
     * Whether a neighbour was asked, and has not answered yet. Answers of nobody else are to be believed.
     *
     * @param seeker who searches.
     * @param token  of the seeker's.
     * @param link   to the neighbour.
     * @return false too where there is no such search.
     */
    boolean isAsked(Seeker seeker, int token, Link link);

    /**
     * Those whom the search has found that was stopped last.
     *
     * @return contacts, the closest first, as {@link io.hopwire.spi.FoundContact} draws them.
     */
    DirectBuffer found();

    /**
     * Open a link to a node that was found, unless there is one or it is being opened. It counts as verified, for it
     * has just answered. Of many at the same time only the first few are opened: who needs the others asks again.
     *
     * @param contact holds the contact.
     * @param offset  first byte.
     * @param nowNs   time of the duty cycle.
     */
    void dial(DirectBuffer contact, int offset, long nowNs);

    /**
     * Answer somebody as if he had asked FIND_NODE.
     *
     * @param asker  who asks.
     * @param target holds the address.
     * @param offset first byte.
     * @param nowNs  time of the duty cycle.
     */
    void nameClosest(Link asker, DirectBuffer target, int offset, long nowNs);

    /**
     * Who searches.
     */
    interface Seeker
    {
        /**
         * Ask a node in one's own words, instead of by FIND_NODE. Whoever does not have what is asked for answers as if
         * it had been asked that.
         *
         * @param token of the search.
         * @param link  to the node.
         * @param nowNs time of the duty cycle.
         * @return false where it shall be asked by FIND_NODE.
         */
        boolean ask(int token, Link link, long nowNs);

        /**
         * The search has ended.
         *
         * @param token    of the search.
         * @param contacts holds those of the closest that have answered, the closest first, as
         *                 {@link io.hopwire.spi.FoundContact} draws them, from its first byte on.
         * @param count    how many.
         * @param closest  how many of them are among the k closest of all that were named: the first ones. The others
         *                 are farther, and here because somebody closer has not answered.
         * @param named    how many of the k closest there are, whether they have answered or not.
         * @param nowNs    time of the duty cycle.
         */
        void onFound(int token, DirectBuffer contacts, int count, int closest, int named, long nowNs);
    }
}
