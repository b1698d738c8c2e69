package io.hopwire.perf;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import javax.net.ssl.KeyManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * TLS 1.3 for Netty: BoringSSL where its native library loads, the JDK's otherwise. The server makes itself a
 * certificate with the JDK's keytool, the client takes any: this measures the record layer, not trust.
 */
final class NettyTls
{
    private static final String VERSION = "TLSv1.3";
    private static final String PASSWORD = "not-a-secret";

    private NettyTls()
    {
    }

    static SslContext serverContext() throws IOException, GeneralSecurityException
    {
        final Path directory = Files.createTempDirectory(Scratch.inherited(), "tls-");
        final Path store = directory.resolve("server.p12");
        makeCertificate(store);
        final KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store))
        {
            keys.load(in, PASSWORD.toCharArray());
        }
        final KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        return SslContextBuilder.forServer(managers).sslProvider(provider()).protocols(VERSION).build();
    }

    static SslContext clientContext() throws IOException
    {
        return SslContextBuilder.forClient()
            .sslProvider(provider())
            .protocols(VERSION)
            .endpointIdentificationAlgorithm("")
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .build();
    }

    static String providerName()
    {
        return provider() == SslProvider.JDK ? "the JDK's TLS" : OpenSsl.versionString();
    }

    private static SslProvider provider()
    {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private static void makeCertificate(final Path store) throws IOException
    {
        final Path keytool = Paths.get(System.getProperty("java.home"), "bin", "keytool");
        final Process process = new ProcessBuilder(
            keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname", "secp256r1",
            "-dname", "CN=localhost", "-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD,
            "-keystore", store.toString()).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try
        {
            if (0 != process.waitFor())
            {
                throw new IOException("keytool made no certificate: " + output);
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ex);
        }
    }
}
