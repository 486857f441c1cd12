// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.linux.KernelRelease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockedMemoryTest {
    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             15407                15407                processes
            Max locked memory         %s                %s                bytes
            Max address space         unlimited            unlimited            bytes
            """;

    @ParameterizedTest
    @ValueSource(strings = {"5.10.0-32-cloud-amd64", "5.8.0", "4.18.0-553.el8.x86_64"})
    void countsBefore511(String release) {
        assertThat(LockedMemory.tooLittle(KernelRelease.of(release), LIMITS.formatted("65536", "65536")))
                .hasValue("RLIMIT_MEMLOCK: 65536 bytes (expected before Linux 5.11: unlimited, or CAP_SYS_RESOURCE)");
        assertThat(LockedMemory.tooLittle(KernelRelease.of(release), LIMITS.formatted("unlimited", "unlimited")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5.11.0", "5.15.0-1044-aws", "6.1.0-50-cloud-amd64", "7.2.13+deb14-cloud-amd64", "unreadable"})
    void doesNotCountSince(String release) {
        assertThat(LockedMemory.tooLittle(KernelRelease.of(release), LIMITS.formatted("65536", "65536")))
                .isEmpty();
    }

    @Test
    void saysNothingOfLimitsThatItDoesNotUnderstand() {
        assertThat(LockedMemory.tooLittle(KernelRelease.of("5.10.0"), "")).isEmpty();
    }
}
