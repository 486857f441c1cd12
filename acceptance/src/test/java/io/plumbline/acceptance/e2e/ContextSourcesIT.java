// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.cluster.Controller;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.network.Relay;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.pod.VolumeMount;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Execution;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two agents watch the same pods at the same time: one is told by its collector what the cluster says of them and has no API server to
 * ask, the other asks the API server itself.
 */
final class ContextSourcesIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("sources");

    private static final List<String> READINESS = List.of("/bin/sh", "-c", "test -e /etc/passwd");

    static LabNode node;
    static NetworkSite site;
    static CollectorProgram ofDirect;
    static Path loaded;
    static Path loadedByDirect;
    static Pod web;
    static Pod database;

    @BeforeAll
    static void start() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        site = new NetworkSite(LAB.lab(), node, 12, 6);
        site.names().name("api.example.org", "203.0.113.7").name("other.example.net", "203.0.113.9");
        site.api().namespace("shop", Map.of("team", "blue"));
        site.api().node("a", "10.89.1.0");
        ofDirect = site.anotherCollector(node.directory("second"));
        Path fed = node.directory("fed");
        loaded = fed.resolve("classes");
        site.started(
                AgentProgram.onNetworkOf(node, "a", fed, settings(site.collector(), "--kubernetes.mode", "collector"))
                        .javaOptions("-Xlog:class+load=info:file=" + loaded));
        Relay api =
                site.opened(Relay.open(node.network(), "127.0.0.1", site.api().port()));
        Path direct = node.directory("direct");
        loadedByDirect = direct.resolve("classes");
        site.started(AgentProgram.onNetworkOf(
                        node,
                        "a",
                        direct,
                        settings(
                                ofDirect,
                                "--kubernetes.mode",
                                "direct",
                                "--kubernetes.api",
                                "http://127.0.0.1:" + api.address().getPort()))
                .javaOptions("-Xlog:class+load=info:file=" + loadedByDirect));

        database = run("db", "converse listen 5433 & exec converse listen 5432");
        web = run(
                "web",
                "while true; do lookup visit api.example.org 443; converse connect " + database.ip()
                        + " 5432; if [ -f /hole/run ]; then . /hole/run; fi; sleep 1; done");
        for (int probe = 0; probe < 10; probe++) {
            probe();
        }
        Shop.awaitStable(site.collector(), "web", "db");
        Shop.awaitStable(ofDirect, "web", "db");
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void bothTellTheSame() throws IOException {
        assertThat(Shop.incidents(site.collector())).isEmpty();
        assertThat(Shop.incidents(ofDirect)).isEmpty();
        probe();
        node.pods().exec(web.container("web"), "/bin/sleep", "1");
        Shop.breakInto(
                node,
                web,
                "cp /bin/busybox /tmp/busybox-kworker; /tmp/busybox-kworker sleep 1; converse connect " + database.ip()
                        + " 5433; nc -l -p 4444 & lookup visit other.example.net 443; reach raw; kill $!");

        for (CollectorProgram collector : List.of(site.collector(), ofDirect)) {
            await("incidents")
                    .atMost(NetworkSite.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(rules(collector))
                            .contains(
                                    "executable-not-from-image",
                                    "runtime-session",
                                    "new-port",
                                    "new-listener",
                                    "new-peer",
                                    "new-client",
                                    "new-socket-use"));
        }
        await("the same")
                .atMost(NetworkSite.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(told(site.collector())).isEqualTo(told(ofDirect)));
        assertThat(told(site.collector())).allMatch(told -> told.contains("team=blue") && told.contains("shopkeeper"));
        assertThat(ofFabric8(loaded)).isZero();
        assertThat(ofFabric8(loadedByDirect)).isPositive();
    }

    private static void probe() {
        node.pods().exec(web.container("web"), READINESS.toArray(String[]::new));
    }

    private static Set<String> rules(CollectorProgram collector) {
        Set<String> rules = new TreeSet<>();
        Shop.deviations(collector).forEach(deviation -> rules.add(deviation.getRule()));
        return rules;
    }

    /** Each deviation with what the cluster says of its pod. */
    private static Set<String> told(CollectorProgram collector) {
        Set<String> told = new TreeSet<>();
        for (IncidentRecord record : Shop.incidents(collector)) {
            Incident incident = record.getIncident();
            String whose = incident.getBaseline().getWorkload().getKind() + " "
                    + incident.getBaseline().getWorkload().getName() + " of "
                    + incident.getPod().getServiceAccount()
                    + " " + incident.getPod().getNamespaceLabelsMap() + " by " + incident.getIdentitySource() + ": ";
            incident.getDeviationsList().forEach(deviation -> told.add(whose + words(deviation)));
        }
        return told;
    }

    private static String words(Deviation deviation) {
        if (!deviation.getBehavior().hasExecution()) {
            return Talk.words(deviation);
        }
        Execution execution = deviation.getBehavior().getExecution();
        return deviation.getRule() + " " + execution.getPhase() + " "
                + execution.getExecutable().getPath() + " "
                + deviation.getProcess().getArgv().getArgumentsList();
    }

    private static long ofFabric8(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" io.fabric8.")).count();
        }
    }

    private static List<String> settings(CollectorProgram collector, String... more) {
        return Stream.concat(
                        Stream.of("--collector.address", collector.address(), "--peers.settle", "5s"), Stream.of(more))
                .toList();
    }

    private static Pod run(String name, String script) throws IOException {
        Controller deployment = Controller.deployment("shop", name, "5d9c7b6f48");
        PodSpec spec = deployment
                .pod("aaaaa")
                .resolver(NetworkSite.RESOLVER, NetworkSite.DOMAIN)
                .container(ContainerSpec.of(name, node.image(Images.TOOLS), "/bin/sh", "-c", script)
                        .mount(VolumeMount.emptyDir("hole", "/hole")));
        Pod pod = node.pods().run(site.api().add(deployment, spec, "a", "shopkeeper", Map.of("web", READINESS)));
        site.api().running(pod);
        return pod;
    }
}
