// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ResourceLinesTest {
    @Test
    void leavesOutCommentsAndEmptyLines() {
        assertThat(ResourceLines.of(ResourceLinesTest.class, "lines.txt")).containsExactly("one 1", "two 2");
    }

    @Test
    void namesTheTableThatIsMissing() {
        assertThatThrownBy(() -> ResourceLines.of(ResourceLinesTest.class, "none.txt"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("none.txt: missing (expected: on the class path)");
    }
}
