// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongArgumentsTest {
    private static final Arguments CUT = new Arguments(List.of("java", "-cp", "/a.jar:/b\uFFFD"), true, 30);

    @Test
    void takesTheSameVectorWithItsEnd() {
        assertThat(isBeginning("java", "-cp", "/a.jar:/b\u00e4.jar", "Main")).isTrue();
    }

    @Test
    void takesNoOtherVector() {
        assertThat(isBeginning("java", "-cp", "/x.jar:/b.jar", "Main")).isFalse();
        assertThat(isBeginning("java", "-jar", "/a.jar:/b.jar", "Main")).isFalse();
        assertThat(isBeginning("java: waits for connections")).isFalse();
        assertThat(LongArguments.isBeginningOf(
                        CUT, new Arguments(List.of("java", "-cp", "/a.jar:/b.jar", "Main"), false, 31)))
                .isFalse();
        assertThat(LongArguments.isBeginningOf(
                        CUT, new Arguments(List.of("java", "-cp", "/a.jar:/b.jar", "Main"), true, 30)))
                .isFalse();
    }

    private static boolean isBeginning(String... whole) {
        return LongArguments.isBeginningOf(CUT, new Arguments(List.of(whole), false, 30));
    }
}
