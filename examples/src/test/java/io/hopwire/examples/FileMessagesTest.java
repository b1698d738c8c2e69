package io.hopwire.examples;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FileMessagesTest
{
    @ParameterizedTest
    @ValueSource(strings = {
        "", ".", "..", ".profile", "../x", "/etc/passwd", "a/b", "a\\b", "a\0b", "a\nb", "a\u001b[2J", "a\u202efdp.exe",
        "a\ufffdb"})
    void aNameThatMayMeanSomethingElseIsRefused(final String name)
    {
        assertNotNull(FileMessages.nameFault(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"photo.jpg", "a", "two words", "na\u00efve.txt", "\u5199\u771f", "a..b", "-rf"})
    void anyOtherNameIsTaken(final String name)
    {
        assertNull(FileMessages.nameFault(name));
    }

    @Test
    void aNameIsAsLongAsFileSystemsTakeIt()
    {
        assertNull(FileMessages.nameFault("x".repeat(255)));
        assertNotNull(FileMessages.nameFault("x".repeat(256)));
        assertNotNull(FileMessages.nameFault("\u5199".repeat(86)));
    }

    @Test
    void anOfferIsKnownByItsBeginning()
    {
        final byte[] offer = FileMessages.offer(1L << 40, "photo.jpg");
        assertTrue(isOffer(offer));
        assertEquals(1L << 40, FileMessages.lengthOf(offer));
        assertEquals("photo.jpg", FileMessages.nameOf(offer));
        for (int i = 0; i < 16; i++)
        {
            final byte[] other = offer.clone();
            other[i] ^= 1;
            assertFalse(isOffer(other));
        }
        for (int length = 0; length < 24; length++)
        {
            assertFalse(isOffer(Arrays.copyOf(offer, length)));
        }
        assertTrue(isOffer(Arrays.copyOf(offer, 24)));
    }

    @Test
    void aReasonCanNotPlayWithTheTerminal()
    {
        final byte[] answer = FileMessages.refused("no\u001b[2J\r\nroom\u202e" + "!".repeat(1000));
        final String reason = FileMessages.reasonOf(answer);
        assertTrue(reason.startsWith("no?[2J??room?!!"), reason);
        assertTrue(reason.getBytes(UTF_8).length <= 300, reason);
    }

    private static boolean isOffer(final byte[] message)
    {
        return FileMessages.isOffer(new UnsafeBuffer(message), 0, message.length);
    }
}
