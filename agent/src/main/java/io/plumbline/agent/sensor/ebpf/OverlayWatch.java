// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.linux.KernelRelease;
import io.plumbline.agent.linux.KernelTypes;
import io.plumbline.agent.sensor.ebpf.ring.SharedCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where overlayfs keeps the dentry of its upper layer, and tells the programs. It may be built into the kernel or be a
 * module, which may be loaded long after the agent has started. Without it a file's origin is judged by its content alone.
 */
final class OverlayWatch {
    private static final Path MODULE = Path.of("/sys/module/overlay");
    private static final Path MODULE_TYPES = Path.of("/sys/kernel/btf/overlay");
    private static final String STRUCTURE = "ovl_inode";

    private final SharedCounts counts;
    private volatile @Nullable String problem;
    private boolean settled;

    OverlayWatch(SharedCounts counts) {
        this.counts = counts;
        settled = counts.upperDentry() != 0;
        look();
    }

    /** Looks whether overlayfs has come, until it has. Costs a look at a file. */
    void look() {
        if (settled || !Files.exists(MODULE)) {
            return;
        }
        settled = true;
        try {
            counts.upperDentry(distance());
        } catch (IOException unknown) {
            problem = "which layer of an overlay file system a file is in: " + unknown.getMessage();
        }
    }

    /** Why nothing is known of it; empty when it is, or when there is no overlayfs. Any thread may ask. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private static int distance() throws IOException {
        try (KernelTypes kernel = KernelTypes.open()) {
            OptionalInt builtIn = distance(kernel);
            if (builtIn.isPresent()) {
                return builtIn.getAsInt();
            }
            if (!Files.exists(MODULE_TYPES)) {
                return behindTheInode(kernel);
            }
        }
        try (KernelTypes module = KernelTypes.open().module("overlay")) {
            return distance(module)
                    .orElseThrow(() -> new IOException(
                            MODULE_TYPES + ": no " + STRUCTURE + " with vfs_inode and __upperdentry (expected: both)"));
        }
    }

    private static OptionalInt distance(KernelTypes types) {
        OptionalInt inode = types.offset(STRUCTURE, "vfs_inode");
        OptionalInt upper = types.offset(STRUCTURE, "__upperdentry");
        return inode.isPresent() && upper.isPresent()
                ? OptionalInt.of(upper.getAsInt() - inode.getAsInt())
                : OptionalInt.empty();
    }

    /**
     * Kernels before 5.11 do not describe the types of modules. There the dentry follows the inode (fs/overlayfs/ovl_entry.h of
     * Linux 4.19 to 5.10).
     */
    private static int behindTheInode(KernelTypes kernel) throws IOException {
        if (!KernelRelease.running().isBefore(5, 11)) {
            throw new IOException(
                    MODULE_TYPES + ": not there (expected: a kernel built with CONFIG_DEBUG_INFO_BTF_MODULES)");
        }
        return kernel.size("inode")
                .orElseThrow(() -> new IOException("/sys/kernel/btf/vmlinux: no inode (expected: the structure)"));
    }
}
