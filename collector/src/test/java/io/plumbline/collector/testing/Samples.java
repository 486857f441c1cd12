// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.testing;

import io.plumbline.v1.ArgvShape;
import io.plumbline.v1.ArgvToken;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.ContainerType;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.DeviationKind;
import io.plumbline.v1.DirectoryClass;
import io.plumbline.v1.EntryCounter;
import io.plumbline.v1.Execution;
import io.plumbline.v1.IdentitySource;
import io.plumbline.v1.Incident;
import io.plumbline.v1.LearnedDelta;
import io.plumbline.v1.Listening;
import io.plumbline.v1.Origin;
import io.plumbline.v1.Phase;
import io.plumbline.v1.Pod;
import io.plumbline.v1.Program;
import io.plumbline.v1.SandboxInterval;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Transport;
import io.plumbline.v1.Usage;
import io.plumbline.v1.UserClass;
import io.plumbline.v1.Workload;
import io.plumbline.v1.WorkloadIdentity;
import java.util.List;
import java.util.UUID;

/** Messages as agents send them. */
public final class Samples {
    /** Nanoseconds since 1970 UTC; everything in the samples happens around then. */
    public static final long T0 = 1_700_000_000_000_000_000L;

    public static final long SECOND = 1_000_000_000L;

    private Samples() {}

    public static String uuid() {
        return UUID.randomUUID().toString();
    }

    /** A UUIDv7 of a millisecond. */
    public static String uuid7(long millis) {
        return new UUID(millis << 16 | 0x7000, 0x8000_0000_0000_0001L).toString();
    }

    public static Workload workload(String name) {
        return Workload.newBuilder()
                .setCluster("local")
                .setNamespace("shop")
                .setKind("Deployment")
                .setName(name)
                .build();
    }

    public static BaselineKey key(String workload) {
        return key(workload, "app");
    }

    public static BaselineKey key(String workload, String container) {
        return BaselineKey.newBuilder()
                .setWorkload(workload(workload))
                .setContainerName(container)
                .setContainerType(ContainerType.CONTAINER_TYPE_APP)
                .build();
    }

    public static WorkloadIdentity identity(String workload) {
        return WorkloadIdentity.newBuilder()
                .setWorkload(workload(workload))
                .setSource(IdentitySource.IDENTITY_SOURCE_API)
                .setOwnerUid("owner-" + workload)
                .build();
    }

    public static Behavior execution(String path, String... arguments) {
        var argv = ArgvShape.newBuilder().addTokens(ArgvToken.newBuilder().setLiteral(path));
        for (String argument : arguments) {
            argv.addTokens(ArgvToken.newBuilder().setLiteral(argument));
        }
        return Behavior.newBuilder()
                .setExecution(Execution.newBuilder()
                        .setExecutable(Program.newBuilder()
                                .setOrigin(Origin.ORIGIN_IMAGE)
                                .setPath(path))
                        .setArgv(argv)
                        .setParent("/usr/bin/server")
                        .setUser(UserClass.USER_CLASS_NON_ROOT)
                        .setWorkingDirectory(DirectoryClass.DIRECTORY_CLASS_ROOT)
                        .setPhase(Phase.PHASE_SERVICE))
                .build();
    }

    public static Behavior listening(int port) {
        return Behavior.newBuilder()
                .setListening(Listening.newBuilder()
                        .setTransport(Transport.TRANSPORT_TCP)
                        .setPort(port))
                .build();
    }

    public static ContainerInstance container(String id) {
        return ContainerInstance.newBuilder()
                .setRuntime("containerd")
                .setId(id.repeat(64).substring(0, 64))
                .setName("app")
                .setType(ContainerType.CONTAINER_TYPE_APP)
                .setImageDigest("sha256:" + "a".repeat(64))
                .setStartedAtUnixNanos(T0)
                .build();
    }

    public static LearnedDelta delta(String workload, String container, long count, Behavior... behaviors) {
        var delta = LearnedDelta.newBuilder()
                .setKey(key(workload))
                .setIdentity(identity(workload))
                .setContainer(container(container))
                .setPodUid("pod-" + container);
        for (Behavior behavior : behaviors) {
            delta.addCounters(EntryCounter.newBuilder()
                    .setBehavior(behavior)
                    .setCount(count)
                    .setFirstSeenUnixNanos(T0)
                    .setLastSeenUnixNanos(T0 + count * SECOND)
                    .setUsage(Usage.newBuilder()
                            .setPeakBytesSent(1000 * count)
                            .setPeakConnections(count)
                            .setRegular(count > 5))
                    .addAddresses("10.0.0." + count)
                    .addAddresses("2001:db8::" + count));
        }
        return delta.build();
    }

    public static Deviation deviation(String key, Behavior behavior) {
        return Deviation.newBuilder()
                .setKey(key)
                .setKind(DeviationKind.DEVIATION_KIND_DRIFT)
                .setBehavior(behavior)
                .setRule("new-execution")
                .addBecause("never seen")
                .setSeverity(Severity.SEVERITY_HIGH)
                .setCount(1)
                .build();
    }

    public static Incident incident(String id, int revision, String workload, Deviation... deviations) {
        return Incident.newBuilder()
                .setIncidentId(id)
                .setRevision(revision)
                .setFingerprint("fp-" + workload
                        + List.of(deviations).stream().map(Deviation::getKey).toList())
                .setBaseline(key(workload))
                .setIdentitySource(IdentitySource.IDENTITY_SOURCE_API)
                .setPod(Pod.newBuilder()
                        .setUid("pod-1")
                        .setName(workload + "-1")
                        .setNamespace("shop"))
                .setContainer(container("c"))
                .addAllDeviations(List.of(deviations))
                .setSeverity(Severity.SEVERITY_HIGH)
                .setTitle("a shell in " + workload)
                .build();
    }

    public static SandboxInterval sandbox(String id, String ip, String workload, long from) {
        return SandboxInterval.newBuilder()
                .setSandboxId(id)
                .setIp(ip)
                .setPod(Pod.newBuilder()
                        .setUid("uid-" + id)
                        .setName(workload + "-" + id)
                        .setNamespace("shop")
                        .addIps(ip))
                .setIdentity(identity(workload))
                .setFromUnixNanos(from)
                .build();
    }
}
