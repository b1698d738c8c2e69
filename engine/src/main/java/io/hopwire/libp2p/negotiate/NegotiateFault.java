package io.hopwire.libp2p.negotiate;

/**
 * Why two sides did not agree.
 */
public enum NegotiateFault
{
    /** A line without a byte, longer than allowed, or whose length is not written in the shortest way. */
    LINE_LENGTH("a line has no such length"),
    /** A line that does not end with a newline. */
    LINE_END("a line does not end with a newline"),
    /** The peer does not begin with multistream-select 1.0. */
    NOT_MULTISTREAM("the peer does not speak multistream-select 1.0"),
    /** The peer suggests one protocol after the other. */
    TOO_MANY_SUGGESTIONS("too many protocols were suggested"),
    /** The peer answers with something else than what was suggested. */
    OTHER_ANSWER("the peer answers with something that was not suggested"),
    /** The peer has refused all that we suggest. */
    NONE_SUPPORTED("none of the suggested protocols is supported");

    private final String text;

    NegotiateFault(final String text)
    {
        this.text = text;
    }

    /**
     * {@return what a person reads}
     */
    public String text()
    {
        return text;
    }
}
