// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelReleaseTest {
    @Test
    void comparesNumbersAndNotTexts() {
        KernelRelease release = KernelRelease.of("5.10.0-32-cloud-amd64");
        assertThat(release.isAtLeast(5, 10)).isTrue();
        assertThat(release.isAtLeast(5, 9)).isTrue();
        assertThat(release.isAtLeast(5, 11)).isFalse();
        assertThat(release.isBefore(5, 11)).isTrue();
        assertThat(release.isBefore(6, 1)).isTrue();
        assertThat(release.isBefore(5, 10)).isFalse();
        assertThat(KernelRelease.of("7.2.13+deb14-cloud-amd64").isAtLeast(7, 0)).isTrue();
    }

    @Test
    void isNeitherBeforeNorAfterWhereItHasNoNumber() {
        KernelRelease unknown = KernelRelease.of("unknown");
        assertThat(unknown.isAtLeast(1, 0)).isFalse();
        assertThat(unknown.isBefore(9, 0)).isFalse();
    }
}
