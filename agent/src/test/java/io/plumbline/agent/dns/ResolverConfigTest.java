// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolverConfigTest {
    /** As the kubelet writes it. */
    private static final String POD = """
            search shop.svc.cluster.local svc.cluster.local cluster.local corp.example
            nameserver 10.96.0.10
            options ndots:5
            """;

    private final ResolverConfig pod = ResolverConfig.parse(POD);

    @Test
    void readsResolversAndSearchDomains() {
        assertThat(pod.resolvers()).containsExactly(InetAddress.ofLiteral("10.96.0.10"));
        assertThat(pod.searchDomains())
                .containsExactly("shop.svc.cluster.local", "svc.cluster.local", "cluster.local", "corp.example");
    }

    @Test
    void allThatAResolverMakesOfAShortNameIsOneName() {
        assertThat(pod.withoutSearchDomain("redis.shop.svc.cluster.local")).isEqualTo("redis");
        assertThat(pod.withoutSearchDomain("api.example.org.shop.svc.cluster.local"))
                .isEqualTo("api.example.org");
        assertThat(pod.withoutSearchDomain("api.example.org.svc.cluster.local")).isEqualTo("api.example.org");
        assertThat(pod.withoutSearchDomain("api.example.org.corp.example")).isEqualTo("api.example.org");
        assertThat(pod.withoutSearchDomain("api.example.org")).isEqualTo("api.example.org");
        assertThat(pod.withoutSearchDomain("redis.bank.svc.cluster.local")).isEqualTo("redis.bank");
        assertThat(pod.withoutSearchDomain("corp.example")).isEqualTo("corp.example");
        assertThat(pod.withoutSearchDomain("notcorp.example")).isEqualTo("notcorp.example");
    }

    /** With ndots:5 a resolver appends its domains to a full name, too, before it asks for that. */
    @Test
    void allThatAResolverMakesOfTheFullNameOfAServiceIsTheShortOne() {
        for (String asked : new String[] {"redis.shop.svc.cluster.local", "redis.shop.svc", "redis.shop"}) {
            for (String domain : new String[] {"shop.svc.cluster.local", "svc.cluster.local", "cluster.local"}) {
                assertThat(pod.withoutSearchDomain(asked + "." + domain)).isEqualTo("redis");
            }
        }
        assertThat(pod.withoutSearchDomain("redis.bank.shop.svc.cluster.local")).isEqualTo("redis.bank");
        assertThat(pod.withoutSearchDomain("redis.bank.svc.cluster.local.svc.cluster.local"))
                .isEqualTo("redis.bank");
    }

    /** There is a top-level domain of that name, in which anybody may be. */
    @Test
    void aNameWithoutASearchDomainIsNeverTakenForThatOfAService() {
        assertThat(pod.withoutSearchDomain("redis.shop")).isEqualTo("redis.shop");
        assertThat(pod.withoutSearchDomain("redis.shop.svc")).isEqualTo("redis.shop.svc");
    }

    @Test
    void theClusterDomainIsWhatServicesAreBelow() {
        assertThat(pod.isOfCluster("redis.shop.svc.cluster.local")).isTrue();
        assertThat(pod.isOfCluster("10-1-0-7.shop.pod.cluster.local")).isTrue();
        assertThat(pod.isOfCluster("db.corp.example")).isFalse();
        assertThat(pod.isOfCluster("cluster.local")).isFalse();
        assertThat(ResolverConfig.parse("search corp.example\nnameserver 192.0.2.53")
                        .isOfCluster("a.corp.example"))
                .isFalse();
    }

    @Test
    void withoutAResolverTheOwnMachineIsAsked() {
        assertThat(ResolverConfig.parse("").resolvers())
                .containsExactlyInAnyOrder(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    }

    @Test
    void whatIsNoAddressIsNoResolver() {
        assertThat(ResolverConfig.parse("nameserver evil.example\nnameserver fe80::1%eth0\nnameserver\n")
                        .resolvers())
                .containsExactly(InetAddress.ofLiteral("fe80::1"));
    }

    @Test
    void aHugeFileGivesNoMoreThanItMay() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            text.append("nameserver 192.0.2.").append(i).append('\n');
        }
        text.append("search");
        for (int i = 0; i < 100; i++) {
            text.append(" d").append(i).append(".example");
        }
        ResolverConfig config = ResolverConfig.parse(text.toString());

        assertThat(config.resolvers()).hasSize(ResolverConfig.MOST_RESOLVERS);
        assertThat(config.searchDomains()).hasSize(ResolverConfig.MOST_DOMAINS);
        assertThat(ResolverConfig.parse("x".repeat(ResolverConfig.MOST_BYTES) + "\nnameserver 192.0.2.7"))
                .isEqualTo(ResolverConfig.NONE);
    }

    @Test
    void neverFailsWhateverTheFileSays() {
        Random random = new Random(7);
        String characters = "nameserver search domain \t\r\n.:%0123456789abcdef\0\u00ff#;";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "nameserver " : "search ");
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            ResolverConfig config = ResolverConfig.parse(text.toString());
            assertThat(config.resolvers()).as(text.toString()).isNotEmpty();
            config.withoutSearchDomain("a.b");
        }
    }

    @Test
    void readsNoLinkAndNoPipe(@TempDir Path root) throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        assertThat(ResolverConfig.read(root)).isEmpty();
        Path elsewhere = Files.writeString(root.resolve("elsewhere"), POD);
        Path file = Files.createSymbolicLink(etc.resolve("resolv.conf"), elsewhere);
        assertThat(ResolverConfig.read(root)).isEmpty();
        Files.delete(file);
        Files.writeString(file, POD);
        assertThat(ResolverConfig.read(root)).contains(pod);
    }
}
