// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.demo;

import io.plumbline.acceptance.lab.Lab;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.cluster.ClusterApi;
import io.plumbline.acceptance.lab.cluster.Controller;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.network.NameServer;
import io.plumbline.acceptance.lab.network.Outside;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.runtime.NetworkSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The surroundings of the shop: the cluster's name server, a payment service and a drop of the intruder outside. No packet
 * leaves the machine.
 */
final class Town implements AutoCloseable {
    static final String PAYMENT = "pay.example.com";
    static final String DROP = "drop.example.net";
    private static final String NAMESPACE = "kube-system";

    private final Pod resolver;
    private final NameServer names;

    private Town(Pod resolver, NameServer names) {
        this.resolver = resolver;
        this.names = names;
    }

    /** Starts it. The server itself is the lab's, at the address of a pod that only waits. */
    static Town open(Lab lab, LabNode node, ClusterApi api) throws IOException {
        Outside outside = lab.outside();
        outside.serve(443);
        outside.serve(80);
        Controller controller = Controller.deployment(NAMESPACE, "coredns", "6f6b679f8f");
        PodSpec spec = controller
                .pod("9kq4z")
                .container(ContainerSpec.of("coredns", node.image(Images.BUSYBOX), "/bin/sleep", "1d"));
        Pod pod = node.pods().run(api.add(controller, spec, node.name(), Map.of()));
        api.running(pod);
        var network = new NetworkSpace(Path.of("/proc/" + pod.sandboxPid() + "/ns/net"));
        NameServer names = NameServer.open(network, pod.ip());
        names.name(PAYMENT, "203.0.113.20").name(DROP, "198.51.100.66");
        return new Town(pod, names);
    }

    /** The address that pods ask for names. */
    String resolver() {
        return resolver.ip();
    }

    void name(String name, String address) {
        names.name(name, address);
    }

    @Override
    public void close() throws IOException {
        names.close();
    }
}
