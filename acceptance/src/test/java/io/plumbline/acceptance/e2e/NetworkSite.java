// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.Lab;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.cluster.ClusterApi;
import io.plumbline.acceptance.lab.cluster.Controller;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.network.NameServer;
import io.plumbline.acceptance.lab.network.Outside;
import io.plumbline.acceptance.lab.network.Relay;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.CollectorProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small cluster: nodes whose agents run on their node's own network and ask for no rights at the API server, a collector that watches
 * that, a name server, and an outside that answers at port 443. Closed together.
 */
final class NetworkSite implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(90);

    static final String RESOLVER = "198.51.100.53";
    static final String DOMAIN = "shop.svc.cluster.local";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<LabNode, String> nodes = new HashMap<>();
    private final int minimumAgeSeconds;
    private final int quietSeconds;
    private final ClusterApi api;
    private final Relay apiRelay;
    private final Outside outside;
    private final NameServer names;
    private final CollectorProgram collector;

    /** Starts all but agents and pods. The collector locks baselines of this age after this quiet time. */
    NetworkSite(Lab lab, LabNode home, int minimumAgeSeconds, int quietSeconds) throws IOException {
        this.minimumAgeSeconds = minimumAgeSeconds;
        this.quietSeconds = quietSeconds;
        outside = lab.outside();
        outside.serve(443);
        names = outside.names(RESOLVER);
        api = opened(new ClusterApi());
        apiRelay = opened(Relay.open(api.port()));
        collector = opened(collector(home.directory("collector")));
        watch(collector);
    }

    private static void watch(CollectorProgram starting) throws IOException {
        starting.start();
        await("watching the API server")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(starting.output()).contains("watching the cluster"));
    }

    <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    ClusterApi api() {
        return api;
    }

    /** What the collector hears from the API server comes so much later from now on. */
    void delayApi(Duration delay) {
        apiRelay.delay(delay);
    }

    Outside outside() {
        return outside;
    }

    NameServer names() {
        return names;
    }

    CollectorProgram collector() {
        return collector;
    }

    /** Starts the agent of a node, with the collector as its only source, and waits until it is ready. */
    AgentProgram agent(LabNode node, String name, String... settings) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--collector.address", collector.address(), "--kubernetes.mode", "collector"));
        all.addAll(List.of(settings));
        nodes.put(node, name);
        return started(AgentProgram.onNetworkOf(node, name, node.directory("agent"), all));
    }

    /** Starts an agent, which is closed with the site, and waits until it is ready. */
    AgentProgram started(AgentProgram agent) throws IOException {
        opened(agent).start();
        await().atMost(PATIENCE).until(agent::isReady);
        return agent;
    }

    /** Starts another collector that watches the same API server. */
    CollectorProgram anotherCollector(Path directory) throws IOException {
        CollectorProgram another = opened(collector(directory));
        watch(another);
        return another;
    }

    private CollectorProgram collector(Path directory) {
        return new CollectorProgram(
                directory,
                Duration.ofSeconds(minimumAgeSeconds),
                Duration.ofSeconds(quietSeconds),
                List.of(
                        "--kubernetes.api",
                        "http://127.0.0.1:" + apiRelay.address().getPort()));
    }

    /** Starts a pod as a cluster does: the API server knows it before, and its addresses after. */
    Pod run(LabNode node, @Nullable Controller controller, PodSpec spec) throws IOException {
        node.image(Images.TOOLS);
        Pod pod = node.pods().run(api.add(controller, spec, String.valueOf(nodes.get(node)), Map.of()));
        api.running(pod);
        return pod;
    }

    /** Ends a pod, there and at the API server. */
    void remove(LabNode node, Pod pod) throws IOException {
        node.pods().remove(pod);
        api.remove(pod.spec());
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("site: " + e, e);
            }
        }
    }
}
