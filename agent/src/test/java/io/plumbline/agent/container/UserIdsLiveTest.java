// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ids of a user namespace as the kernel shows them to who looks from the node. */
@RootTest
class UserIdsLiveTest {
    private static final Path PROC = Path.of("/proc");
    private static final UserIds UNKNOWN = new UserIds(List.of(new UserIds.Range(7, 7, 7)));

    @Test
    void ofAProcessInANamespaceOfItsOwn() throws IOException {
        Process process = new ProcessBuilder("unshare", "--user", "cat").start();
        try {
            int pid = (int) process.pid();
            Patience.await("a user namespace")
                    .until(() -> !Files.readSymbolicLink(PROC.resolve(pid + "/ns/user"))
                            .equals(Files.readSymbolicLink(PROC.resolve("self/ns/user"))));
            assertThat(UserIds.of(PROC, pid, UNKNOWN))
                    .as("nobody gave it ids yet")
                    .isEqualTo(UNKNOWN);

            Files.writeString(PROC.resolve(pid + "/uid_map"), "0 100000 65536\n");

            UserIds ids = UserIds.of(PROC, pid, UNKNOWN);
            assertThat(ids.isRoot(100_000)).isTrue();
            assertThat(ids.inside(100_033)).hasValue(33);
        } finally {
            process.getOutputStream().close();
            assertThat(process.onExit().join().exitValue()).isZero();
        }
    }

    @Test
    void ofAProcessWithThoseOfTheNode() {
        assertThat(UserIds.of(PROC, (int) ProcessHandle.current().pid(), UNKNOWN))
                .isEqualTo(UserIds.OF_NODE);
    }
}
