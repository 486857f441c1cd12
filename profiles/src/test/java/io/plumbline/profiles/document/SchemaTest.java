// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import static io.plumbline.profiles.fixtures.Runs.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.plumbline.profiles.fixtures.Runs;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.QuietTimeRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schema and the reader agree on what a document is. */
class SchemaTest {
    private static final String DOCUMENT = """
            apiVersion: plumbline.io/v1alpha1
            kind: BehaviorProfile
            metadata: {name: web, namespace: shop, labels: {a: b}}
            spec:
              target: {kind: Deployment, name: web, container: nginx, containerType: app}
              mode: auto
              allowed:
                - execution:
                    executable: {path: /bin/app, origin: image}
                    argv: [app, "", {slot: uuid}, {prefix: "--p=", hash: "0123abcd"}]
                    parent: /bin/sh
                    user: root
                    workingDirectory: other
                    phase: probe
                    environment: {LD_PRELOAD: "0123abcd"}
                  decidedBy: anna
                  reason: ""
                  expiresAt: "2027-01-01T00:00:00Z"
                - outbound: {peer: {dnsName: example.org}, port: 443, transport: tcp}
                - outbound: {peer: {unixSocket: /run/x.sock}, transport: unix}
                - outbound: {peer: {dnsName: "*.cdn.example"}, port: 443}
                - nameLookup: {name: "*.shop.example"}
                - nameLookup: {name: _ldap._tcp.example.org}
                - nameLookup: {name: "*"}
                - codeMapping: {code: {path: /tmp/x.so, origin: writable-layer}, executable: /bin/app}
                - socketUse: {family: packet, type: raw, executable: /bin/app}
                - kernelUse: {operation: io-uring, executable: /bin/app}
              denied:
                - listening: {port: ephemeral, loopback: true}
                - privilege: {from: non-root, to: root, executable: /bin/su}
              baseline:
                - inbound: {peer: node, port: 80}
                - inbound: {peer: cluster, port: 53, transport: udp}
            """;

    private final JsonSchema schema = schema();

    private static JsonSchema schema() {
        try (InputStream in = Objects.requireNonNull(
                DocumentReader.class.getResourceAsStream("/plumbline/behavior-profile.schema.json"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean schemaAccepts(String yaml) {
        return schema.validate(yaml, InputFormat.YAML).isEmpty();
    }

    private static boolean readerAccepts(String yaml) {
        return DocumentReader.read(yaml) instanceof DocumentResult.Valid;
    }

    @Test
    void bothTakeAGoodDocument() {
        assertThat(schema.validate(DOCUMENT, InputFormat.YAML)).isEmpty();
        assertThat(readerAccepts(DOCUMENT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1alpha1 -> v2",
                "BehaviorProfile -> Profile",
                "name: web, namespace: shop, -> name: web,",
                "metadata: {name: web -> metadata: {title: web",
                "kind: Deployment, -> ",
                "containerType: app -> containerType: main",
                "mode: auto -> mode: of",
                "mode: auto -> moode: auto",
                "origin: image -> origin: unknown",
                "path: /bin/app, -> ",
                "slot: uuid -> slot: any",
                "slot: uuid -> slot: uuid, hash: 0123abcdef",
                "hash: \"0123abcd\" -> hash: \"xyz\"",
                "[app -> [5",
                "parent: /bin/sh -> parent: sh",
                "user: root -> user: admin",
                "phase: probe -> phase: unknown",
                "decidedBy -> decideBy",
                "2027-01-01T00:00:00Z -> tomorrow",
                "port: 443 -> port: 0",
                "port: 443 -> port: 65536",
                "port: 443 -> port: \"443\"",
                "*.shop.example -> *.example",
                "*.shop.example -> a.*.example",
                "*.shop.example -> shop.example.",
                "*.shop.example -> Shop.example",
                "*.cdn.example -> *.example",
                "name: _ldap -> names: _ldap",
                "port: ephemeral -> port: 0",
                "loopback: true -> loopback: 1",
                "dnsName: example.org -> dnsName: Example.org",
                "dnsName: example.org -> dnsName: example.org.",
                "dnsName: example.org -> unixSocket: run/x.sock",
                "dnsName: example.org -> cidr: 10.0.0.1",
                "dnsName: example.org -> ip: 10.0.0.1",
                "dnsName: example.org -> dnsName: a, cidr: 10.0.0.0/8",
                "peer: node -> peer: pod",
                "outbound: {peer: {dnsName: example.org} -> outbound: {peer: cluster",
                "{unixSocket: /run/x.sock}, transport -> {unixSocket: /run/x.sock}, port: 1, transport",
                "{unixSocket: /run/x.sock}, transport: unix -> {unixSocket: /run/x.sock}, transport: tcp",
                "unixSocket: /run/x.sock -> dnsName: example.org",
                "peer: node, port: 80 -> peer: {unixSocket: /run/x.sock}, transport: unix",
                "LD_PRELOAD: -> LD-PRELOAD:",
                "LD_PRELOAD: \"0123abcd\" -> LD_PRELOAD: x",
                "family: packet -> family: Packet",
                "type: raw, -> ",
                "io-uring -> iouring",
                "origin: writable-layer -> origin: foreign",
                "to: root -> to: admin",
                "inbound: -> outward:",
                "- inbound -> - listening: {port: 1}\n      inbound",
            })
    void bothRefuseTheSameMistakes(String change) {
        String[] parts = change.split(" -> ", -1);
        String yaml = DOCUMENT.replace(parts[0], parts[1]);

        assertThat(yaml).isNotEqualTo(DOCUMENT);
        assertThat(readerAccepts(yaml)).as("reader").isFalse();
        assertThat(schemaAccepts(yaml)).as("schema").isFalse();
    }

    @Test
    void bothTakeEveryExport() {
        Seeds.check(60, random -> {
            Baseline baseline = Runs.baseline();
            for (int i = 0; i < 6; i++) {
                baseline.merge(Runs.delta(1, 1, Samples.random(random)), at(1));
                baseline.deny(Samples.random(random), "anna", Samples.text(random), at(5));
            }
            String yaml = DocumentWriter.write(baseline.profile(QuietTimeRule.DEFAULT, at(9)), random.nextBoolean());
            assertThat(readerAccepts(yaml)).isTrue();
            // The other library's YAML reader differs on control characters; the schema is about structure.
            if (!yaml.contains("\\a") && !yaml.contains("\\x")) {
                assertThat(schema.validate(yaml, InputFormat.YAML)).as(yaml).isEmpty();
            }
        });
    }
}
