// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.pod.VolumeMount;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.ListIncidentsRequest;
import io.plumbline.v1.ListProfilesRequest;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Pods that do ordinary things, and a hole in one of them through which an intruder makes it do others. */
public final class Shop {
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    private Shop() {}

    /**
     * A web server whose main process runs each script that is put into its volume: stands for a service that was broken
     * into, without anybody coming through the container runtime.
     */
    public static PodSpec web(LabNode node, String podName) throws IOException {
        return PodSpec.of("shop", podName)
                .label("app", "web")
                .label("pod-template-hash", podName.replaceAll("^web-|-[^-]*$", ""))
                .container(ContainerSpec.of(
                                "web",
                                node.image(Images.TOOLS),
                                "/bin/sh",
                                "-c",
                                "httpd -p 8080 -h /etc; while true; do if [ -f /hole/run ]; then . /hole/run; fi; sleep 1; done")
                        .mount(VolumeMount.emptyDir("hole", "/hole")));
    }

    /** A database that nobody but its own clients should talk to. */
    public static PodSpec database(LabNode node) throws IOException {
        return PodSpec.of("shop", "db-0")
                .label("app", "db")
                .label("controller-revision-hash", "db-5d8c")
                .label("apps.kubernetes.io/pod-index", "0")
                .container(
                        ContainerSpec.of("db", node.image(Images.TOOLS), "/usr/local/bin/converse", "listen", "5432"));
    }

    /** A client that asks the web server each second. */
    public static PodSpec client(LabNode node, String name, Pod web) throws IOException {
        return PodSpec.of("shop", name)
                .label("app", "client")
                .container(ContainerSpec.of(
                        "client",
                        node.image(Images.TOOLS),
                        "/bin/sh",
                        "-c",
                        "while true; do wget -q -O /dev/null http://" + web.ip() + ":8080/passwd; sleep 1; done"));
    }

    /** Makes the web server's main process run a script, once. */
    public static void breakInto(LabNode node, Pod web, String script) throws IOException {
        Path hole = node.pods().volume(web, "hole");
        Path written = Files.writeString(hole.resolve("next"), "rm /hole/run; " + script + "\n");
        Files.move(written, hole.resolve("run"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE).until(() -> !Files.exists(hole.resolve("run")));
    }

    public static ProfileSummary profile(CollectorProgram collector, String workload) {
        return collector
                .query()
                .listProfiles(
                        ListProfilesRequest.newBuilder().setNamespace("shop").build())
                .getProfilesList()
                .stream()
                .filter(profile -> profile.getKey().getWorkload().getName().equals(workload))
                .findFirst()
                .orElse(ProfileSummary.getDefaultInstance());
    }

    /** The profile of a workload of one container, with its entries. */
    public static Profile wholeProfile(CollectorProgram collector, String workload) {
        return collector
                .query()
                .getProfile(GetProfileRequest.newBuilder()
                        .setKey(profile(collector, workload).getKey())
                        .build());
    }

    /** The profiles of all containers of a workload. */
    public static List<ProfileSummary> profiles(CollectorProgram collector, String workload) {
        return collector
                .query()
                .listProfiles(ListProfilesRequest.newBuilder()
                        .setNamespace("shop")
                        .setWorkload(workload)
                        .build())
                .getProfilesList();
    }

    public static void awaitStable(CollectorProgram collector, String... workloads) {
        for (String workload : workloads) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(
                            () -> profile(collector, workload).getState(),
                            state -> state == BaselineState.BASELINE_STATE_STABLE);
        }
    }

    public static List<IncidentRecord> incidents(CollectorProgram collector) {
        return collector
                .query()
                .listIncidents(
                        ListIncidentsRequest.newBuilder().setPageSize(500).build())
                .getIncidentsList();
    }

    public static List<Deviation> deviations(CollectorProgram collector) {
        return incidents(collector).stream()
                .flatMap(record -> record.getIncident().getDeviationsList().stream())
                .toList();
    }

    /** Waits for a deviation and returns it. */
    public static Deviation awaitDeviation(CollectorProgram collector, String what, Predicate<Deviation> wanted) {
        return await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> deviations(collector).stream()
                                .filter(wanted)
                                .findFirst()
                                .orElse(Deviation.getDefaultInstance()),
                        found -> !found.getKey().isEmpty());
    }
}
