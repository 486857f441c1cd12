// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.cli.CommandTree;
import io.plumbline.cli.connection.NettyConnector;
import io.plumbline.cli.terminal.Terminal;
import io.plumbline.collector.Collector;
import io.plumbline.collector.CollectorSettings;
import io.plumbline.collector.server.TlsSettings;
import io.plumbline.service.config.Address;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificates of {@code deploy/certificates.sh} let operators in, and nobody else, at a real collector. */
final class CertificatesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void opensTheCollectorToOperatorsAlone() throws Exception {
        makeCertificates();
        var tls = new TlsSettings(file("collector.crt"), file("collector.key"), file("ca.crt"));
        Address anyPort = new Address.Tcp("127.0.0.1", 0);
        CollectorSettings settings =
                CollectorSettings.of(anyPort, folder.resolve("collector.db")).withTls(List.of(anyPort), tls);
        try (Collector collector = Collector.start(settings, InstantSource.system(), new PrometheusRegistry())) {
            String address = collector.addresses().getFirst().toString();
            assertThat(list(address, "operator-alice")).isEqualTo("0 No agents.");
            assertThat(list(address, "node-node-a")).startsWith("1 ");
            assertThat(list(address, "")).startsWith("3 ");
        }
    }

    /** Exit code and what was written. */
    private String list(String address, String identity) {
        var arguments = new ArrayList<>(List.of(
                "agents",
                "list",
                "--collector",
                address,
                "--tls-ca",
                file("ca.crt").toString()));
        if (!identity.isEmpty()) {
            arguments.addAll(List.of(
                    "--tls-cert",
                    file(identity + ".crt").toString(),
                    "--tls-key",
                    file(identity + ".key").toString()));
        }
        var written = new StringWriter();
        var writer = new PrintWriter(written);
        int code = new CommandTree(
                        new Terminal(writer, writer, false), InstantSource.system(), new NettyConnector(), Map.of())
                .run(arguments.toArray(String[]::new));
        return code + " " + written.toString().strip();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void makeCertificates() throws Exception {
        Path script = Checkout.root().resolve("deploy/certificates.sh");
        Process process = new ProcessBuilder(
                        script.toString(), folder.toString(), "localhost,127.0.0.1", "node:node-a", "operator:alice")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
