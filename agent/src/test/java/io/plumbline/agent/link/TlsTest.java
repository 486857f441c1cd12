// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.outbox.Messages;
import io.plumbline.agent.state.Batch;
import io.plumbline.agent.state.StoreSettings;
import io.plumbline.service.config.Address;
import io.plumbline.service.ids.UuidV7;
import io.plumbline.v1.AgentStatus;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.PodContext;
import io.plumbline.v1.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private static final LinkListener SILENT = new LinkListener() {
        @Override
        public void onWelcome(String cluster, byte[] redactionKey) {}

        @Override
        public void onProfile(Profile profile) {}

        @Override
        public void onContext(PodContext context) {}

        @Override
        public void onView(ClusterView view) {}

        @Override
        public void onDisconnected(String reason) {}
    };

    @TempDir
    private Path directory;

    @Test
    void speaksTlsWithACertificateOnBothSidesAndReadsRenewedFiles() throws Exception {
        Path authority = pem("collector");
        Path own = pem("agent");
        Path shown = directory.resolve("shown.crt");
        Files.copy(pem("stranger"), shown);
        Path key = directory.resolve("shown.key");
        Files.copy(key("stranger"), key);
        var fake = new FakeCollector(directory.resolve("unused.sock"));
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(GrpcSslContexts.forServer(
                                authority.toFile(), key("collector").toFile())
                        .trustManager(own.toFile())
                        .clientAuth(ClientAuth.REQUIRE)
                        .build())
                .addService(fake)
                .build()
                .start();
        var ids = new UuidV7(InstantSource.system(), new Random());
        var settings = new CollectorLinkSettings(
                new Address.Tcp("127.0.0.1", server.getPort()),
                new TlsFiles(authority, shown, key),
                Duration.ofSeconds(30),
                16);
        try (AgentStore store = AgentStore.open(new StoreSettings(directory.resolve("state")), ids);
                var link = new CollectorLink(
                        settings,
                        store,
                        new AgentIdentity("node-1", "i", "0.1.0", "", ""),
                        AgentStatus::getDefaultInstance,
                        SILENT,
                        ids,
                        InstantSource.system(),
                        new Random())) {
            store.write(Batch.of(Messages.incident("a")));
            link.start();
            await().atMost(LONG).until(() -> !link.problem().orElse("").contains("not connected yet"));
            assertThat(link.problem().orElseThrow()).startsWith("collector 127.0.0.1:" + server.getPort());
            assertThat(fake.hellos).isEmpty();

            Files.writeString(shown, Files.readString(own));
            Files.writeString(key, Files.readString(key("agent")));
            await().atMost(LONG).until(() -> store.lastSequence() == 1 && store.outboxMessages() == 0);
            assertThat(link.problem()).isEmpty();
        } finally {
            server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
            fake.closeThreads();
        }
    }

    @Test
    void namesTheFileThatCannotBeUsed() throws Exception {
        Path missing = directory.resolve("missing.crt");
        assertThat(problem(new TlsFiles(missing, null, null)))
                .isEqualTo("collector.tls.authority: " + missing + " (expected: a readable PEM file)");
        Path words = Files.writeString(directory.resolve("words.crt"), "no certificate");
        assertThat(problem(new TlsFiles(words, null, null)))
                .isEqualTo("collector.tls.authority: " + words + " (expected: PEM; a key must be PKCS #8)");
        Path good = pem("agent");
        assertThat(problem(new TlsFiles(good, good, words)))
                .isEqualTo("collector.tls.certificate: " + good + " (expected: PEM; a key must be PKCS #8)");
    }

    private static String problem(TlsFiles files) {
        IOException unusable = catchThrowableOfType(IOException.class, () -> CollectorChannel.context(files));
        return String.valueOf(unusable.getMessage());
    }

    private Path pem(String name) throws Exception {
        Path file = directory.resolve(name + ".crt");
        if (!Files.exists(file)) {
            make(name);
        }
        return file;
    }

    private Path key(String name) throws Exception {
        pem(name);
        return directory.resolve(name + ".key");
    }

    /** The JDK has no public API for certificates; its keytool has. */
    private void make(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        write(name + ".crt", "CERTIFICATE", keys.getCertificate("key").getEncoded());
        write(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey("key", "changeit".toCharArray()).getEncoded());
    }

    private void write(String file, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                directory.resolve(file), "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
