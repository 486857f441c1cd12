// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import java.util.Optional;

/**
 * Tells the container runtime's own programs from the container's. The runtime executes itself again on its way into the
 * container, from memory or from a mount that no path leads to: it is in the container's cgroup already, but not yet in its
 * mount namespace.
 */
final class RuntimeSetUp {
    private RuntimeSetUp() {}

    /**
     * True for a program of the runtime. Only for a process that came from outside: nothing that was inside before can look
     * like this.
     *
     * @param mountNamespace of the container; 0 when it was over before that could be read
     */
    static boolean is(long mountNamespace, TrackedProcess process, ProcessDetails details) {
        Optional<Long> own = mounts(details);
        Optional<ProcessDetails> outside = Optional.ofNullable(process.parent()).map(TrackedProcess::details);
        Optional<Long> ofOutside = outside.flatMap(RuntimeSetUp::mounts);
        if (own.isPresent() && mountNamespace != 0) {
            return own.get() != mountNamespace;
        }
        if (own.isPresent() && ofOutside.isPresent()) {
            return own.equals(ofOutside);
        }
        return runsFromMemory(details)
                || outside.filter(parent -> isSameFile(parent, details)).isPresent();
    }

    private static Optional<Long> mounts(ProcessDetails details) {
        return details.namespaces().toOptional().map(Namespaces::mount);
    }

    private static boolean runsFromMemory(ProcessDetails details) {
        return details.file().toOptional().map(FileIdentity::memory).orElse(false);
    }

    private static boolean isSameFile(ProcessDetails one, ProcessDetails other) {
        Optional<FileIdentity> file = one.file().toOptional();
        return file.isPresent()
                && other.file()
                        .toOptional()
                        .filter(second -> second.inode() == file.get().inode()
                                && second.device() == file.get().device())
                        .isPresent();
    }
}
