// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Pods that do what looks like an intruder to a careless sensor, and is their ordinary work. */
final class Bystanders {
    private Bystanders() {}

    /** One container each, named like its pod. */
    static List<PodSpec> all(LabNode node) throws IOException {
        OciImage tools = node.image(Images.TOOLS);
        OciImage debian = node.image(Images.DEBIAN);
        return List.of(
                // Takes ownership of a server, of its modules and of libraries, and loads them all.
                pod(
                        debian,
                        "front",
                        "/bin/sh",
                        "-c",
                        "chown -R www-data:www-data /usr/sbin/nginx /usr/lib/nginx"
                                + " /usr/lib/*-linux-gnu/lib[cps]*.so*; exec nginx -g 'daemon off;'"),
                // Begins as root, and gives that up.
                pod(
                        debian,
                        "cache",
                        "/bin/sh",
                        "-c",
                        "exec setpriv --reuid=redis --regid=redis --clear-groups redis-server --save '' --dir /tmp"
                                + " --unixsocket /tmp/redis.sock"),
                // Loads a library of its image each second, in a new process.
                pod(debian, "loader", "/bin/sh", "-c", "while true; do perl -MPOSIX -e 1; sleep 1; done")
                        .init(ContainerSpec.of("apart", debian, "/usr/bin/unshare", "--uts", "--ipc", "--net", "true")
                                .capabilities("SYS_ADMIN")),
                pod(tools, "chatter", "/usr/local/bin/reach", "serve", "/tmp/chatter.sock"),
                pod(tools, "compiler", "/usr/local/bin/reach", "compile"));
    }

    /** How the kubelet asks each container of a pod. */
    static Map<String, List<String>> readiness(PodSpec pod) {
        return pod.containers().stream().collect(Collectors.toMap(ContainerSpec::name, Bystanders::readiness));
    }

    /** How the kubelet asks a container whether it is ready; empty for not at all. */
    static List<String> readiness(ContainerSpec container) {
        return container.name().equals("cache") ? List.of("redis-cli", "-s", "/tmp/redis.sock", "ping") : List.of();
    }

    private static PodSpec pod(OciImage image, String name, String... command) {
        return PodSpec.of("shop", name).container(ContainerSpec.of(name, image, command));
    }
}
