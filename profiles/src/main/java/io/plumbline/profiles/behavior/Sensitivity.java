// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import java.util.Locale;
import java.util.Optional;

/** A reason why a behaviour waits for a person. */
public enum Sensitivity {
    /** A kind of sensitivity that this version does not know; kept from a newer one. */
    UNKNOWN("A newer Plumbline calls this sensitive."),
    INLINE_CODE("A shell or interpreter gets its program as an argument."),
    STDIN_CODE("A shell or interpreter reads its program from standard input."),
    NOT_FROM_IMAGE("The program, or the script that it runs, is not from the image."),
    NETWORK_TOOL("The program can reach or scan any address."),
    COMPILER("The program makes new programs."),
    PACKAGE_MANAGER("The program installs software."),
    PRIVILEGE_GAIN("A process got rights that it did not have: it became root, or gained capabilities."),
    API_SERVER("The Kubernetes API server is contacted."),
    METADATA_SERVICE("The cloud's metadata service, which hands out credentials, is contacted."),
    RUNTIME_SOCKET("The socket of a container runtime, which rules the node, is contacted."),
    RAW_SOCKET("A socket passes by TCP, UDP and the addresses of the pod."),
    NAMESPACE_CHANGE("Namespaces or mounts are made, changed or entered."),
    PROCESS_INTRUSION("Another process is traced, or its memory is reached."),
    KERNEL_INTERFACE("An interface of the kernel is used that few programs need.");

    private final String description;

    Sensitivity(String description) {
        this.description = description;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** The one-word form on the wire and in documents, for instance {@code inline-code}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The sensitivity with this word, if this version knows it. */
    public static Optional<Sensitivity> of(String word) {
        for (Sensitivity sensitivity : values()) {
            if (sensitivity.word().equals(word)) {
                return Optional.of(sensitivity);
            }
        }
        return Optional.empty();
    }
}
