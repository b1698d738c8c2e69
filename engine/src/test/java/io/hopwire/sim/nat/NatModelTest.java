package io.hopwire.sim.nat;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimRandom;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Random traffic through a NAT and through the plainest NAT that one can write: maps, and searches through all of them.
 */
class NatModelTest
{
    private static final int SEEDS = 300;
    private static final int STEPS = 3_000;

    @Test
    void doesWhatAPlainModelDoes()
    {
        final long[] seen = new long[6];
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final SimRandom random = new SimRandom(seed);
            final NatConfig config = draw(random);
            final Nat nat = new Nat(seed, config);
            final Model model = new Model(nat.host(), config);
            long now = SimNetwork.START_NS;
            for (int step = 0; step < STEPS; step++)
            {
                now += random.nextLong(config.timeoutNs() / 16);
                compare(seed, step, now, random, nat, model, seen);
            }
            assertEquals(model.displacedMappings, nat.displacedMappings(), "seed " + seed);
            assertEquals(model.displacedPermissions, nat.displacedPermissions(), "seed " + seed);
        }
        for (int code = 0; code < seen.length; code++)
        {
            assertEquals(true, seen[code] > 100, "outcome " + code + " hardly ever happened");
        }
    }

    private static void compare(
        final int seed,
        final int step,
        final long now,
        final SimRandom random,
        final Nat nat,
        final Model model,
        final long[] seen)
    {
        final int what = random.nextInt(200);
        final int remote = remote(random, nat.host());
        final int expected;
        final int actual;
        if (what == 0)
        {
            nat.reboot();
            model.reboot();
            return;
        }
        if (what < 90)
        {
            final int inner = random.nextInt(3);
            expected = model.outbound(inner, remote, now);
            actual = nat.outbound(inner, remote, now);
        }
        else
        {
            final int destination = SimAddress.of(nat.host(), model.somePort(random));
            expected = model.inbound(destination, remote, now);
            actual = nat.inbound(destination, remote, now);
        }
        seen[Math.max(0, -actual)]++;
        assertEquals(expected, actual, () -> "seed " + seed + ", step " + step);
        assertEquals(model.mappings.size(), nat.mappings(), () -> "mappings, seed " + seed + ", step " + step);
    }

    private static NatConfig draw(final SimRandom random)
    {
        final NatBehaviour[] behaviours = NatBehaviour.values();
        return NatConfig.of(behaviours[random.nextInt(3)], behaviours[random.nextInt(3)])
            .withHairpinning(random.nextInt(2) == 0)
            .withInboundRefreshes(random.nextInt(2) == 0)
            .withTimeoutNs(1_000 + random.nextLong(1_000_000))
            .withLimits(1 + random.nextInt(random.nextInt(4) == 0 ? 1023 : 12), 1 + random.nextInt(40))
            .withBlocked(random.nextInt(20) == 0);
    }

    private static int remote(final SimRandom random, final int ownHost)
    {
        final int host = random.nextInt(20) == 0 ? ownHost : 100 + random.nextInt(6);
        return SimAddress.of(host, random.nextInt(4));
    }

    private record Key(int first, int second)
    {
    }

    private static final class Entry
    {
        private final int port;
        private final int inner;
        private long lastNs;
        /** A number of each touch, as two may have the same time. */
        private long touch;

        private Entry(final int port, final int inner)
        {
            this.port = port;
            this.inner = inner;
        }
    }

    private static final class Model
    {
        private final int host;
        private final NatConfig config;
        private final Map<Key, Entry> mappings = new HashMap<>();
        private final Map<Entry, Map<Integer, Entry>> permissions = new HashMap<>();
        private final List<Integer> everUsed = new ArrayList<>();
        private int lastPort;
        private long touches;
        private long displacedMappings;
        private long displacedPermissions;

        private Model(final int host, final NatConfig config)
        {
            this.host = host;
            this.config = config;
        }

        private int outbound(final int inner, final int remote, final long now)
        {
            if (config.blocked())
            {
                return Nat.BLOCKED;
            }
            if (SimAddress.host(remote) == host && !config.hairpinning())
            {
                return Nat.NO_HAIRPINNING;
            }
            final Key key = new Key(inner, config.mapping().keyOf(remote));
            Entry mapping = mappings.get(key);
            if (null != mapping && expired(mapping, now))
            {
                mappings.remove(key);
                mapping = null;
            }
            if (null == mapping)
            {
                makeRoom(now);
                mapping = new Entry(nextPort(), inner);
                mappings.put(key, mapping);
            }
            touch(mapping, now);
            permit(mapping, remote, now);
            return SimAddress.of(host, mapping.port);
        }

        private int inbound(final int destination, final int remote, final long now)
        {
            if (config.blocked())
            {
                return Nat.BLOCKED;
            }
            for (final Entry mapping : mappings.values())
            {
                if (mapping.port == SimAddress.slot(destination))
                {
                    return expired(mapping, now) ? Nat.EXPIRED : enter(mapping, remote, now);
                }
            }
            return Nat.NO_MAPPING;
        }

        private int enter(final Entry mapping, final int remote, final long now)
        {
            Entry permission = null;
            if (config.filtering() != NatBehaviour.ENDPOINT_INDEPENDENT)
            {
                permission = permissions.getOrDefault(mapping, Map.of()).get(config.filtering().keyOf(remote));
                if (null == permission || expired(permission, now))
                {
                    return Nat.FILTERED;
                }
            }
            if (config.inboundRefreshes())
            {
                touch(mapping, now);
                if (null != permission)
                {
                    touch(permission, now);
                }
            }
            return mapping.inner;
        }

        private void makeRoom(final long now)
        {
            final Key oldest = oldestMapping();
            if (null != oldest && (expired(mappings.get(oldest), now) || mappings.size() == config.maxMappings()))
            {
                displacedMappings += expired(mappings.get(oldest), now) ? 0 : 1;
                mappings.remove(oldest);
            }
        }

        private Key oldestMapping()
        {
            Key oldest = null;
            for (final Map.Entry<Key, Entry> entry : mappings.entrySet())
            {
                if (null == oldest || entry.getValue().touch < mappings.get(oldest).touch)
                {
                    oldest = entry.getKey();
                }
            }
            return oldest;
        }

        private void permit(final Entry mapping, final int remote, final long now)
        {
            if (config.filtering() == NatBehaviour.ENDPOINT_INDEPENDENT)
            {
                return;
            }
            final int key = config.filtering().keyOf(remote);
            final Map<Integer, Entry> known = permissions.computeIfAbsent(mapping, ignored -> new HashMap<>());
            if (!known.containsKey(key))
            {
                makeRoomForPermission(now);
                known.put(key, new Entry(0, 0));
            }
            touch(known.get(key), now);
        }

        private void makeRoomForPermission(final long now)
        {
            int size = 0;
            Entry oldest = null;
            for (final Map<Integer, Entry> ofMapping : permissions.values())
            {
                size += ofMapping.size();
                for (final Entry permission : ofMapping.values())
                {
                    oldest = null == oldest || permission.touch < oldest.touch ? permission : oldest;
                }
            }
            if (null != oldest && (expired(oldest, now) || size == config.maxPermissions()))
            {
                displacedPermissions += expired(oldest, now) ? 0 : 1;
                final Entry gone = oldest;
                permissions.values().forEach(ofMapping -> ofMapping.values().remove(gone));
            }
        }

        private void reboot()
        {
            mappings.clear();
            permissions.clear();
        }

        private boolean expired(final Entry entry, final long now)
        {
            return now >= entry.lastNs + config.timeoutNs();
        }

        private void touch(final Entry entry, final long now)
        {
            entry.lastNs = now;
            entry.touch = ++touches;
        }

        private int nextPort()
        {
            int port = lastPort;
            boolean taken = true;
            while (taken)
            {
                port = port % SimAddress.MAX_SLOT + 1;
                taken = false;
                for (final Entry mapping : mappings.values())
                {
                    taken |= mapping.port == port;
                }
            }
            lastPort = port;
            everUsed.add(port);
            return port;
        }

        /**
         * Mostly one of the ports that were used lately.
         */
        private int somePort(final SimRandom random)
        {
            if (everUsed.isEmpty() || random.nextInt(20) == 0)
            {
                return random.nextInt(SimAddress.MAX_SLOT + 1);
            }
            return everUsed.get(Math.max(0, everUsed.size() - 1 - random.nextInt(16)));
        }
    }
}
