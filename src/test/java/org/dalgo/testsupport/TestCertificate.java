package org.dalgo.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for {@code localhost} that nobody else has signed, for servers of tests that speak TLS. Whoever trusts
 * {@link #trustStore} trusts those servers.
 */
public final class TestCertificate {

    /** Of the key store, of the trust store and of the key in them; it protects nothing. */
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "localhost";
    private static final int KEYTOOL_SECONDS = 60;

    private final Path store;
    private final KeyStore content;

    private TestCertificate(Path store) throws IOException, GeneralSecurityException {
        this.store = store;
        this.content = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            content.load(in, PASSWORD.toCharArray());
        }
    }

    /** A new one, valid for a day. */
    public static TestCertificate create(Path folder) {
        try {
            Files.createDirectories(folder);
            Path keys = folder.resolve("keys.p12").toAbsolutePath();
            Path trust = folder.resolve("trust.p12").toAbsolutePath();
            Path pem = folder.resolve("localhost.pem").toAbsolutePath();
            Files.deleteIfExists(keys);
            Files.deleteIfExists(trust);
            keytool(
                    "-genkeypair",
                    "-keyalg",
                    "RSA",
                    "-keysize",
                    "2048",
                    "-validity",
                    "1",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-keystore",
                    keys.toString());
            keytool("-exportcert", "-rfc", "-file", pem.toString(), "-keystore", keys.toString());
            keytool("-importcert", "-noprompt", "-file", pem.toString(), "-keystore", trust.toString());
            return new TestCertificate(keys);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PKCS #12 file with the key and the certificate. */
    public Path keyStore() {
        return store;
    }

    /** PKCS #12 file with the certificate alone. */
    public Path trustStore() {
        return store.resolveSibling("trust.p12");
    }

    /** The certificate, as PostgreSQL reads it. */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", content.getCertificate(ALIAS).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key without a password, as PostgreSQL reads it. */
    public String keyPem() {
        try {
            return pem(
                    "PRIVATE KEY", content.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a server of the JDK serves with. */
    public SSLContext serverContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(content, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    private static void keytool(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command()
                .add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        builder.command().addAll(List.of(arguments));
        builder.command().addAll(List.of("-alias", ALIAS, "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = builder.redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String answer = new String(out.readAllBytes());
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("keytool: " + answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
