package io.hopwire.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        final RunningCommand keygen = RunningCommand.run("keygen", "--from", KeyFiles.of(privateKey));

        assertEquals(0, keygen.awaitExit());
        assertFalse(keygen.out().contains(privateKey), keygen::toString);
        assertTrue(keygen.out().contains("public  " + publicKey), keygen::toString);
    }

    @Test
    void makesANewPairEachTime()
    {
        final RunningCommand first = RunningCommand.run("keygen");
        final RunningCommand second = RunningCommand.run("keygen");

        final String key = first.awaitOut("private ([0-9a-f]{64})\n");
        assertNotEquals(key, second.awaitOut("private ([0-9a-f]{64})\n"));
        final RunningCommand derived = RunningCommand.run("keygen", "--from", KeyFiles.of(key));
        assertTrue(first.out().endsWith(derived.out()), derived::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "dee960fa,'must be 64 hexadecimal digits, found 8 characters'",
        "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0e,found 63 characters",
        "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed0,found 65 characters",
        "gee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed,not hexadecimal at character 1"})
    void refusesWhatIsNoKeyAndDoesNotRepeatIt(final String notAKey, final String why)
    {
        final RunningCommand keygen = RunningCommand.run("keygen", "--from", KeyFiles.of(notAKey));

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
        final RunningCommand derived = RunningCommand.run("keygen", "--from", KeyFiles.of(key));
        assertTrue(keygen.out().endsWith(derived.out()), derived::toString);
        assertEquals(
            derived.out(), RunningCommand.run("keygen", "--from", KeyFiles.of(key), "--scheme", scheme).out());
    }

    @Test
    void derivesAnEd25519KeyOfRfc8032()
    {
        final RunningCommand keygen = RunningCommand.run(
            "keygen", "--from",
            KeyFiles.of("ed25519:9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

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
            null == scheme ? RunningCommand.run("keygen", "--from", KeyFiles.of(key)) :
            RunningCommand.run("keygen", "--from", KeyFiles.of(key), "--scheme", scheme);

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
        assertTrue(RunningCommand.run("keygen", "--from", file.toString()).out().endsWith(keygen.out()));
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
        assertTrue(RunningCommand.run("keygen", "--from", file.toString()).out().endsWith(keygen.out()));
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
            RunningCommand.run("keygen", "--from", file.toString()).awaitOut("public  (\\S+)")));
    }

    @Test
    void keepsThePrivateKeyUnderAPassphrase() throws IOException
    {
        final String file = directory.resolve("me.key").toString();
        final String word = KeyFiles.of("correct horse battery staple");
        final RunningCommand keygen =
            RunningCommand.run("keygen", "--key-file", file, "--encrypt", "--passphrase-file", word);
        assertEquals(0, keygen.awaitExit(), keygen::toString);
        assertTrue(Files.readString(Path.of(file)).startsWith("encrypted argon2id 65536 3 4 "), keygen::toString);

        assertEquals(keygen.out(), RunningCommand.run("keygen", "--from", file, "--passphrase-file", word).out());
        assertEquals(keygen.out(), RunningCommand.run(
            "correct horse battery staple\nmore".getBytes(StandardCharsets.UTF_8),
            "keygen", "--from", file, "--passphrase-file", "-").out());
        assertTrue(node(file, word).out().contains(keygen.out().substring("public  ".length()).trim()));

        refused("the passphrase is wrong", "--from", file, "--passphrase-file", KeyFiles.of("wrong"));
        refused("no terminal to ask for it: use --passphrase-file", "--from", file);
        refused("an empty passphrase protects nothing", "--from", file, "--passphrase-file", KeyFiles.of(""));
        refused("cannot read passphrase file", "--from", file, "--passphrase-file", file + ".none");
    }

    private static RunningCommand node(final String keyFile, final String passphraseFile)
    {
        return RunningCommand.run("node", "--bind", "127.0.0.1:0", "--key-file", keyFile,
            "--passphrase-file", passphraseFile, "--set", "counters.file=false", "--duration", "10ms");
    }

    @Test
    void aNodeMakesAFileUnderAPassphraseWhereItIsGivenOne() throws IOException
    {
        final String file = directory.resolve("me.key").toString();
        final String word = KeyFiles.of("word");

        final RunningCommand first = node(file, word);

        assertEquals(0, first.awaitExit(), first::toString);
        assertTrue(Files.readString(Path.of(file)).startsWith("encrypted "), first::toString);
        assertEquals(first.awaitOut("public key (\\S+)"), node(file, word).awaitOut("public key (\\S+)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "encrypted argon2id 65536 3 4 00112233445566778899aabbccddeeff",
        "encrypted argon2id 65536 3 4 00112233445566778899aabbccddeeff zz",
        "encrypted argon2id 64 1 1 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff00",
        "encrypted argon2id many 3 4 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff",
        "encrypted argon2id 2000000000 3 4 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff",
        "encrypted argon2id 64 1000000 1 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff",
        "encrypted argon2id 64 1 -1 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff"})
    void refusesEncryptedFilesThatAreNone(final String line)
    {
        final String said = refused("", "--from", KeyFiles.of(line), "--passphrase-file", KeyFiles.of("word"));
        assertTrue(said.contains("encrypted") || said.contains("altered"), said);
    }

    @Test
    void takesNoKeyFromTheCommandLine()
    {
        final String key = "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed";
        assertFalse(refused("there is no such file", "--from", key).contains(key));
        final RunningCommand derived =
            RunningCommand.run(key.getBytes(StandardCharsets.UTF_8), "keygen", "--from", "-");
        assertEquals("public  a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a\n", derived.out());
    }

    private static String refused(final String why, final String... options)
    {
        final RunningCommand keygen = RunningCommand.run(
            Stream.concat(Stream.of("keygen"), Stream.of(options)).toArray(String[]::new));
        assertEquals(1, keygen.awaitExit(), keygen::toString);
        assertTrue(keygen.err().contains(why), keygen::err);
        assertEquals("", keygen.out());
        return keygen.err();
    }
}
