package io.hopwire.transport;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whose turn it is.
 */
class NextSpeakerTest
{
    private final NextSpeaker speaker = new NextSpeaker(2);

    @Test
    void knowsQuestionAndAnswer()
    {
        assertFalse(speaker.isTrusted());
        for (int i = 0; i < NextSpeaker.TRUSTED_AFTER + 2; i++)
        {
            speaker.heard(i & 1);
        }
        assertTrue(speaker.isTrusted());
        assertEquals(0, speaker.guess());
        speaker.heard(0);
        assertTrue(speaker.isTrusted());
        assertEquals(1, speaker.guess());
    }

    @Test
    void knowsAStream()
    {
        for (int i = 0; i < NextSpeaker.TRUSTED_AFTER + 2; i++)
        {
            speaker.heard(1);
        }
        assertTrue(speaker.isTrusted());
        assertEquals(1, speaker.guess());
    }

    @Test
    void doesNotTrustItselfWhereThereIsNoOrder()
    {
        final int[] acknowledgedStream = {0, 0, 1};
        for (int i = 0; i < 30 * NextSpeaker.TRUSTED_AFTER; i++)
        {
            speaker.heard(acknowledgedStream[i % acknowledgedStream.length]);
            assertFalse(speaker.isTrusted());
        }
    }

    @Test
    void losesItsTrustByOneWrongGuess()
    {
        for (int i = 0; i < 2 * NextSpeaker.TRUSTED_AFTER; i++)
        {
            speaker.heard(0);
        }
        assertTrue(speaker.isTrusted());
        speaker.heard(1);
        assertFalse(speaker.isTrusted());
    }

    @Test
    void forgetsWhoTheNumbersWere()
    {
        for (int i = 0; i < 2 * NextSpeaker.TRUSTED_AFTER; i++)
        {
            speaker.heard(1);
        }
        speaker.reset();
        assertFalse(speaker.isTrusted());
        assertEquals(0, speaker.guess());
    }
}
