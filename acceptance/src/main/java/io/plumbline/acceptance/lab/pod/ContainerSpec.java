// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

import io.plumbline.acceptance.lab.image.OciImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container of a pod, as its author writes it.
 *
 * @param command replaces the image's entrypoint unless empty
 * @param args replaces the image's arguments unless empty
 * @param user numeric user; null for the image's
 * @param memoryLimit bytes; 0 for none
 * @param capabilities added to the runtime's default ones, without CAP_ in front
 * @param processesOf id of the container of the same pod whose processes it shares, as debug containers do; null for its own
 */
public record ContainerSpec(
        String name,
        OciImage image,
        List<String> command,
        List<String> args,
        Map<String, String> environment,
        List<VolumeMount> mounts,
        @Nullable Long user,
        long memoryLimit,
        boolean privileged,
        List<String> capabilities,
        @Nullable String processesOf) {
    public ContainerSpec {
        command = List.copyOf(command);
        args = List.copyOf(args);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        mounts = List.copyOf(mounts);
        capabilities = List.copyOf(capabilities);
    }

    public static ContainerSpec of(String name, OciImage image, String... command) {
        return new ContainerSpec(
                name, image, List.of(command), List.of(), Map.of(), List.of(), null, 0, false, List.of(), null);
    }

    public ContainerSpec args(String... newArgs) {
        return with(List.of(newArgs), environment, mounts, user, memoryLimit, privileged, capabilities, processesOf);
    }

    public ContainerSpec environment(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(key, value);
        return with(args, more, mounts, user, memoryLimit, privileged, capabilities, processesOf);
    }

    public ContainerSpec mount(VolumeMount mount) {
        List<VolumeMount> more = new ArrayList<>(mounts);
        more.add(mount);
        return with(args, environment, more, user, memoryLimit, privileged, capabilities, processesOf);
    }

    public ContainerSpec user(long newUser) {
        return with(args, environment, mounts, newUser, memoryLimit, privileged, capabilities, processesOf);
    }

    public ContainerSpec memoryLimit(long bytes) {
        return with(args, environment, mounts, user, bytes, privileged, capabilities, processesOf);
    }

    public ContainerSpec asPrivileged() {
        return with(args, environment, mounts, user, memoryLimit, true, capabilities, processesOf);
    }

    public ContainerSpec capabilities(String... added) {
        return with(args, environment, mounts, user, memoryLimit, privileged, List.of(added), processesOf);
    }

    public ContainerSpec processesOf(PodContainer container) {
        return with(args, environment, mounts, user, memoryLimit, privileged, capabilities, container.id());
    }

    private ContainerSpec with(
            List<String> newArgs,
            Map<String, String> newEnvironment,
            List<VolumeMount> newMounts,
            @Nullable Long newUser,
            long newLimit,
            boolean newPrivileged,
            List<String> newCapabilities,
            @Nullable String newProcessesOf) {
        return new ContainerSpec(
                name,
                image,
                command,
                newArgs,
                newEnvironment,
                newMounts,
                newUser,
                newLimit,
                newPrivileged,
                newCapabilities,
                newProcessesOf);
    }
}
