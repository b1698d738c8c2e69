package io.hopwire.agent;

import io.hopwire.core.CoreSettings;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.libp2p.HostSettings;
import io.hopwire.libp2p.mux.MuxSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;
import io.hopwire.store.StoreSettings;
import io.hopwire.transport.TransportSettings;

import java.util.ArrayList;
import java.util.List;

/**
 * Settings of an engine, besides those of its core and of its sockets.
 */
public final class EngineSettings
{
    /** Those declared here. */
    public static final SettingGroup GROUP = new SettingGroup("The engine");

    /** All settings of an engine, in the order of their table. */
    public static final List<SettingGroup> GROUPS = groups();

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<String>
        PRIVATE_KEY = GROUP.optional("hopwire.private.key", "random",
            "64 hexadecimal digits, behind ed25519: or string: in a network of that scheme; 512 behind rsa2048:",
            "identity of the node; the properties of a process can be seen by others on the machine"),
        IDENTITY_SCHEME = GROUP.choice("hopwire.identity.scheme", IdentitySchemes.names(),
            IdentitySchemes.X25519.name(),
            "what keys are, one scheme for a whole network; string authenticates nobody"),
        BIND = GROUP.text("hopwire.bind", "0.0.0.0:0", 1, 300,
            "where to receive: host:port for datagrams, tcp://host:port for connections, or both separated by a " +
            "comma; port 0 takes a free one"),
        BOOTSTRAP = GROUP.optional("hopwire.bootstrap", "none", "[tcp://][key@]host:port, separated by commas",
            "nodes to begin with; they are tried for ever"),
        NAME = GROUP.optionalName("hopwire.name", "the process id", 64,
            "name of the node in the counters directory, and for 'hopwire stat'"),
        COUNTERS_DIR = GROUP.optional("hopwire.counters.dir", "the user's own below /dev/shm, or java.io.tmpdir",
            "a directory", "where the counters file is, by which other processes watch this one"),
        NODE_IDLE = GROUP.choice("hopwire.node.idle.strategy", IdleStrategies.names(), IdleStrategies.DEFAULT,
            "what the node's thread does when there is nothing to do"),
        WORKER_IDLE = GROUP.choice("hopwire.worker.idle.strategy", IdleStrategies.names(), IdleStrategies.DEFAULT,
            "what the worker's thread does when there is nothing to do");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<NodeRole>
        ROLE = GROUP.choice("hopwire.role", NodeRole.values(), NodeRole.ENDPOINT,
            "what the node is for others: a relay carries what is theirs, an endpoint only its own");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<ThreadingMode>
        THREADING = GROUP.choice("hopwire.threading.mode", ThreadingMode.values(), ThreadingMode.SHARED,
            "none, one or two threads of the engine's own");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Boolean>
        UNAUTHENTICATED_IDENTITIES = GROUP.flag("hopwire.unauthenticated.identities", false,
            "permit an identity scheme under which anybody can be anybody, for tests"),
        COUNTERS_FILE = GROUP.flag("hopwire.counters.file", true,
            "other processes can watch the counters; false keeps them in memory of the process");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        COMMAND_BUFFER = GROUP.sizePowerOfTwo("hopwire.command.buffer", "1m", "32k", "1g",
            "ring that takes commands from the application's threads to the node, at least 16 times the MTU"),
        STREAM_THREADS = GROUP.count("hopwire.libp2p.threads", 256, 1, 65_536, "threads",
            "that serve streams of a libp2p host by handlers that wait; one stream more is reset");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        INBOX_MEMORY = GROUP.longSize("hopwire.inbox.memory", "1g", "64k", "64g",
            "bytes off the heap for messages that wait to be read, at most a quarter of what the process may have; " +
            "sessions beyond it have small windows, and none is opened where twice of it has been promised"),
        CONNECT_TIMEOUT = GROUP.duration("hopwire.connect.timeout", "5s", "1ms", "1h",
            "longest wait of a connect that names no timeout"),
        WRITE_TIMEOUT = GROUP.duration("hopwire.write.timeout", "60s", "1ms", "1h",
            "longest wait of a blocking write for the peer's window"),
        LINGER = GROUP.duration("hopwire.linger", "1500ms", "0s", "1h",
            "longest wait of the engine's close for what was written; 0s does not wait");

    private EngineSettings()
    {
    }

    private static List<SettingGroup> groups()
    {
        final List<SettingGroup> groups = new ArrayList<>(List.of(GROUP));
        groups.addAll(CoreSettings.GROUPS);
        groups.add(StoreSettings.GROUP);
        groups.add(TransportSettings.GROUP);
        groups.add(HostSettings.GROUP);
        groups.add(MuxSettings.GROUP);
        return List.copyOf(groups);
    }
}
