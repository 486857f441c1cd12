// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class LocalPodsTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.0.5");

    private final LocalPods pods = new LocalPods();

    @Test
    void answersAsOfTheTimeOfTheConnection() {
        pods.started(ADDRESS, tenancy("first", "shop", 100));
        pods.stopped("first", 200);
        pods.started(ADDRESS, tenancy("second", "bank", 201));

        assertThat(namespaceAt(150)).isEqualTo("shop");
        assertThat(namespaceAt(250)).isEqualTo("bank");
        assertThat(pods.at(ADDRESS, 99)).isEmpty();
        assertThat(pods.at(ADDRESS, 200)).isEmpty();
    }

    @Test
    void anAddressThatAnotherNamespaceGotWithinTwoSecondsIsNotMixedUp() {
        long second = 1_000_000_000L;
        pods.started(ADDRESS, tenancy("first", "shop", 10 * second));
        pods.stopped("first", 20 * second);
        pods.started(ADDRESS, tenancy("second", "bank", 21 * second + second / 2));

        assertThat(namespaceAt(20 * second - 1)).isEqualTo("shop");
        assertThat(pods.at(ADDRESS, 21 * second)).isEmpty();
        assertThat(namespaceAt(22 * second)).isEqualTo("bank");
    }

    @Test
    void forgetsWhatEndedLongAgo() {
        pods.started(ADDRESS, tenancy("first", "shop", 100));
        pods.stopped("first", 200);

        pods.expire(201 + LocalPods.KEEP_NANOS);

        assertThat(pods.at(ADDRESS, 150)).isEmpty();
    }

    @Test
    void theSameSandboxAgainReplacesWhatWasKnown() {
        pods.started(ADDRESS, tenancy("first", "shop", 100));
        pods.started(ADDRESS, tenancy("first", "bank", 100));

        assertThat(namespaceAt(150)).isEqualTo("bank");
    }

    private String namespaceAt(long time) {
        return pods.at(ADDRESS, time).orElseThrow().workload().namespace();
    }

    private static LocalPods.Tenancy tenancy(String sandbox, String namespace, long from) {
        return new LocalPods.Tenancy(sandbox, new Workload("c", namespace, "Deployment", "web"), from, Long.MAX_VALUE);
    }
}
