package io.hopwire.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KeygenCommandTest
{
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed," +
            "a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a",
        "0fd2f07e461a5f16781581c924929459ae4a47e0c536ba7bbaf263493f153f8e," +
            "f4837573e349fb626a51bae2b8562f3128193719c26e807a9432b1638516437a"})
    void derivesThePublicKey(final String privateKey, final String publicKey)
    {
        final RunningCommand keygen = RunningCommand.run("keygen", "--from", privateKey);

        assertEquals(0, keygen.awaitExit());
        assertTrue(keygen.out().contains("private " + privateKey));
        assertTrue(keygen.out().contains("public  " + publicKey), keygen::toString);
    }

    @Test
    void makesANewPairEachTime()
    {
        final RunningCommand first = RunningCommand.run("keygen");
        final RunningCommand second = RunningCommand.run("keygen");

        final String key = first.awaitOut("private ([0-9a-f]{64})\n");
        assertNotEquals(key, second.awaitOut("private ([0-9a-f]{64})\n"));
        final RunningCommand derived = RunningCommand.run("keygen", "--from", key);
        assertEquals(first.out(), derived.out());
    }

    @ParameterizedTest
    @CsvSource({
        "dee960fa,'must be 64 hexadecimal digits, found 8 characters'",
        "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0e,found 63 characters",
        "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed0,found 65 characters",
        "gee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed,not hexadecimal at character 1"})
    void refusesWhatIsNoKeyAndDoesNotRepeatIt(final String notAKey, final String why)
    {
        final RunningCommand keygen = RunningCommand.run("keygen", "--from", notAKey);

        assertEquals(2, keygen.awaitExit());
        assertEquals(1, keygen.err().lines().count(), keygen::err);
        assertTrue(keygen.err().contains(why), keygen::err);
        assertFalse(keygen.err().contains(notAKey), keygen::err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "string"})
    void makesPairsOfOtherSchemes(final String scheme)
    {
        final RunningCommand keygen = RunningCommand.run("keygen", "--scheme", scheme);

        final String key = keygen.awaitOut("private (" + scheme + ":[0-9a-f]{64})\n");
        keygen.awaitOut("public  (" + scheme + ":[0-9a-f]{64})\n");
        assertEquals(keygen.out(), RunningCommand.run("keygen", "--from", key).out());
        assertEquals(keygen.out(), RunningCommand.run("keygen", "--from", key, "--scheme", scheme).out());
    }

    @Test
    void derivesAnEd25519KeyOfRfc8032()
    {
        final RunningCommand keygen = RunningCommand.run(
            "keygen", "--from", "ed25519:9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

        keygen.awaitOut("public  (ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed,ed25519,is of x25519",
        "ed25519:dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed,x25519,is of ed25519",
        "rsa:dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed,,no identity scheme is named rsa",
        ",rsa,'hopwire.identity.scheme must be x25519, ed25519, rsa2048 or string'"})
    void refusesAKeyOfAnotherScheme(final String key, final String scheme, final String why)
    {
        final RunningCommand keygen = null == key ? RunningCommand.run("keygen", "--scheme", scheme) :
            null == scheme ? RunningCommand.run("keygen", "--from", key) :
            RunningCommand.run("keygen", "--from", key, "--scheme", scheme);

        assertEquals(2, keygen.awaitExit(), keygen::toString);
        assertTrue(keygen.err().contains(why), keygen::err);
        assertFalse((keygen.out() + keygen.err()).contains("dee960fa"), keygen::toString);
    }

    @Test
    void keepsThePrivateKeyInAFileOfItsOwner() throws IOException
    {
        final Path file = directory.resolve("me.key");

        final RunningCommand keygen = RunningCommand.run("keygen", "--key-file", file.toString());

        assertEquals(0, keygen.awaitExit());
        assertFalse(keygen.out().contains("private"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        final String key = Files.readString(file).trim();
        assertTrue(RunningCommand.run("keygen", "--from", key).out().endsWith(keygen.out()));
    }

    @Test
    void neverOverwritesAKey() throws IOException
    {
        final Path file = directory.resolve("me.key");
        Files.writeString(file, "precious");

        final RunningCommand keygen = RunningCommand.run("keygen", "--key-file", file.toString());

        assertEquals(1, keygen.awaitExit());
        assertTrue(keygen.err().contains("never overwritten"), keygen::err);
        assertEquals("precious", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {".me.key.new", ".me.key.0123456789abcdef.new", "me.key"})
    void whatAnInterruptedWritingLeftDoesNotBarTheName(final String leftover) throws IOException
    {
        final Path file = directory.resolve("me.key");
        Files.createFile(directory.resolve(leftover));

        final RunningCommand keygen = RunningCommand.run("keygen", "--key-file", file.toString());

        assertEquals(0, keygen.awaitExit(), keygen::toString);
        assertTrue(RunningCommand.run("keygen", "--from", Files.readString(file).trim()).out().endsWith(keygen.out()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (Stream<Path> files = Files.list(directory))
        {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void nodeMakesItsKeyWhereAnEmptyFileIs() throws IOException
    {
        final Path file = Files.createFile(directory.resolve("me.key"));

        final RunningCommand node = RunningCommand.run("node", "--bind", "127.0.0.1:0", "--key-file", file.toString(),
            "--set", "counters.file=false", "--duration", "10ms");

        assertEquals(0, node.awaitExit(), node::toString);
        assertTrue(node.out().contains(
            RunningCommand.run("keygen", "--from", Files.readString(file).trim()).awaitOut("public  (\\S+)")));
    }
}
