package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.Host;
import io.hopwire.agent.KeyPairs;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Options of all commands that are a host of libp2p.
 */
final class Libp2pOptions
{
    private static final String SCHEME = "ed25519";

    @Option(
        names = {"-k", "--key-file"},
        paramLabel = "FILE",
        description = "Private key of the host, Ed25519, made where there is none. Default: a new one each time.")
    private Path keyFile;

    @Mixin
    private PassphraseOption passphrase;

    @Option(
        names = "--muxers",
        paramLabel = "NAMES",
        description = "Muxers, separated by a comma, the one that is liked most first. Default: yamux,mplex.")
    private String muxers;

    @Option(
        names = "--set",
        paramLabel = "NAME=VALUE",
        description = "Any setting, such as libp2p.connections=64; may be repeated. 'hopwire settings' lists them all.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** A host, which is still to be closed. */
    Host launch(final Terminal terminal)
    {
        final EngineContext context = new EngineContext();
        settings.forEach(context::set);
        return Host.launch(context, config(terminal));
    }

    private HostConfig config(final Terminal terminal)
    {
        final HostConfig config = new HostConfig(key(terminal)).agentVersion(agentVersion());
        if (null != muxers)
        {
            try
            {
                config.muxers(Stream.of(muxers.split(",")).map(Libp2pOptions::muxer).toList());
            }
            catch (final IllegalArgumentException ex)
            {
                throw new HopwireException(ErrorCategory.CONFIGURATION, "--muxers: " + ex.getMessage(), ex);
            }
        }
        return config;
    }

    private static String agentVersion()
    {
        final String version = HopwireCommand.class.getPackage().getImplementationVersion();
        return null == version ? "hopwire" : "hopwire/" + version;
    }

    private HostKey key(final Terminal terminal)
    {
        final PrivateKey key = null == keyFile ?
            KeyPairs.generate(IdentitySchemes.of(SCHEME)) :
            KeyFile.readOrCreate(keyFile, SCHEME, passphrase, terminal);
        if (!SCHEME.equals(key.scheme()))
        {
            throw new HopwireException(ErrorCategory.KEY,
                "key file " + keyFile + " holds a key of " + key.scheme() + ", a host has one of " + SCHEME);
        }
        return HostKey.ofEd25519(key.toBytes());
    }

    private static String muxer(final String name)
    {
        final String wanted = name.trim();
        return "yamux".equals(wanted) ? "/yamux/1.0.0" : "mplex".equals(wanted) ? "/mplex/6.7.0" : wanted;
    }

    /** Of the command line. */
    static final class Address implements ITypeConverter<Multiaddr>
    {
        @Override
        public Multiaddr convert(final String value)
        {
            final Multiaddr address = Multiaddr.tryParse(value);
            if (null == address)
            {
                throw new TypeConversionException("not a multiaddr, such as /ip4/127.0.0.1/tcp/4001: " + value);
            }
            return address;
        }
    }

    /** Names, one behind the other. */
    static String join(final List<?> names)
    {
        return names.isEmpty() ? "none" : String.join(" ", names.stream().map(Object::toString).toList());
    }
}
