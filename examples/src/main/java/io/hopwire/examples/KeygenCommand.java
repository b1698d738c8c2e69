package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.KeyPairs;
import io.hopwire.crypto.identity.IdentitySchemes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code hopwire keygen}.
 */
@Command(
    name = "keygen",
    description = "Make a key pair, or derive the public key of a private one.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the file exists already or cannot be written", "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire keygen                     prints both keys",
        "  hopwire keygen --key-file me.key   keeps the private key in a new file, prints the public one",
        "  hopwire keygen --scheme ed25519    the same for a network of Ed25519 keys",
        "  hopwire keygen --from dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed"})
final class KeygenCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

    @Option(names = "--scheme", paramLabel = "NAME", description = "${bundle:hopwire.identity.scheme}")
    private String scheme;

    @Option(
        names = "--from",
        paramLabel = "PRIVATE",
        converter = KeyConverters.Private.class,
        description = "Private key to derive from. Others on this machine can see it while the command runs.")
    private PrivateKey from;

    @Option(
        names = {"-k", "--key-file"},
        paramLabel = "FILE",
        description = "Write the private key to this new file, for its owner only, and do not print it.")
    private Path keyFile;

    @Override
    public Integer call()
    {
        final PrivateKey key = key();
        final PublicKey publicKey = KeyPairs.publicKey(key);
        if (null == keyFile)
        {
            parent.terminal().out().println("private " + key.toHex());
        }
        else
        {
            KeyFile.write(keyFile, key);
        }
        parent.terminal().out().println("public  " + publicKey);
        return 0;
    }

    private PrivateKey key()
    {
        final EngineContext context = new EngineContext();
        if (null != scheme)
        {
            context.set(EngineSettings.IDENTITY_SCHEME.name(), scheme);
        }
        final String name = context.get(EngineSettings.IDENTITY_SCHEME);
        if (null != scheme && null != from && !name.equals(from.scheme()))
        {
            throw new HopwireException(ErrorCategory.KEY,
                "this private key is of " + from.scheme() + ", and not of " + name +
                ": one of ed25519, rsa2048 or string is written behind that word and a colon");
        }
        return null == from ? KeyPairs.generate(IdentitySchemes.of(name)) : from;
    }
}
