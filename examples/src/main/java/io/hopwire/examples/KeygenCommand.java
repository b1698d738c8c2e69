package io.hopwire.examples;

import io.hopwire.PrivateKey;
import io.hopwire.agent.KeyPairs;
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
        "  hopwire keygen --from dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed"})
final class KeygenCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

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
        final PrivateKey key = null == from ? KeyPairs.generate() : from;
        if (null == keyFile)
        {
            parent.terminal().out().println("private " + key.toHex());
        }
        else
        {
            KeyFile.write(keyFile, key);
        }
        parent.terminal().out().println("public  " + KeyPairs.publicKey(key));
        return 0;
    }
}
