// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.cluster.ClusterApi;
import io.plumbline.acceptance.lab.cluster.Controller;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodContainer;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.pod.VolumeMount;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.DeviationKind;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.IdentitySource;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.Origin;
import io.plumbline.v1.Phase;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is ordinary in a cluster with an API server raises nothing; what is never ordinary is told from the first second. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class QuietIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("quiet");

    /** A shell with code on its command line: as a session that would be told. */
    private static final List<String> READINESS = List.of("/bin/sh", "-c", "test -e /etc/passwd");

    private static final String WEB = "web-7c5f9d8b6d-x2x7k";
    private static final int PROBES = 200;
    private static final int STARTS = 200;

    /** Two of the tools' image, two with servers and what they load. */
    private static final List<List<String>> SHORT_LIVED = List.of(
            List.of("/bin/true"),
            List.of("/bin/sh", "-c", "ls /; id; storm 3 1"),
            List.of("/usr/sbin/nginx", "-V"),
            List.of(
                    "/bin/bash",
                    "-c",
                    "redis-server --version; setpriv --reuid=redis --regid=redis --clear-groups id"));

    static LabNode node;
    static ClusterApi api;
    static CollectorProgram collector;
    static AgentProgram agent;
    static AgentProgram withoutApi;
    static Pod web;
    static Pod stage;
    static final List<PodContainer> bystanders = new ArrayList<>();

    @BeforeAll
    static void openTheShop() throws Exception {
        node = LAB.lab().start(NodeSpec.debian("a"));
        api = new ClusterApi();
        api.namespace("shop", Map.of("team", "blue"));
        collector = new CollectorProgram(node.directory("collector"), Duration.ofSeconds(12), Duration.ofSeconds(6));
        collector.start();
        agent = agent("node-a", "--kubernetes.mode", "direct", "--kubernetes.api", api.url());
        withoutApi = agent("node-b", "--kubernetes.mode", "off");
        agent.start();
        await().atMost(Shop.PATIENCE).until(agent::isReady);

        Controller replicaSet = Controller.deployment("shop", "web", "7c5f9d8b6d");
        PodSpec spec = Shop.web(node, WEB);
        web = node.pods().run(api.add(replicaSet, spec, "node-a", "shopkeeper", Map.of("web", READINESS)));
        stage = node.pods().run(api.add(null, stage(), "node-a", Map.of()));
        node.pods().run(api.add(null, owned(), "node-a", Map.of()));
        for (PodSpec bystander : Bystanders.all(node)) {
            Pod pod = node.pods().run(api.add(null, bystander, "node-a", Bystanders.readiness(bystander)));
            bystanders.add(pod.container(bystander.name()));
        }
        probe(20);
    }

    @AfterAll
    static void close() {
        if (withoutApi != null) {
            withoutApi.close();
        }
        if (agent != null) {
            agent.close();
        }
        if (collector != null) {
            collector.close();
        }
        if (api != null) {
            api.close();
        }
    }

    @Test
    @Order(1)
    void anEntrypointThatTakesOwnershipOfProgramsIsNoDrift() throws Exception {
        List<String> workloads = new ArrayList<>(List.of("web", "owned", "stage"));
        bystanders.forEach(container -> workloads.add(container.spec().name()));
        for (String workload : workloads) {
            await(workload)
                    .atMost(Shop.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(Shop.profiles(collector, workload))
                            // An init container may be over before anybody could look.
                            .filteredOn(profile ->
                                    profile.getKey().getContainerName().equals(workload))
                            .isNotEmpty()
                            .allMatch(profile -> profile.getState() == BaselineState.BASELINE_STATE_STABLE));
        }

        assertThat(executions("owned"))
                .filteredOn(entry -> entry.getBehavior()
                        .getExecution()
                        .getExecutable()
                        .getPath()
                        .equals("/usr/local/bin/storm"))
                .isNotEmpty()
                .allMatch(entry -> origin(entry) == Origin.ORIGIN_IMAGE);
        assertThat(Shop.incidents(collector)).isEmpty();
    }

    @Test
    @Order(2)
    void aProgramFromTheInitContainersImageIsNoDrift() {
        assertThat(executions("stage"))
                .filteredOn(entry -> entry.getBehavior()
                        .getExecution()
                        .getExecutable()
                        .getPath()
                        .equals("/shared/tool"))
                .isNotEmpty()
                .allMatch(entry -> origin(entry) == Origin.ORIGIN_INIT_IMAGE);
        assertThat(Shop.incidents(collector)).isEmpty();
    }

    @Test
    @Order(3)
    void probesRaiseNothingAndAnythingElseThroughTheRuntimeIsASession() throws Exception {
        long learned = probesLearned();
        probe(PROBES);
        await("probes learned").atMost(Shop.PATIENCE).until(() -> probesLearned() > learned);
        node.pods().exec(web.container("web"), "/bin/sleep", "1");

        // Agent and stream keep the order: whatever the probes had raised would be here before it.
        Deviation session = Shop.awaitDeviation(
                collector, "session", deviation -> deviation.getRule().equals("runtime-session"));

        assertThat(Shop.deviations(collector)).containsExactly(session);
        assertThat(session.getProcess().getArgv().getArgumentsList()).containsExactly("/bin/sleep", "1");
        assertThat(session.getBecause(0)).contains("no probe or hook of the pod has this command");
        Incident incident = incidentWith(session, record -> true);
        assertThat(incident.getIdentitySource()).isEqualTo(IdentitySource.IDENTITY_SOURCE_API);
        assertThat(incident.getBaseline().getWorkload().getKind()).isEqualTo("Deployment");
        assertThat(incident.getBaseline().getWorkload().getName()).isEqualTo("web");
        assertThat(incident.getPod().getUid()).isEqualTo(web.spec().uid());
        assertThat(incident.getPod().getNamespaceLabelsMap()).containsEntry("team", "blue");
        assertThat(incident.getPod().getServiceAccount()).isEqualTo("shopkeeper");
    }

    @Test
    @Order(4)
    void containerStartsRaiseNothing() throws Exception {
        List<Deviation> before = Shop.deviations(collector);
        List<Callable<Void>> pods = new ArrayList<>();
        for (int number = 0; number < SHORT_LIVED.size(); number++) {
            PodSpec spec = api.add(null, shortLived(number), "node-a", Map.of());
            pods.add(() -> {
                Pod pod = node.pods().run(spec);
                PodContainer container = pod.container("step");
                for (int start = 1; start < STARTS / SHORT_LIVED.size(); start++) {
                    assertThat(node.pods().awaitExit(container)).isZero();
                    container = node.pods().restart(pod, container);
                }
                return null;
            });
        }
        inParallel(pods);

        await("the last container learned")
                .atMost(Shop.PATIENCE)
                .untilAsserted(() -> assertThat(executions("step-1")).isNotEmpty());
        assertThat(Shop.deviations(collector)).isEqualTo(before);
        assertThat(invariants()).isEmpty();
    }

    @Test
    @Order(5)
    void whatTheContainerItselfPutsOnAVolumeIsTold() throws IOException {
        Shop.breakInto(node, stage, "cp /bin/busybox /shared/busybox-own; /shared/busybox-own sleep 4");

        Deviation own = Shop.awaitDeviation(
                collector, "own program", deviation -> deviation.getRule().equals("execution-from-writable-mount"));

        assertThat(own.getProcess().getExecutable()).isEqualTo("/shared/busybox-own");
        assertThat(invariants()).hasSize(1);
    }

    @Test
    @Order(6)
    void filelessExecutionIsToldWithAndWithoutAnApiServerInOneBaseline() throws IOException {
        withoutApi.start();
        await().atMost(Shop.PATIENCE).until(withoutApi::isReady);

        Shop.breakInto(node, web, "memfd /bin/busybox sleep 4 & vanish /tmp/gone 4; true");

        Incident withApi = awaitFileless("node-a", "vanished", IdentitySource.IDENTITY_SOURCE_API);
        Incident byLabels = awaitFileless("node-b", "vanished", IdentitySource.IDENTITY_SOURCE_LABELS);
        awaitFileless("node-a", "/bin/busybox", IdentitySource.IDENTITY_SOURCE_API);
        assertThat(byLabels.getBaseline()).isEqualTo(withApi.getBaseline());
        assertThat(Shop.incidents(collector))
                .filteredOn(record -> record.getIncident().getNode().equals("node-b"))
                .flatExtracting(record -> record.getIncident().getDeviationsList())
                .extracting(deviation -> deviation.getProcess().getExecutable())
                .doesNotContain("/shared/tool");
    }

    /** The tool comes from the init container's image; the app's own image does not have it. */
    private static PodSpec stage() throws IOException {
        OciImage busybox = node.image(Images.BUSYBOX);
        VolumeMount shared = VolumeMount.emptyDir("shared", "/shared");
        return PodSpec.of("shop", "stage")
                .init(ContainerSpec.of(
                                "prepare", node.image(Images.TOOLS), "/bin/cp", "/usr/local/bin/storm", "/shared/tool")
                        .mount(shared))
                .container(ContainerSpec.of(
                                "stage",
                                busybox,
                                "/bin/sh",
                                "-c",
                                "while true; do if [ -f /hole/run ]; then . /hole/run; fi; /shared/tool 1 1 /bin/true; sleep 1; done")
                        .mount(shared)
                        .mount(VolumeMount.emptyDir("hole", "/hole")));
    }

    /** Taking ownership copies every program into the container's own layer. */
    private static PodSpec owned() throws IOException {
        return PodSpec.of("shop", "owned")
                .container(
                        ContainerSpec.of(
                                "owned",
                                node.image(Images.TOOLS),
                                "/bin/sh",
                                "-c",
                                "chown -R 65534:65534 /bin /usr/local; while true; do /usr/local/bin/storm 2 1; ls /; sleep 1; done"));
    }

    /** Ends at once: its processes are gone before anybody can look at them. */
    private static PodSpec shortLived(int number) throws IOException {
        List<String> command = SHORT_LIVED.get(number);
        return PodSpec.of("shop", "step-" + number)
                .container(ContainerSpec.of(
                        "step", node.image(number < 2 ? Images.TOOLS : Images.DEBIAN), command.toArray(String[]::new)));
    }

    private static AgentProgram agent(String name, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of("--collector.address", collector.address()));
        all.addAll(List.of(settings));
        return new AgentProgram(node, name, node.directory(name), all);
    }

    /** Asks for readiness as the kubelet does. */
    private static void probe(int times) throws Exception {
        Callable<Void> probes = () -> {
            for (int number = 0; number < times / 2; number++) {
                assertThat(node.pods()
                                .exec(web.container("web"), READINESS.toArray(String[]::new))
                                .exitCode())
                        .isZero();
            }
            return null;
        };
        Callable<Void> ofOthers = () -> {
            for (PodContainer container : bystanders) {
                List<String> command = Bystanders.readiness(container.spec());
                for (int number = 0; number < times / 4 && !command.isEmpty(); number++) {
                    assertThat(node.pods()
                                    .exec(container, command.toArray(String[]::new))
                                    .exitCode())
                            .isZero();
                }
            }
            return null;
        };
        inParallel(List.of(probes, probes, ofOthers));
    }

    private static void inParallel(List<Callable<Void>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    private static List<ProfileEntry> executions(String workload) {
        return Shop.profiles(collector, workload).stream()
                .map(profile -> collector
                        .query()
                        .getProfile(GetProfileRequest.newBuilder()
                                .setKey(profile.getKey())
                                .build()))
                .map(Profile::getEntriesList)
                .flatMap(List::stream)
                .filter(entry -> entry.getBehavior().hasExecution())
                .toList();
    }

    private static long probesLearned() {
        return executions("web").stream()
                .filter(entry -> entry.getBehavior().getExecution().getPhase() == Phase.PHASE_PROBE)
                .mapToLong(ProfileEntry::getCount)
                .sum();
    }

    private static Origin origin(ProfileEntry entry) {
        return entry.getBehavior().getExecution().getExecutable().getOrigin();
    }

    private static List<Deviation> invariants() {
        return Shop.deviations(collector).stream()
                .filter(deviation -> deviation.getKind() == DeviationKind.DEVIATION_KIND_INVARIANT)
                .toList();
    }

    private static Incident awaitFileless(String onNode, String program, IdentitySource source) {
        Predicate<Incident> fromThere =
                incident -> incident.getNode().equals(onNode) && incident.getIdentitySource() == source;
        Deviation deviation = await(program + " by " + onNode)
                .atMost(Shop.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> Shop.incidents(collector).stream()
                                .map(IncidentRecord::getIncident)
                                .filter(fromThere)
                                .flatMap(incident -> incident.getDeviationsList().stream())
                                .filter(each -> each.getRule().equals("fileless-execution")
                                        && each.getProcess()
                                                .getArgv()
                                                .getArgumentsList()
                                                .contains(program))
                                .findFirst()
                                .orElse(Deviation.getDefaultInstance()),
                        found -> !found.getKey().isEmpty());
        return incidentWith(deviation, fromThere);
    }

    private static Incident incidentWith(Deviation deviation, Predicate<Incident> wanted) {
        return Shop.incidents(collector).stream()
                .map(IncidentRecord::getIncident)
                .filter(wanted)
                .filter(incident -> incident.getDeviationsList().stream()
                        .anyMatch(each -> each.getKey().equals(deviation.getKey())))
                .findFirst()
                .orElseThrow();
    }
}
