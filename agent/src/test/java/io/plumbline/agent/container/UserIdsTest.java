// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserIdsTest {
    private static final UserIds POD = new UserIds(List.of(new UserIds.Range(0, 100_000, 65_536)));

    @TempDir
    private Path proc = Path.of("");

    @Test
    void thoseOfTheNodeAreTheSameInside() {
        UserIds node = UserIds.parse("         0          0 4294967295\n");
        assertThat(node).isEqualTo(UserIds.OF_NODE);
        assertThat(node.inside(1000)).hasValue(1000);
        assertThat(node.isRoot(0)).isTrue();
        assertThat(node.isRoot(1000)).isFalse();
        assertThat(node.inside(-2)).as("nobody of NFS").hasValue(-2);
    }

    @Test
    void rootOfAPodWithAUserNamespaceIsRoot() {
        UserIds pod = UserIds.parse("         0     100000      65536\n");
        assertThat(pod).isEqualTo(POD);
        assertThat(pod.inside(100_000)).hasValue(0);
        assertThat(pod.isRoot(100_000)).isTrue();
        assertThat(pod.inside(100_033)).hasValue(33);
        assertThat(pod.isRoot(100_033)).isFalse();
        assertThat(pod.inside(165_536)).isEmpty();
        assertThat(pod.inside(99_999)).isEmpty();
    }

    @Test
    void rootOfTheNodeIsMoreThanRootOfAPod() {
        assertThat(POD.inside(0)).isEmpty();
        assertThat(POD.isRoot(0)).isTrue();
    }

    @Test
    void idsAboveTwoThousandMillionAreNoNegativeOnes() {
        UserIds high = UserIds.parse("0 4000000000 65536\n65536 7 1\n");
        assertThat(high.inside((int) 4_000_000_005L)).hasValue(5);
        assertThat(high.inside(7)).hasValue(65_536);
    }

    @Test
    void whatTheKernelSaysHoldsElseWhatTheRuntimeSaid() throws IOException {
        assertThat(UserIds.of(proc, 7, POD)).as("gone").isEqualTo(POD);
        assertThat(UserIds.of(proc, 0, POD)).isEqualTo(POD);
        Path file = Files.createDirectories(proc.resolve("7")).resolve("uid_map");
        Files.writeString(file, "0 0 4294967295\n");
        assertThat(UserIds.of(proc, 7, POD)).isEqualTo(UserIds.OF_NODE);
        Files.writeString(file, "");
        assertThat(UserIds.of(proc, 7, POD)).as("nobody gave it ids yet").isEqualTo(POD);
        Files.writeString(file, "0 x 1\n");
        assertThat(UserIds.of(proc, 7, POD)).isEqualTo(POD);
    }
}
