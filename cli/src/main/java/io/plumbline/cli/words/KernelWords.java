// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import io.plumbline.v1.CodeMapping;
import io.plumbline.v1.KernelUse;
import io.plumbline.v1.SocketUse;

/** Describes what programs ask of the kernel, one line each. */
final class KernelWords {
    private KernelWords() {}

    static String of(CodeMapping mapping) {
        String origin = EnumWords.origin(mapping.getCode());
        return PathWords.program(mapping.getExecutable()) + " loads code from "
                + mapping.getCode().getPath() + (origin.isEmpty() ? "" : " (" + origin + ")");
    }

    static String of(SocketUse socket) {
        return PathWords.program(socket.getExecutable()) + " makes a socket: " + socket.getFamily() + ", "
                + socket.getType();
    }

    static String of(KernelUse use) {
        return (use.hasExecutable() ? PathWords.program(use.getExecutable()) : "any program") + " "
                + switch (use.getOperation()) {
                    case KERNEL_OPERATION_IO_URING -> "makes an io_uring";
                    case KERNEL_OPERATION_NAMESPACE_CREATE -> "makes new namespaces";
                    case KERNEL_OPERATION_NAMESPACE_ENTER -> "enters a namespace of another process";
                    case KERNEL_OPERATION_FOREIGN_MOUNTS -> "runs in a mount namespace of its own";
                    case KERNEL_OPERATION_MOUNT -> "mounts a file system";
                    case KERNEL_OPERATION_TRACE -> "traces another process";
                    case KERNEL_OPERATION_PROCESS_ACCESS -> "reaches into another process";
                    case KERNEL_OPERATION_MODULE_LOAD -> "loads a kernel module";
                    case KERNEL_OPERATION_BPF -> "uses bpf";
                    case KERNEL_OPERATION_CAPABILITY_GAIN -> "gains capabilities";
                    case KERNEL_OPERATION_EVENT_FLOOD -> "does so much that it is only counted";
                    case KERNEL_OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                        "uses an interface of the kernel that this version does not know";
                };
    }
}
