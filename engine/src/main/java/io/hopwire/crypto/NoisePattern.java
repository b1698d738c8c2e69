package io.hopwire.crypto;

/**
 * Handshake patterns of Noise (revision 34, sections 7.4 and 7.5) as a table. A message is the list of its tokens;
 * messages alternate, the initiator's first.
 */
enum NoisePattern
{
    /** One way, the sender unknown. */
    N(false, true, "e es"),
    /** One way, the sender known. */
    K(true, true, "e es ss"),
    /** One way, the sender tells its key. */
    X(false, true, "e es s ss"),
    /** Nobody has a static key. */
    NN(false, false, "e", "e ee"),
    /** The responder's key is known. */
    NK(false, true, "e es", "e ee"),
    /** The responder tells its key. */
    NX(false, false, "e", "e ee s es"),
    /** Both tell their keys. */
    XX(false, false, "e", "e ee s es", "s se"),
    /** The responder's key is known, the initiator tells its own, late. */
    XK(false, true, "e es", "e ee", "s se"),
    /** The responder's key is known, the initiator tells its own at once. */
    IK(false, true, "e es s ss", "e ee se"),
    /** Both keys are known. */
    KK(true, true, "e es ss", "e ee se"),
    /** The initiator tells its key at once and in the clear, the responder its own. */
    IX(false, false, "e s", "e ee se s es");

    private final boolean initiatorKnown;
    private final boolean responderKnown;
    private final String[] messages;

    NoisePattern(final boolean initiatorKnown, final boolean responderKnown, final String... messages)
    {
        this.initiatorKnown = initiatorKnown;
        this.responderKnown = responderKnown;
        this.messages = messages;
    }

    /**
     * The responder knows the initiator's static key beforehand.
     */
    boolean initiatorKnown()
    {
        return initiatorKnown;
    }

    /**
     * The initiator knows the responder's static key beforehand.
     */
    boolean responderKnown()
    {
        return responderKnown;
    }

    /**
     * Only the initiator sends, in the handshake and after it.
     */
    boolean isOneWay()
    {
        return messages.length == 1;
    }

    /**
     * Tokens of all messages, with pre-shared keys at their places: psk0 in front of the first message, pskN at the
     * end of the Nth.
     *
     * @param pskMask bit N set for pskN.
     */
    NoiseToken[][] tokens(final int pskMask)
    {
        final NoiseToken[][] result = new NoiseToken[messages.length][];
        for (int i = 0; i < messages.length; i++)
        {
            String tokens = messages[i];
            if (i == 0 && (pskMask & 1) != 0)
            {
                tokens = "psk " + tokens;
            }
            if ((pskMask & 2 << i) != 0)
            {
                tokens = tokens + " psk";
            }
            final String[] names = tokens.split(" ");
            result[i] = new NoiseToken[names.length];
            for (int j = 0; j < names.length; j++)
            {
                result[i][j] = token(names[j]);
            }
        }
        return result;
    }

    private static NoiseToken token(final String name)
    {
        switch (name)
        {
            case "e":
                return NoiseToken.E;
            case "s":
                return NoiseToken.S;
            case "ee":
                return NoiseToken.EE;
            case "es":
                return NoiseToken.ES;
            case "se":
                return NoiseToken.SE;
            case "ss":
                return NoiseToken.SS;
            case "psk":
                return NoiseToken.PSK;
            default:
                throw new IllegalArgumentException("token " + name);
        }
    }
}
