// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.workload.Workload;
import org.junit.jupiter.api.Test;

class LocalPodsTest {
    private final LocalPods pods = new LocalPods();

    @Test
    void answersAsOfTheTimeOfTheConnection() {
        pods.started("10.0.0.5", tenancy("first", "shop", 100));
        pods.stopped("first", 200);
        pods.started("10.0.0.5", tenancy("second", "bank", 201));

        assertThat(namespaceAt(150)).isEqualTo("shop");
        assertThat(namespaceAt(250)).isEqualTo("bank");
        assertThat(pods.at("10.0.0.5", 99)).isEmpty();
        assertThat(pods.at("10.0.0.5", 200)).isEmpty();
    }

    @Test
    void forgetsWhatEndedLongAgo() {
        pods.started("10.0.0.5", tenancy("first", "shop", 100));
        pods.stopped("first", 200);

        pods.expire(201 + LocalPods.KEEP_NANOS);

        assertThat(pods.at("10.0.0.5", 150)).isEmpty();
    }

    @Test
    void theSameSandboxAgainReplacesWhatWasKnown() {
        pods.started("10.0.0.5", tenancy("first", "shop", 100));
        pods.started("10.0.0.5", tenancy("first", "bank", 100));

        assertThat(namespaceAt(150)).isEqualTo("bank");
    }

    private String namespaceAt(long time) {
        return pods.at("10.0.0.5", time).orElseThrow().workload().namespace();
    }

    private static LocalPods.Tenancy tenancy(String sandbox, String namespace, long from) {
        return new LocalPods.Tenancy(sandbox, new Workload("c", namespace, "Deployment", "web"), from, Long.MAX_VALUE);
    }
}
