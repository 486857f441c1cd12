// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountTableTest {
    private static final String CONTAINER = """
            812 700 0:55 / / rw,relatime - overlay overlay rw,lowerdir=/l2:/l1,upperdir=/u,workdir=/w
            813 812 0:58 / /proc rw,nosuid - proc proc rw
            820 812 254:0 /var/lib/kubelet/pods/x/volumes/cfg /etc/app ro,relatime - ext4 /dev/vda rw
            821 812 254:0 /var/lib/kubelet/pods/x/volumes/data /data rw,relatime - ext4 /dev/vda rw
            822 812 254:0 /v /with\\040space rw - ext4 /dev/vda rw
            """;

    @Test
    void findsTheLongestMountThatCoversAPath() {
        MountTable mounts = MountTable.parse(CONTAINER);

        assertThat(mounts.mountOf("/usr/bin/nginx")).map(MountTable.Mount::root).contains(true);
        assertThat(mounts.mountOf("/data/tool")).map(MountTable.Mount::point).contains("/data");
        assertThat(mounts.mountOf("/database")).map(MountTable.Mount::point).contains("/");
        assertThat(mounts.mountOf("/with space/x")).map(MountTable.Mount::point).contains("/with space");
    }

    @Test
    void tellsWhatTheContainerCanNotWrite() {
        MountTable mounts = MountTable.parse(CONTAINER);

        assertThat(mounts.mountOf("/etc/app/run.sh").orElseThrow().readOnly()).isTrue();
        assertThat(mounts.mountOf("/data/x").orElseThrow().readOnly()).isFalse();
    }

    @Test
    void aLaterMountOnTheSamePlaceLiesOnTop() {
        MountTable mounts =
                MountTable.parse("1 0 0:1 / / rw - t t rw\n2 1 0:2 / /d rw - t t rw\n3 1 0:3 / /d ro - t t ro\n");

        assertThat(mounts.mountOf("/d/x").orElseThrow().readOnly()).isTrue();
    }

    @Test
    void leavesOutTornAndHostileLines() {
        assertThat(MountTable.parse("").mounts()).isEmpty();
        assertThat(MountTable.parse("1 2\n\n1 0 0:1 / relative rw\n\u0000\u0000")
                        .mounts())
                .isEmpty();
    }

    @Test
    void aProcessThatIsGoneHasNoMounts() {
        assertThat(MountTable.read(Path.of("/nowhere"), 1).mounts()).isEmpty();
    }
}
