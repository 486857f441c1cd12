// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import org.jspecify.annotations.Nullable;

/**
 * A process used an interface of the kernel that few programs need.
 *
 * @param executable path of the process's executable; null when nobody can tell, and in a statement for any
 */
public record KernelUse(Operation operation, @Nullable String executable) implements Behavior {
    /** What was used. */
    public enum Operation {
        /** A newer sender knows more operations than this version. Never learned. */
        UNKNOWN("an interface that this version does not know"),
        /** An io_uring was made: what goes through it no other system call shows. */
        IO_URING("io_uring"),
        /** New namespaces: unshare, or clone with a new user namespace. */
        NAMESPACE_CREATE("new namespaces"),
        /** Another process's namespace was entered: setns. */
        NAMESPACE_ENTER("a namespace of another process"),
        /** A program ran in a mount namespace that was made after the container had started. */
        FOREIGN_MOUNTS("a mount namespace of its own"),
        MOUNT("mount"),
        /** ptrace on another process. */
        TRACE("ptrace"),
        /** Memory or files of another process. */
        PROCESS_ACCESS("the memory or files of another process"),
        MODULE_LOAD("kernel modules"),
        BPF("bpf"),
        /** Effective capabilities that it did not have, without becoming root by an exec. */
        CAPABILITY_GAIN("more capabilities than it had"),
        /** So many events that the sensor only counted them. */
        EVENT_FLOOD("so much that it was only counted");

        private final String words;

        Operation(String words) {
            this.words = words;
        }

        /** For people, to follow "uses". */
        public String words() {
            return words;
        }
    }
}
