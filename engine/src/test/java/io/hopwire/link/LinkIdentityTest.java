package io.hopwire.link;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.Sha256;
import io.hopwire.crypto.identity.ForgedScheme;
import io.hopwire.crypto.identity.ForgedScheme.Lie;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.RejectCode;
import io.hopwire.test.Allocations;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Links under every identity scheme, and with peers who are not who they say they are.
 */
class LinkIdentityTest
{
    private static final long MS = LinkNet.MS;

    private final HopwireCrypto crypto = new HopwireCrypto();

    static List<IdentityScheme> schemes()
    {
        return List.of(
            IdentitySchemes.X25519,
            IdentitySchemes.ED25519,
            IdentitySchemes.STRING,
            IdentitySchemes.string(9),
            IdentitySchemes.string(IdentitySchemes.MAX_ADDRESS_LENGTH));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void comesUpAndBothLearnWhoTheOtherIs(final IdentityScheme scheme)
    {
        for (final boolean isAddressKnown : new boolean[]{true, false})
        {
            final LinkPair pair = pair(scheme, scheme);
            pair.open(pair.a, pair.b, isAddressKnown);
            pair.run(100 * MS);
            assertKnows(pair.a.link(), pair.b);
            assertKnows(pair.b.link(), pair.a);
            assertEquals(0, pair.a.counters.rejected() + pair.b.counters.rejected());
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void neverAnswersMoreThanWasAsked(final IdentityScheme scheme)
    {
        final int certificate = 0 == scheme.certificateLength() ? 0 : 3 + scheme.certificateLength();
        final int[] expected = {0, 171, 123, 171, 171, 139};
        for (final boolean isAddressKnown : new boolean[]{true, false})
        {
            final int[] lengths = new int[8];
            final LinkPair pair = pair(scheme, scheme);
            pair.tap = (source, targetId, datagram) ->
            {
                lengths[datagram[0]] = datagram.length;
                return true;
            };
            pair.open(pair.a, pair.b, isAddressKnown);
            pair.run(20 * MS);
            final int question = isAddressKnown ? FrameTypes.INITIATION_IK : FrameTypes.XX_1;
            assertTrue(lengths[question + 1] > 0 && lengths[question + 1] <= lengths[question]);
            for (int type = question; type <= (isAddressKnown ? FrameTypes.RESPONSE_IK : FrameTypes.XX_3); type++)
            {
                assertEquals(expected[type] + certificate, lengths[type], FrameTypes.name(type));
            }
        }
    }

    @Test
    void doesNotAnswerAQuestionThatIsShorterThanTheAnswer()
    {
        // Who has shorter certificates asks shorter questions; both are of one network, and nothing else is wrong.
        final LinkPair pair = pair(new ForgedScheme(Lie.CUT), new ForgedScheme(Lie.NONE));
        pair.open(pair.a, pair.b, false);
        pair.run(100 * MS);
        assertTrue(pair.b.get(RejectCode.HANDSHAKE_INVALID) > 0);
        assertEquals(0, pair.b.outbox.count());
        assertNobodyIsUp(pair);
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void refusesWhoAnswersAndIsNotVouchedFor(final Lie lie)
    {
        for (final boolean isAddressKnown : new boolean[]{true, false})
        {
            final LinkPair pair = pair(IdentitySchemes.ED25519, new ForgedScheme(lie));
            pair.open(pair.a, pair.b, isAddressKnown);
            pair.run(100 * MS);
            if (Lie.NONE == lie)
            {
                assertEquals(0, pair.a.counters.rejected(), pair.a.rejects());
                assertArrayEquals(pair.b.publicKey, peer(pair.a.link()));
                continue;
            }
            if (isAddressKnown || Lie.TOO_LONG != lie && Lie.SIGNED_BY_ANOTHER != lie)
            {
                assertTrue(pair.a.get(RejectCode.HANDSHAKE_CERTIFICATE) > 0, pair.a.rejects());
            }
            else
            {
                // Its answer would be longer than our question, or the first MAC is for whom it says it is.
                final RejectCode code =
                    Lie.TOO_LONG == lie ? RejectCode.HANDSHAKE_INVALID : RejectCode.HANDSHAKE_MAC;
                assertTrue(pair.b.get(code) > 0, pair.b.rejects());
            }
            assertNobodyIsUp(pair);
        }
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void refusesWhoAsksAndIsNotVouchedFor(final Lie lie)
    {
        for (final boolean isAddressKnown : new boolean[]{true, false})
        {
            final LinkPair pair = pair(new ForgedScheme(lie), IdentitySchemes.ED25519);
            pair.open(pair.a, pair.b, isAddressKnown);
            pair.run(100 * MS);
            if (Lie.NONE == lie)
            {
                assertArrayEquals(pair.a.publicKey, peer(pair.b.link()));
                continue;
            }
            if (Lie.SIGNED_BY_ANOTHER == lie && !isAddressKnown)
            {
                // That other one does vouch for this static key, so it is whose link this is.
                assertArrayEquals(ForgedScheme.anothersAddress(), peer(pair.b.link()));
                continue;
            }
            assertEquals(0, pair.b.table.upCount());
            assertEquals(0, pair.b.ups);
            if (Lie.SIGNED_BY_ANOTHER == lie)
            {
                // The answer is for whom it says it is, and its first MAC is, too.
                assertTrue(pair.a.get(RejectCode.HANDSHAKE_MAC) > 0, pair.a.rejects());
                continue;
            }
            // The shorter ones ask shorter than they would be answered, where that is so.
            final long rejected =
                pair.b.get(RejectCode.HANDSHAKE_CERTIFICATE) + pair.b.get(RejectCode.HANDSHAKE_INVALID);
            assertTrue(rejected > 0, pair.b.rejects());
            if (Lie.MISSING != lie && Lie.CUT != lie)
            {
                assertTrue(pair.b.get(RejectCode.HANDSHAKE_CERTIFICATE) > 0, pair.b.rejects());
            }
        }
    }

    @Test
    void refusesAddressesThatNobodyCanHave()
    {
        final LinkPair pair = pair(IdentitySchemes.ED25519, IdentitySchemes.ED25519);
        final byte[] neutral = new byte[32];
        neutral[0] = 1;
        pair.a.table.open(new UnsafeBuffer(neutral), 0, pair.b.addressId, pair.nowNs);
        pair.flush(pair.a);
        pair.run(100 * MS);
        assertEquals(List.of("failed WRONG_KEY"), pair.a.events);
        assertEquals(0, pair.datagrams);
    }

    @Test
    void aTwinOfAnAddressIsSomebodyElse()
    {
        final LinkPair pair = pair(IdentitySchemes.ED25519, IdentitySchemes.ED25519);
        // The negative of the point has the same image on Curve25519, hence the same static key.
        final byte[] twin = pair.b.publicKey.clone();
        twin[31] ^= (byte)0x80;
        pair.a.table.open(new UnsafeBuffer(twin), 0, pair.b.addressId, pair.nowNs);
        pair.flush(pair.a);
        pair.run(100 * MS);
        assertTrue(pair.b.get(RejectCode.HANDSHAKE_MAC) > 0);
        assertNobodyIsUp(pair);
    }

    @Test
    void networksOfDifferentSchemesDoNotMix()
    {
        final LinkPair pair = pair(IdentitySchemes.ED25519, IdentitySchemes.STRING);
        for (final boolean isAddressKnown : new boolean[]{true, false})
        {
            pair.open(pair.a, pair.b, isAddressKnown);
            pair.run(100 * MS);
        }
        assertTrue(pair.b.get(RejectCode.HANDSHAKE_MAC) + pair.b.get(RejectCode.HANDSHAKE_INVALID) > 0);
        assertNobodyIsUp(pair);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void framesAndLookUpsAllocateNothing(final IdentityScheme scheme)
    {
        final LinkPair pair = pair(scheme, scheme);
        pair.a.isRecording = false;
        pair.b.isRecording = false;
        pair.open(pair.a, pair.b, true);
        pair.run(50 * MS);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        final UnsafeBuffer datagram = new UnsafeBuffer(new byte[2048]);
        assertEquals(0, Allocations.minimumPerRound(2000, () ->
        {
            final Link link = pair.a.table.byKey(pair.b.publicKeyBuffer, 0);
            pair.a.table.send(link, message, 0, message.capacity(), pair.nowNs);
            final int length = pair.a.outbox.length(0);
            datagram.putBytes(0, pair.a.outbox.buffer(), pair.a.outbox.offset(0), length);
            pair.a.outbox.clear();
            pair.b.table.onDatagram(pair.a.addressId, datagram, 0, length, pair.nowNs);
            pair.b.outbox.clear();
        }));
        assertTrue(pair.b.received >= 20_000);
    }

    private LinkPair pair(final IdentityScheme ofA, final IdentityScheme ofB)
    {
        return new LinkPair(
            crypto, 5, LinkNet.config().identityScheme(ofA), LinkNet.config().identityScheme(ofB));
    }

    private static void assertNobodyIsUp(final LinkPair pair)
    {
        assertEquals(0, pair.a.table.upCount() + pair.b.table.upCount());
        assertEquals(0, pair.a.ups + pair.b.ups);
    }

    private static void assertKnows(final Link link, final LinkNode peer)
    {
        assertArrayEquals(peer.publicKey, peer(link));
        final UnsafeBuffer id = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        new AddressSpace(peer.publicKey.length).nodeId(peer.publicKeyBuffer, 0, id, 0);
        final byte[] known = new byte[Sha256.LENGTH];
        link.identity().getBytes(Link.NODE_ID_OFFSET, known);
        assertArrayEquals(id.byteArray(), known);
        assertNotEquals(0, Arrays.hashCode(known));
    }

    private static byte[] peer(final Link link)
    {
        final byte[] address = new byte[link.identity().capacity() - Link.ADDRESS_OFFSET];
        link.identity().getBytes(Link.ADDRESS_OFFSET, address);
        return address;
    }
}
