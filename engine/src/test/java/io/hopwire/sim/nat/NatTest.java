package io.hopwire.sim.nat;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimRandom;
import io.hopwire.test.Allocations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashSet;
import java.util.Set;

import static io.hopwire.sim.nat.NatBehaviour.ADDRESS_DEPENDENT;
import static io.hopwire.sim.nat.NatBehaviour.ENDPOINT_INDEPENDENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One test for each behaviour that RFC 4787 names. Sections are its sections.
 */
class NatTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long T0 = SimNetwork.START_NS;
    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final int SERVER = SimAddress.of(10, 0);
    private static final int SERVER_OTHER_PORT = SimAddress.of(10, 7);
    private static final int STRANGER = SimAddress.of(11, 0);

    @Test
    void addressesHaveAHostAndASlot()
    {
        final int id = SimAddress.of(SimAddress.natHost(SimAddress.MAX_NATS - 1), SimAddress.MAX_SLOT);
        assertEquals(SimAddress.MAX_NATS - 1, SimAddress.nat(SimAddress.host(id)));
        assertFalse(SimAddress.isTcp(id));
        assertEquals(SimAddress.MAX_SLOT, SimAddress.slot(id));
        assertTrue(SimAddress.isNat(SimAddress.host(id)));
        assertEquals(17, SimAddress.of(17, 0), "a node's public address is its number");
        final int tcp = SimAddress.ofTcp(SimAddress.MAX_NATS - 1, SimAddress.MAX_SLOT);
        assertEquals(Integer.MAX_VALUE, tcp);
        assertTrue(SimAddress.isTcp(tcp));
        assertFalse(SimAddress.isNat(SimAddress.host(tcp)));
        assertEquals(SimAddress.MAX_NATS - 1, SimAddress.tcpNode(tcp));
        assertEquals(SimAddress.MAX_SLOT, SimAddress.slot(tcp));
    }

    // Section 4.1: address and port mapping

    @ParameterizedTest
    @EnumSource(names = { "FULL_CONE", "RESTRICTED_CONE", "PORT_RESTRICTED_CONE" })
    void endpointIndependentMappingIsTheSameForAllDestinations(final NatType type)
    {
        final Nat nat = new Nat(3, type.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        assertEquals(SimAddress.natHost(3), SimAddress.host(external));
        assertEquals(external, nat.outbound(ALICE, SERVER_OTHER_PORT, T0));
        assertEquals(external, nat.outbound(ALICE, STRANGER, T0));
    }

    @Test
    void addressDependentMappingIsTheSameForAllPortsOfADestination()
    {
        final Nat nat = new Nat(0, NatConfig.of(ADDRESS_DEPENDENT, ADDRESS_DEPENDENT));
        final int external = nat.outbound(ALICE, SERVER, T0);
        assertEquals(external, nat.outbound(ALICE, SERVER_OTHER_PORT, T0));
        assertNotEquals(external, nat.outbound(ALICE, STRANGER, T0));
    }

    @Test
    void symmetricNatMapsEachDestinationToAnotherPort()
    {
        final Nat nat = new Nat(0, NatType.SYMMETRIC.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        assertNotEquals(external, nat.outbound(ALICE, SERVER_OTHER_PORT, T0));
        assertNotEquals(external, nat.outbound(ALICE, STRANGER, T0));
        assertEquals(external, nat.outbound(ALICE, SERVER, T0 + SECOND));
    }

    @ParameterizedTest
    @EnumSource(names = "BLOCKED", mode = EnumSource.Mode.EXCLUDE)
    void twoNodesBehindOneNatHaveTwoPorts(final NatType type)
    {
        final Nat nat = new Nat(0, type.config());
        final int alice = nat.outbound(ALICE, SERVER, T0);
        final int bob = nat.outbound(BOB, SERVER, T0);
        assertNotEquals(alice, bob);
        assertEquals(ALICE, nat.inbound(alice, SERVER, T0));
        assertEquals(BOB, nat.inbound(bob, SERVER, T0));
    }

    // Section 5: filtering

    @Test
    void fullConeLetsEverybodyIn()
    {
        final Nat nat = new Nat(0, NatType.FULL_CONE.config());
        assertEquals(ALICE, nat.inbound(nat.outbound(ALICE, SERVER, T0), STRANGER, T0));
    }

    @Test
    void restrictedConeLetsAddressesInThatWereSentTo()
    {
        final Nat nat = new Nat(0, NatType.RESTRICTED_CONE.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        assertEquals(ALICE, nat.inbound(external, SERVER_OTHER_PORT, T0));
        assertEquals(Nat.FILTERED, nat.inbound(external, STRANGER, T0));
        nat.outbound(ALICE, STRANGER, T0);
        assertEquals(ALICE, nat.inbound(external, STRANGER, T0));
    }

    @Test
    void portRestrictedConeLetsPortsInThatWereSentTo()
    {
        final Nat nat = new Nat(0, NatType.PORT_RESTRICTED_CONE.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        assertEquals(ALICE, nat.inbound(external, SERVER, T0));
        assertEquals(Nat.FILTERED, nat.inbound(external, SERVER_OTHER_PORT, T0));
        nat.outbound(ALICE, SERVER_OTHER_PORT, T0);
        assertEquals(ALICE, nat.inbound(external, SERVER_OTHER_PORT, T0));
    }

    @Test
    void symmetricNatLetsOnlyTheDestinationOfAMappingIn()
    {
        final Nat nat = new Nat(0, NatType.SYMMETRIC.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        nat.outbound(ALICE, STRANGER, T0);
        assertEquals(ALICE, nat.inbound(external, SERVER, T0));
        assertEquals(Nat.FILTERED, nat.inbound(external, STRANGER, T0));
        assertEquals(1, nat.dropped(Nat.FILTERED));
    }

    @Test
    void aPermissionOfOneNodeIsNoneOfItsNeighbour()
    {
        final Nat nat = new Nat(0, NatType.RESTRICTED_CONE.config());
        nat.outbound(ALICE, SERVER, T0);
        assertEquals(Nat.FILTERED, nat.inbound(nat.outbound(BOB, STRANGER, T0), SERVER, T0));
    }

    @Test
    void nothingComesInBeforeSomethingWentOut()
    {
        final Nat nat = new Nat(0, NatType.FULL_CONE.config());
        assertEquals(Nat.NO_MAPPING, nat.inbound(SimAddress.of(nat.host(), 1), SERVER, T0));
        assertEquals(Nat.NO_MAPPING, nat.inbound(SimAddress.of(nat.host(), 0), SERVER, T0));
        final int external = nat.outbound(ALICE, SERVER, T0);
        final int elsewhere = SimAddress.of(SimAddress.natHost(1), SimAddress.slot(external));
        assertEquals(Nat.NO_MAPPING, nat.inbound(elsewhere, SERVER, T0), "another NAT's address");
        assertEquals("no mapping", Nat.describe(Nat.NO_MAPPING));
    }

    // Section 4.3: mapping refresh

    @Test
    void anIdleMappingExpires()
    {
        final Nat nat = new Nat(0, NatType.FULL_CONE.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        assertEquals(ALICE, nat.inbound(external, SERVER, T0 + 120 * SECOND - 1));
        assertEquals(Nat.EXPIRED, nat.inbound(external, SERVER, T0 + 120 * SECOND));
        assertNotEquals(external, nat.outbound(ALICE, SERVER, T0 + 120 * SECOND), "a new mapping has a new port");
        assertEquals(Nat.NO_MAPPING, nat.inbound(external, SERVER, T0 + 120 * SECOND));
        assertEquals(1, nat.mappings());
    }

    @Test
    void outboundRefreshes()
    {
        final Nat nat = new Nat(0, NatType.PORT_RESTRICTED_CONE.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        assertEquals(external, nat.outbound(ALICE, SERVER, T0 + 119 * SECOND));
        assertEquals(ALICE, nat.inbound(external, SERVER, T0 + 238 * SECOND));
    }

    @Test
    void inboundRefreshesWhereToldTo()
    {
        for (final boolean refreshes : new boolean[]{ false, true })
        {
            final NatConfig config = NatType.SYMMETRIC.config().withInboundRefreshes(refreshes);
            final Nat nat = new Nat(0, config.withTimeoutNs(30 * SECOND));
            final int external = nat.outbound(ALICE, SERVER, T0);
            assertEquals(ALICE, nat.inbound(external, SERVER, T0 + 29 * SECOND));
            assertEquals(refreshes ? ALICE : Nat.EXPIRED, nat.inbound(external, SERVER, T0 + 58 * SECOND));
        }
    }

    @Test
    void aPermissionExpiresThoughItsMappingLives()
    {
        final Nat nat = new Nat(0, NatType.PORT_RESTRICTED_CONE.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        nat.outbound(ALICE, STRANGER, T0 + 100 * SECOND);
        assertEquals(Nat.FILTERED, nat.inbound(external, SERVER, T0 + 120 * SECOND));
        assertEquals(ALICE, nat.inbound(external, STRANGER, T0 + 120 * SECOND));
    }

    // Section 6: hairpinning

    @Test
    void hairpinningReachesTheNeighbourByItsExternalAddress()
    {
        final Nat nat = new Nat(0, NatType.FULL_CONE.config().withHairpinning(true));
        final int bob = nat.outbound(BOB, SERVER, T0);
        final int alice = nat.outbound(ALICE, bob, T0);
        assertEquals(nat.host(), SimAddress.host(alice), "the source is an external address (REQ-9a)");
        assertEquals(BOB, nat.inbound(bob, alice, T0));
        assertEquals(ALICE, nat.inbound(alice, bob, T0));
    }

    @Test
    void hairpinnedDatagramsAreFilteredLikeOthers()
    {
        final Nat nat = new Nat(0, NatType.PORT_RESTRICTED_CONE.config().withHairpinning(true));
        final int bob = nat.outbound(BOB, SERVER, T0);
        final int alice = nat.outbound(ALICE, bob, T0);
        assertEquals(Nat.FILTERED, nat.inbound(bob, alice, T0));
        assertEquals(bob, nat.outbound(BOB, alice, T0));
        assertEquals(ALICE, nat.inbound(alice, bob, T0));
        assertEquals(BOB, nat.inbound(bob, alice, T0));
    }

    @Test
    void noHairpinningUnlessToldTo()
    {
        final Nat nat = new Nat(0, NatType.FULL_CONE.config());
        assertEquals(Nat.NO_HAIRPINNING, nat.outbound(ALICE, nat.outbound(BOB, SERVER, T0), T0));
        assertEquals(1, nat.created());
    }

    // Limits, reboot, blocked

    @Test
    void tooManyMappingsDisplaceTheOneThatWasIdleLongest()
    {
        final Nat nat = new Nat(0, NatType.SYMMETRIC.config().withLimits(2, 2));
        final int first = nat.outbound(ALICE, 100, T0);
        final int second = nat.outbound(ALICE, 101, T0 + 1);
        nat.outbound(ALICE, 100, T0 + 2);
        nat.outbound(ALICE, 102, T0 + 3);
        assertEquals(1, nat.displacedMappings());
        assertEquals(Nat.NO_MAPPING, nat.inbound(second, 101, T0 + 4));
        assertEquals(ALICE, nat.inbound(first, 100, T0 + 4));
        assertEquals(2, nat.mappings());
    }

    @Test
    void tooManyPermissionsDisplaceTheOneThatWasIdleLongest()
    {
        final Nat nat = new Nat(0, NatType.RESTRICTED_CONE.config().withLimits(1, 2));
        final int external = nat.outbound(ALICE, 100, T0);
        nat.outbound(ALICE, 101, T0 + 1);
        nat.outbound(ALICE, 102, T0 + 2);
        assertEquals(1, nat.displacedPermissions());
        assertEquals(Nat.FILTERED, nat.inbound(external, 100, T0 + 3));
        assertEquals(ALICE, nat.inbound(external, 101, T0 + 3));
    }

    @Test
    void allPortsAreUsedBeforeOneIsUsedAgain()
    {
        final Nat nat = new Nat(0, NatType.SYMMETRIC.config());
        final Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < SimAddress.MAX_SLOT; i++)
        {
            assertTrue(ports.add(nat.outbound(ALICE, i, T0 + i)));
        }
        assertEquals(0, nat.displacedMappings());
        assertEquals(SimAddress.MAX_SLOT, nat.mappings());
        assertEquals(SimAddress.of(nat.host(), 1), nat.outbound(BOB, 0, T0 + 2000), "the oldest one's port");
        assertEquals(1, nat.displacedMappings());
    }

    @Test
    void aRebootForgetsAllMappings()
    {
        final Nat nat = new Nat(0, NatType.FULL_CONE.config());
        final int external = nat.outbound(ALICE, SERVER, T0);
        nat.reboot();
        assertEquals(Nat.NO_MAPPING, nat.inbound(external, SERVER, T0));
        assertNotEquals(external, nat.outbound(ALICE, SERVER, T0));
    }

    @Test
    void blockedLetsNothingPass()
    {
        final Nat nat = new Nat(0, NatType.BLOCKED.config());
        assertEquals(Nat.BLOCKED, nat.outbound(ALICE, SERVER, T0));
        assertEquals(Nat.BLOCKED, nat.inbound(SimAddress.of(nat.host(), 1), SERVER, T0));
        assertEquals(2, nat.dropped(Nat.BLOCKED));
    }

    @Test
    void limitsAreChecked()
    {
        final NatConfig config = NatConfig.of(ENDPOINT_INDEPENDENT, ENDPOINT_INDEPENDENT);
        assertThrows(IllegalArgumentException.class, () -> config.withLimits(0, 1));
        assertThrows(IllegalArgumentException.class, () -> config.withLimits(1024, 1));
        assertThrows(IllegalArgumentException.class, () -> config.withLimits(1, 0));
        assertThrows(IllegalArgumentException.class, () -> config.withTimeoutNs(0));
    }

    @Test
    void nothingIsAllocatedOnceTheTablesHaveGrown()
    {
        final Nat nat = new Nat(0, NatType.SYMMETRIC.config().withLimits(200, 300));
        final SimRandom random = new SimRandom(1);
        final long[] clock = { T0 };
        final long bytes = Allocations.minimumPerRound(10_000, () ->
        {
            clock[0] += SECOND / 100;
            final int external = nat.outbound(random.nextInt(4), random.nextInt(100), clock[0]);
            nat.inbound(external, random.nextInt(100), clock[0]);
        });
        assertEquals(0, bytes);
        assertTrue(nat.displacedMappings() > 0);
    }
}
