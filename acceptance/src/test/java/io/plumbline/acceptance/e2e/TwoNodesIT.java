// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodContainer;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.pod.VolumeMount;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two replicas of one Deployment on two nodes: Debian's containerd with cgroupfs names, and a current one with cgroup v2 and
 * systemd's names. One collector.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TwoNodesIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("nodes");

    static LabNode first;
    static LabNode second;
    static Site site;
    static CollectorProgram collector;
    static Pod onFirst;
    static Pod onSecond;
    static Pod usersOfTheNode;

    @BeforeAll
    static void startNodes() throws IOException {
        first = LAB.lab().start(NodeSpec.debian("a"));
        second = LAB.lab().start(NodeSpec.current("b"));
        site = new Site(first, 14, 7);
        collector = site.collector();
        site.agent(first, "node-a");
        site.agent(second, "node-b");
        onFirst = first.pods().run(Shop.web(first, "web-7c5f9d8b6d-aaaaa"));
        onSecond = second.pods().run(Shop.web(second, "web-7c5f9d8b6d-bbbbb"));
        second.pods().run(Shop.client(second, "client-0", onFirst));
        usersOfTheNode = second.pods().run(users("users-7c5f9d8b6d-aaaaa"));
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Order(1)
    void replicasOnTwoNodesShareOneBaseline() {
        Shop.awaitStable(collector, "web", "client-0", "users");

        Profile web = Shop.wholeProfile(collector, "web");
        ProfileEntry entrypoint = web.getEntriesList().stream()
                .filter(entry ->
                        entry.getBehavior().getExecution().getPhase() == io.plumbline.v1.Phase.PHASE_ENTRYPOINT)
                .findFirst()
                .orElseThrow();
        assertThat(entrypoint.getReplicas()).isEqualTo(2);
        assertThat(entrypoint.getNodes()).isEqualTo(2);
        assertThat(Shop.incidents(collector)).isEmpty();
    }

    @Test
    @Order(2)
    void aPeerOnAnotherNodeHasAName() {
        List<String> peers = Shop.wholeProfile(collector, "client-0").getEntriesList().stream()
                .filter(entry -> entry.getBehavior().hasOutbound())
                .map(entry -> entry.getBehavior()
                        .getOutbound()
                        .getPeer()
                        .getWorkload()
                        .getName())
                .toList();
        assertThat(peers).contains("web");
        List<String> clients = Shop.wholeProfile(collector, "web").getEntriesList().stream()
                .filter(entry -> entry.getBehavior().hasInbound())
                .map(entry ->
                        entry.getBehavior().getInbound().getPeer().getWorkload().getName())
                .toList();
        assertThat(clients).contains("client-0");
    }

    @Test
    @Order(3)
    void theSameStoryOnBothReplicasIsOneGroup() throws IOException {
        String script = "cp /bin/busybox /tmp/busybox-dropped; /tmp/busybox-dropped sleep 4";
        Shop.breakInto(first, onFirst, script);
        Shop.breakInto(second, onSecond, script);

        await().atMost(Shop.PATIENCE).until(() -> ofWeb().size() == 2);
        List<IncidentRecord> incidents = ofWeb();
        assertThat(incidents.stream().map(record -> record.getIncident().getNode()))
                .containsExactlyInAnyOrder("node-a", "node-b");
        assertThat(incidents.stream()
                        .flatMap(record -> record.getIncident().getDeviationsList().stream())
                        .filter(deviation -> deviation.getRule().equals("executable-not-from-image"))
                        .map(Deviation::getKey)
                        .distinct())
                .hasSize(1);
    }

    @Test
    @Order(4)
    void aNewTemplateAndARecreatedWorkloadKeepTheBaseline() throws IOException {
        Profile before = Shop.wholeProfile(collector, "web");
        first.pods().remove(onFirst);
        second.pods().remove(onSecond);
        Pod next = first.pods().run(Shop.web(first, "web-5b5b5b5b5b-ccccc"));
        first.pods().run(Shop.client(first, "client-0", next));

        await().atMost(Shop.PATIENCE)
                .until(() -> Shop.wholeProfile(collector, "web").getProgress().getObservations()
                        > before.getProgress().getObservations() + 5);
        Profile after = Shop.wholeProfile(collector, "web");
        assertThat(after.getState()).isEqualTo(BaselineState.BASELINE_STATE_STABLE);
        assertThat(after.getGeneration()).isEqualTo(before.getGeneration());
        assertThat(after.getContentHash()).isEqualTo(before.getContentHash());
        assertThat(ofWeb()).hasSize(2);
    }

    @Test
    @Order(5)
    void aPodWithUsersOfItsOwnIsTheSameWorkload() throws IOException {
        String hash = Shop.profile(collector, "users").getContentHash();
        second.pods().remove(usersOfTheNode);
        Pod own = second.pods().run(users("users-5b5b5b5b5b-bbbbb").withOwnUsers());
        long pid = own.containers().getFirst().pid();
        assertThat(Files.readString(Path.of("/proc/" + pid + "/uid_map")).strip())
                .matches("0 +" + PodSpec.FIRST_USER + " +65536");
        PodContainer again = second.pods().restart(own, own.containers().getFirst());
        assertThat(again.pid()).isPositive();

        List<Deviation> told = new Deeds(second, collector)
                .tells(
                        "users",
                        () -> Shop.breakInto(second, own, "reach as 65534 /usr/local/bin/raise sleep 1"),
                        "privilege-gain /usr/local/bin/raise",
                        "user-change /usr/local/bin/reach",
                        "new-kernel-use capability_gain",
                        "new-execution /usr/local/bin/raise",
                        "new-execution reach");

        assertThat(told.getFirst().getBecauseList()).contains("by its file's mode");
        assertThat(told.getFirst().getProcess().getUid()).isZero();
        assertThat(told.getFirst().getProcess().getNodeUid()).isEqualTo(PodSpec.FIRST_USER);
        // Neither the switch nor the restart was drift.
        assertThat(of("users"))
                .flatExtracting(record -> record.getIncident().getDeviationsList())
                .hasSameSizeAs(told);
        assertThat(Shop.profile(collector, "users").getContentHash()).isEqualTo(hash);
    }

    /** Static programs alone: a library of an image whose owners are mapped is told as changed, which is a fault that is left. */
    private static PodSpec users(String podName) throws IOException {
        return PodSpec.of("shop", podName)
                .label("app", "users")
                .label("pod-template-hash", podName.split("-", -1)[1])
                .container(ContainerSpec.of(
                                "users",
                                second.image(Images.LINKED),
                                "/bin/sh",
                                "-c",
                                "while true; do if [ -f /hole/run ]; then . /hole/run; fi; sleep 0.5; done")
                        .mount(VolumeMount.emptyDir("hole", "/hole")));
    }

    private static List<IncidentRecord> ofWeb() {
        return of("web");
    }

    private static List<IncidentRecord> of(String workload) {
        return Shop.incidents(collector).stream()
                .filter(record -> record.getIncident()
                        .getBaseline()
                        .getWorkload()
                        .getName()
                        .equals(workload))
                .toList();
    }
}
