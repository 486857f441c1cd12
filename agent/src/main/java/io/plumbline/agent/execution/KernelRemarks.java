// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.sensor.SensorEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says on what an interface of the kernel was used, in a few words. */
final class KernelRemarks {
    private static final int LONGEST = 256;

    /** By bit number, as in linux/capability.h. */
    private static final List<String> CAPABILITIES = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "LINUX_IMMUTABLE",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_ADMIN",
            "NET_RAW",
            "IPC_LOCK",
            "IPC_OWNER",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_CHROOT",
            "SYS_PTRACE",
            "SYS_PACCT",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_NICE",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "MKNOD",
            "LEASE",
            "AUDIT_WRITE",
            "AUDIT_CONTROL",
            "SETFCAP",
            "MAC_OVERRIDE",
            "MAC_ADMIN",
            "SYSLOG",
            "WAKE_ALARM",
            "BLOCK_SUSPEND",
            "AUDIT_READ",
            "PERFMON",
            "BPF",
            "CHECKPOINT_RESTORE");

    private record Namespace(long flag, String name) {}

    /** The CLONE_NEW flags of sched.h. */
    private static final List<Namespace> NAMESPACES = List.of(
            new Namespace(0x80, "time"),
            new Namespace(0x20000, "mount"),
            new Namespace(0x2000000, "cgroup"),
            new Namespace(0x4000000, "uts"),
            new Namespace(0x8000000, "ipc"),
            new Namespace(0x10000000, "user"),
            new Namespace(0x20000000, "pid"),
            new Namespace(0x40000000, "network"));

    private KernelRemarks() {}

    /** Null when there is nothing to say. */
    static @Nullable String of(SensorEvent.KernelUsed used) {
        return switch (used.used()) {
            case NAMESPACE_CREATE, NAMESPACE_ENTER -> list("namespaces: ", namespaces(used.subject()));
            case CAPABILITY_GAIN -> list("gained ", capabilities(used.subject()));
            case TRACE, PROCESS_ACCESS -> used.subject() > 0 ? "the other process is pid " + used.subject() : null;
            case BPF -> "bpf command " + used.subject();
            case MOUNT -> named("mounted on ", used.detail());
            case MODULE_LOAD -> named("module ", used.detail());
            case IO_URING -> null;
        };
    }

    private static @Nullable String list(String beginning, List<String> names) {
        return names.isEmpty() ? null : beginning + String.join(", ", names);
    }

    /** Text of a pod: bounded here, made harmless where it is shown. */
    private static @Nullable String named(String beginning, String name) {
        return name.isEmpty() ? null : beginning + (name.length() <= LONGEST ? name : name.substring(0, LONGEST));
    }

    private static List<String> namespaces(long flags) {
        return NAMESPACES.stream()
                .filter(one -> (flags & one.flag()) != 0)
                .map(Namespace::name)
                .toList();
    }

    private static List<String> capabilities(long bits) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits & 1L << bit) != 0) {
                names.add("CAP_" + (bit < CAPABILITIES.size() ? CAPABILITIES.get(bit) : Integer.toString(bit)));
            }
        }
        return names;
    }
}
