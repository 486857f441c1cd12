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
        boolean privileged) {
    public ContainerSpec {
        command = List.copyOf(command);
        args = List.copyOf(args);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        mounts = List.copyOf(mounts);
    }

    public static ContainerSpec of(String name, OciImage image, String... command) {
        return new ContainerSpec(name, image, List.of(command), List.of(), Map.of(), List.of(), null, 0, false);
    }

    public ContainerSpec args(String... newArgs) {
        return new ContainerSpec(
                name, image, command, List.of(newArgs), environment, mounts, user, memoryLimit, privileged);
    }

    public ContainerSpec environment(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(key, value);
        return new ContainerSpec(name, image, command, args, more, mounts, user, memoryLimit, privileged);
    }

    public ContainerSpec mount(VolumeMount mount) {
        List<VolumeMount> more = new ArrayList<>(mounts);
        more.add(mount);
        return new ContainerSpec(name, image, command, args, environment, more, user, memoryLimit, privileged);
    }

    public ContainerSpec user(long newUser) {
        return new ContainerSpec(name, image, command, args, environment, mounts, newUser, memoryLimit, privileged);
    }

    public ContainerSpec memoryLimit(long bytes) {
        return new ContainerSpec(name, image, command, args, environment, mounts, user, bytes, privileged);
    }

    public ContainerSpec asPrivileged() {
        return new ContainerSpec(name, image, command, args, environment, mounts, user, memoryLimit, true);
    }
}
