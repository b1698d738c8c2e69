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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.nio.file.Files;
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
    exitCodeList = {
        "0:done",
        "1:a file exists already, cannot be read or written, or the passphrase is wrong",
        "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire keygen                       prints both keys",
        "  hopwire keygen -k me.key             keeps the private one in a new file",
        "  hopwire keygen -k me.key --encrypt   the same, and asks for a passphrase",
        "  hopwire keygen --scheme ed25519      for a network of Ed25519 keys",
        "  hopwire keygen --from me.key         prints the public key of that file's"})
final class KeygenCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

    @Option(names = "--scheme", paramLabel = "NAME", description = "${bundle:hopwire.identity.scheme}")
    private String scheme;

    @Option(
        names = "--from",
        paramLabel = "FILE",
        description = "File of the private key to derive from; - for standard input.")
    private Path from;

    @Option(
        names = {"-k", "--key-file"},
        paramLabel = "FILE",
        description = "Write the private key to this new file, for its owner only, and do not print it.")
    private Path keyFile;

    @Option(names = "--encrypt", description = "Put the key file under a passphrase.")
    private boolean encrypt;

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    @Override
    public Integer call()
    {
        if (encrypt && null == keyFile)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "--encrypt needs --key-file");
        }
        final PrivateKey key = key();
        final PublicKey publicKey = KeyPairs.publicKey(key);
        if (null != keyFile)
        {
            KeyFile.write(keyFile, encrypt ?
                KeyFile.locked(keyFile, key, passphrase, parent.terminal()) : key.toHex());
        }
        else if (null == from)
        {
            parent.terminal().out().println("private " + key.toHex());
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
        final PrivateKey given = null == from ? null : given();
        if (null != scheme && null != given && !name.equals(given.scheme()))
        {
            throw new HopwireException(ErrorCategory.KEY,
                "this private key is of " + given.scheme() + ", and not of " + name +
                ": one of ed25519, rsa2048 or string is written behind that word and a colon");
        }
        return null == given ? KeyPairs.generate(IdentitySchemes.of(name)) : given;
    }

    /** What is not there is not named: it may be a key, put where its file should be. */
    private PrivateKey given()
    {
        if (!Files.exists(from) && !"-".equals(from.toString()))
        {
            throw new CommandFailure("--from: there is no such file. A key itself is not taken, for others on this " +
                "machine could see it; - reads it from standard input");
        }
        return KeyFile.read(from, passphrase, parent.terminal());
    }
}
