// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleOrderTest {
    private static final ModuleOrder ORDER = ModuleOrder.parse("""
            kernel/drivers/virtio/virtio.ko.xz:
            kernel/drivers/virtio/virtio_ring.ko.xz: kernel/drivers/virtio/virtio.ko.xz
            kernel/drivers/virtio/virtio_pci.ko.xz: kernel/drivers/virtio/virtio_ring.ko.xz kernel/drivers/virtio/virtio.ko.xz
            kernel/drivers/block/virtio_blk.ko.xz: kernel/drivers/virtio/virtio_ring.ko.xz kernel/drivers/virtio/virtio.ko.xz
            kernel/crypto/crc32c-generic.ko:
            """);

    @Test
    void loadsWhatAModuleNeedsBeforeItAndEachOnce() {
        assertThat(ORDER.of(List.of("virtio_pci", "virtio_blk")))
                .containsExactly(
                        "kernel/drivers/virtio/virtio.ko.xz",
                        "kernel/drivers/virtio/virtio_ring.ko.xz",
                        "kernel/drivers/virtio/virtio_pci.ko.xz",
                        "kernel/drivers/block/virtio_blk.ko.xz");
    }

    @Test
    void takesDashesForUnderscores() {
        assertThat(ORDER.of(List.of("crc32c_generic"))).containsExactly("kernel/crypto/crc32c-generic.ko");
    }

    @Test
    void passesOverWhatIsBuiltIn() {
        assertThat(ORDER.of(List.of("ext4"))).isEmpty();
        assertThat(ModuleOrder.parse("").of(List.of("ext4"))).isEmpty();
    }
}
