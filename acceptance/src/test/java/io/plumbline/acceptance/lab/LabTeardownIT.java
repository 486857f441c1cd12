// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LabTeardownIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("teardown");

    @Test
    void nothingStaysBehind() throws IOException {
        LabNode node = LAB.lab().start(NodeSpec.debian("polite"));
        runTwoPods(node);
        assertThat(node.traces()).isNotEmpty();
        node.close();
        assertThat(node.traces()).isEmpty();
        node.close();
    }

    @Test
    void nothingStaysBehindAfterACrash() throws IOException {
        for (NodeSpec spec : List.of(NodeSpec.debian("crashed"), NodeSpec.current("crashed-two"))) {
            LabNode node = LAB.lab().start(spec);
            runTwoPods(node);
            node.containerd().kill();
            node.close();
            assertThat(node.traces()).isEmpty();
        }
    }

    private static void runTwoPods(LabNode node) throws IOException {
        for (String name : List.of("one-0", "two-0")) {
            node.pods()
                    .run(PodSpec.of("shop", name)
                            .container(ContainerSpec.of("main", node.image(Images.BUSYBOX), "/bin/sleep", "1000")));
        }
    }
}
