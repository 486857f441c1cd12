// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kubernetes.PodContext.Owner;
import io.plumbline.kubernetes.PodContext.RuntimeCommands;
import io.plumbline.profiles.workload.ContainerType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodContextCodecTest {
    @Test
    void comesBackAsItWas() {
        PodContext full = new PodContext(
                "uid",
                "shop",
                "web-1",
                new Owner("Deployment", "web", "web-uid"),
                "shop-uid",
                Map.of("team", "blue"),
                "default",
                Map.of(
                        "main",
                        new RuntimeCommands(List.of(List.of("/bin/check", "-x")), List.of(List.of("/bin/hook")))),
                Map.of("main", ContainerType.APP, "setup", ContainerType.INIT));
        PodContext bare = new PodContext("uid", "shop", "web-1", null, null, Map.of(), null, Map.of(), Map.of());

        assertThat(PodContextCodec.fromProto(PodContextCodec.toProto(full))).isEqualTo(full);
        assertThat(PodContextCodec.fromProto(PodContextCodec.toProto(bare))).isEqualTo(bare);
        assertThat(PodContextCodec.fromProto(io.plumbline.v1.PodContext.getDefaultInstance())
                        .owner())
                .isNull();
    }
}
