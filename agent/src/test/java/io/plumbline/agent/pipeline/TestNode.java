// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.agent.container.CgroupPath;
import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.container.OverlayLayers;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.agent.detection.LocalAuthority;
import io.plumbline.agent.incident.IncidentTracker;
import io.plumbline.agent.incident.ProcessEvidence;
import io.plumbline.agent.incident.Redaction;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.peer.PeerSettings;
import io.plumbline.agent.process.ProcessIdentity;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.state.Batch;
import io.plumbline.agent.watch.Containers;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.learning.QuietTimeRule;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.wire.ProfileCodec;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import io.plumbline.v1.LearnedDelta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node's state without threads: events go in, time is moved by hand, messages are looked at. Works alone. */
public final class TestNode {
    public static final int INIT = 100;
    public static final int RUNTIME = 50;
    public static final String CONTAINER = "c".repeat(64);
    public static final int OWN_PID = 40;
    static final List<String> COMMAND = List.of("/usr/sbin/server", "-f");
    private static final long SECOND = 1_000_000_000L;

    /** A second container, of another pod. */
    public static final String NEIGHBOUR = "d".repeat(64);

    public static final int NEIGHBOUR_INIT = 150;
    /** What the image's files lie on, as in the mountinfo of the containers. */
    public static final long ROOT_DEVICE = 55;

    private final Path temp;
    private final Deque<PipelineMessage> own = new ArrayDeque<>();
    private final Map<String, Map<String, byte[]>> state;
    private final List<AgentMessage> messages = new ArrayList<>();
    private final Map<Integer, Long> starts = new LinkedHashMap<>();
    private final Node node;
    private long now = 1_000 * SECOND;
    private long contextPatience;
    private List<String> command = COMMAND;
    private int nextId;
    private int attempt;
    private @Nullable Error broken;
    private final long hostMounts;
    private final long hostNetwork;
    private final long mounts;
    private final long neighbourMounts;

    public TestNode(Path temp) throws IOException {
        this(temp, new LinkedHashMap<>());
    }

    private TestNode(Path temp, Map<String, Map<String, byte[]>> state) throws IOException {
        this.temp = temp;
        this.state = state;
        Path proc = Files.createDirectories(temp.resolve("proc"));
        Path init = Files.createDirectories(proc.resolve(INIT + "/ns"));
        if (!Files.exists(init.resolve("mnt"))) {
            Files.createFile(init.resolve("mnt"));
            Files.createFile(init.resolve("net"));
            Files.writeString(proc.resolve(INIT + "/mountinfo"), "1 0 0:55 / / rw - overlay overlay rw\n");
        }
        mounts = (long) Files.getAttribute(init.resolve("mnt"), "unix:ino");
        neighbourMounts = namespaceFile(proc, NEIGHBOUR_INIT, "mnt");
        hostMounts = namespaceFile(proc, 1, "mnt");
        hostNetwork = namespaceFile(proc, 1, "net");
        Redaction redaction = new Redaction("0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        ProcessEvidence evidence = new ProcessEvidence(new ProcessIdentity("node-a", "boot"), redaction, boot -> boot);
        LocalAuthority authority = new LocalAuthority(
                this::keep,
                new QuietTimeRule(Duration.ofSeconds(60), Duration.ofSeconds(30)),
                "node-a",
                "epoch",
                Map.copyOf(state.getOrDefault(LocalAuthority.BASELINE, Map.of())),
                () -> now,
                profile -> own.add(new PipelineMessage.Profiled(profile)));
        node = new Node(new NodeParts(
                new Containers.Settings("local", () -> contextPatience, 5 * SECOND, true),
                proc,
                new SilentSensor(),
                authority,
                Optional.of(authority),
                PeerDirectory.nobody(),
                PeerSettings.defaults(),
                new CgroupPath("/"),
                redaction,
                Runnable::run,
                () -> now,
                this::unixClock,
                new IncidentTracker("node-a", () -> "incident-" + ++nextId, evidence),
                kind -> Map.copyOf(state.getOrDefault(kind, Map.of())),
                Set::of,
                OWN_PID,
                continuation -> own.add(new PipelineMessage.Answer(continuation))));
    }

    private long unixClock() {
        Error error = broken;
        if (error != null) {
            broken = null;
            throw error;
        }
        return now;
    }

    /** The next start of a program can not be handled. */
    TestNode breaks(Error error) {
        broken = error;
        return this;
    }

    /** For a pipeline of its own. */
    Node node() {
        return node;
    }

    private static long namespaceFile(Path proc, int pid, String kind) throws IOException {
        Path file = Files.createDirectories(proc.resolve(pid + "/ns")).resolve(kind);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        return (long) Files.getAttribute(file, "unix:ino");
    }

    /** The agent dies without a word, and starts again with what was written. */
    public TestNode restarted() throws IOException {
        TestNode next = new TestNode(temp, state);
        next.now = now;
        next.nextId = 100;
        next.messages.addAll(messages);
        next.starts.putAll(starts);
        return next;
    }

    private void keep(Batch batch) {
        messages.addAll(batch.messages());
        batch.changes().forEach(change -> {
            Map<String, byte[]> kind = state.computeIfAbsent(change.kind(), ignored -> new LinkedHashMap<>());
            if (change.value() == null) {
                kind.remove(change.key());
            } else {
                kind.put(change.key(), change.value().toByteArray());
            }
        });
    }

    public TestNode tell(PipelineMessage message) {
        node.on(message);
        settle();
        return this;
    }

    public TestNode sees(SensorEvent event) {
        return tell(new PipelineMessage.Sensed(event));
    }

    /** An event that waited so many seconds before its turn came. */
    TestNode seesLate(SensorEvent event, int seconds) {
        node.sensed(event, now + seconds * SECOND);
        settle();
        return this;
    }

    private void settle() {
        for (PipelineMessage message = own.poll(); message != null; message = own.poll()) {
            node.on(message);
        }
        node.flush();
    }

    public TestNode pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            node.tick();
            settle();
        }
        return this;
    }

    /** What the runtime runs in the container, other than a server. */
    TestNode command(String... words) {
        command = List.of(words);
        return this;
    }

    /** A container of pod web-7c5f9d8b6d-x2x7k whose image has these files. */
    public TestNode container(String... imageFiles) throws IOException {
        return container(List.of("10.0.0.5"), imageFiles);
    }

    /** The container ends, and the runtime starts the next one of the same pod and image. */
    TestNode containerAgain() throws IOException {
        tell(new PipelineMessage.ContainersChanged(new ContainerEvent.ContainerStopped(CONTAINER, now)));
        attempt++;
        return container();
    }

    /** The same in a pod that has the node's network. */
    public TestNode containerOfNodesNetwork() throws IOException {
        return container(List.of(), COMMAND.getFirst());
    }

    private TestNode container(List<String> addresses, String... imageFiles) throws IOException {
        Path lower = Files.createDirectories(temp.resolve("lower"));
        for (String file : imageFiles) {
            Path path = lower.resolve(file.substring(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
        Sandbox sandbox = new Sandbox(
                "5".repeat(64),
                "11111111-2222-3333-4444-555555555501",
                "web-7c5f9d8b6d-x2x7k",
                "shop",
                Map.of("app", "web", "pod-template-hash", "7c5f9d8b6d"),
                Map.of(),
                addresses,
                99,
                now);
        return tell(new PipelineMessage.ContainersChanged(new ContainerEvent.ContainerStarted(new Container(
                CONTAINER,
                "web",
                ContainerType.APP,
                sandbox,
                "localhost/web:1",
                "sha256:abc",
                attempt,
                INIT,
                now,
                command,
                new OverlayLayers(Files.createDirectories(temp.resolve("upper")), List.of(lower))))));
    }

    /** The container of a pod with {@code hostUsers: false}, whose root is user 100000 of the node. */
    public TestNode userNamespace() throws IOException {
        Path file = Files.createDirectories(temp.resolve("proc/" + INIT)).resolve("uid_map");
        Files.writeString(file, "         0     100000      65536\n");
        return this;
    }

    /** A container of another pod of the same image; its first process runs. */
    public TestNode neighbour() throws IOException {
        return neighbour(List.of("10.0.0.6"));
    }

    /** The same in a pod that has the node's network. */
    public TestNode neighbourOfNodesNetwork() throws IOException {
        return neighbour(List.of());
    }

    private TestNode neighbour(List<String> addresses) throws IOException {
        Sandbox sandbox = new Sandbox(
                "6".repeat(64),
                "11111111-2222-3333-4444-555555555502",
                "api-6d5f9d8b6d-abcde",
                "shop",
                Map.of("app", "api", "pod-template-hash", "6d5f9d8b6d"),
                Map.of(),
                addresses,
                98,
                now);
        tell(new PipelineMessage.ContainersChanged(new ContainerEvent.ContainerStarted(new Container(
                NEIGHBOUR,
                "api",
                ContainerType.APP,
                sandbox,
                "localhost/web:1",
                "sha256:abc",
                0,
                NEIGHBOUR_INIT,
                now,
                COMMAND,
                new OverlayLayers(temp.resolve("upper"), List.of(temp.resolve("lower")))))));
        sees(new SensorEvent.ProcessForked(now, RUNTIME, 1));
        return runs(
                NEIGHBOUR_INIT,
                RUNTIME,
                COMMAND.getFirst(),
                details -> Details.in(Details.mounts(details, neighbourMounts), cgroup(NEIGHBOUR)),
                COMMAND.toArray(String[]::new));
    }

    /** The runtime says that the second container is over, and its first process is gone. */
    public TestNode neighbourEnds() throws IOException {
        Files.delete(temp.resolve("proc/" + NEIGHBOUR_INIT + "/ns/mnt"));
        return this;
    }

    /** Inode of the network namespace of the container. */
    public long network() throws IOException {
        return (long) Files.getAttribute(temp.resolve("proc/" + INIT + "/ns/net"), "unix:ino");
    }

    public Gauges gauges() {
        return node.gauges();
    }

    public long mounts() {
        return mounts;
    }

    public long neighbourMounts() {
        return neighbourMounts;
    }

    public long hostMounts() {
        return hostMounts;
    }

    /** Inode of the network namespace of the node itself. */
    public long hostNetwork() {
        return hostNetwork;
    }

    public long now() {
        return now;
    }

    public static String cgroup(String containerId) {
        return "0::/kubepods/besteffort/pod11111111-2222-3333-4444-55555555550"
                + (containerId.equals(CONTAINER) ? "1/" : "2/") + containerId;
    }

    /** Somebody watches the cluster; what it says of a pod may come that late. */
    TestNode withCluster(int seconds) {
        contextPatience = seconds * SECOND;
        return this;
    }

    /** As if the cluster had never said anything. */
    void forgetContexts() {
        state.remove("context");
    }

    /** The cluster tells the pod's probe. */
    TestNode probe(String... command) {
        return tell(new PipelineMessage.Context(new PodContext(
                "11111111-2222-3333-4444-555555555501",
                "shop",
                "web-7c5f9d8b6d-x2x7k",
                new PodContext.Owner("Deployment", "web", "owner-uid"),
                "namespace-uid",
                Map.of(),
                "default",
                Map.of("web", new PodContext.RuntimeCommands(List.of(List.of(command)), List.of())),
                Map.of("web", ContainerType.APP))));
    }

    /** The runtime's own process starts the container's command. */
    public TestNode entrypoint() throws IOException {
        sees(new SensorEvent.ProcessForked(now, RUNTIME, 1));
        return runs(INIT, RUNTIME, COMMAND.getFirst(), COMMAND.toArray(String[]::new));
    }

    /** A process forks and runs a program of the container. */
    public TestNode runs(int pid, int parent, String executable, String... argv) throws IOException {
        sees(new SensorEvent.ProcessForked(now, pid, parent));
        return sees(new SensorEvent.ProcessExecuted(now, pid, details(pid, parent, executable, argv)));
    }

    /** A process runs another program of the container. */
    TestNode becomes(int pid, int parent, String executable, String... argv) throws IOException {
        return sees(new SensorEvent.ProcessExecuted(now, pid, details(pid, parent, executable, argv)));
    }

    /** The same, with something else known of it. */
    public TestNode runs(int pid, int parent, String executable, UnaryOperator<ProcessDetails> change, String... argv)
            throws IOException {
        sees(new SensorEvent.ProcessForked(now, pid, parent));
        return sees(new SensorEvent.ProcessExecuted(now, pid, change.apply(details(pid, parent, executable, argv))));
    }

    /** A process maps a file of the container executable. */
    public TestNode maps(int pid, String file, FileIdentity.Layer layer) throws IOException {
        return sees(new SensorEvent.CodeMapped(now, pid, file, identity(file, layer)));
    }

    /** The same, found by a start-up scan. */
    TestNode finds(int pid, int parent, String executable, String... argv) throws IOException {
        return sees(new SensorEvent.ProcessFound(now, pid, details(pid, parent, executable, argv)));
    }

    ProcessDetails details(int pid, int parent, String executable, String... argv) throws IOException {
        return new ProcessDetails(
                Reading.known(parent),
                Reading.known(starts.computeIfAbsent(pid, ignored -> now)),
                Reading.known(executable.substring(executable.lastIndexOf('/') + 1)),
                Reading.known(executable),
                Reading.known(identity(executable, FileIdentity.Layer.UNKNOWN)),
                Reading.known(new Arguments(List.of(argv), false)),
                Reading.known("/"),
                Reading.known(0),
                Reading.known(cgroup(CONTAINER)),
                Reading.known(new Namespaces(parent == 1 ? hostMounts : mounts, 3, 4)),
                Reading.unknown("proc-gone"));
    }

    public FileIdentity identity(String name, FileIdentity.Layer layer) throws IOException {
        Path upper = temp.resolve("upper").resolve(name.substring(1));
        Path lower = temp.resolve("lower").resolve(name.substring(1));
        Path file = Files.exists(upper) ? upper : lower;
        long inode = Files.exists(file) ? (long) Files.getAttribute(file, "unix:ino") : 0;
        return new FileIdentity(ROOT_DEVICE, inode, 1, 10, 1, 1, false, false, layer);
    }

    /** A process was over before it could be read. */
    TestNode vanishes(int pid, int parent) {
        sees(new SensorEvent.ProcessForked(now, pid, parent));
        return sees(new SensorEvent.ProcessExecuted(
                now,
                pid,
                new ProcessDetails(
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"),
                        Reading.unknown("proc-gone"))));
    }

    /** Writes a file in the container's writable layer. */
    public TestNode drops(String file) throws IOException {
        return drops(file, "dropped " + file);
    }

    /** Writes a file with this content in the container's writable layer. */
    public TestNode drops(String file, String content) throws IOException {
        Path path = temp.resolve("upper").resolve(file.substring(1));
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        return this;
    }

    /** The incidents, each in its last revision. */
    public List<Incident> incidents() {
        Map<String, Incident> last = new LinkedHashMap<>();
        messages.stream()
                .filter(AgentMessage::hasIncident)
                .map(AgentMessage::getIncident)
                .forEach(incident -> last.put(incident.getIncidentId(), incident));
        return List.copyOf(last.values());
    }

    public List<Deviation> deviations() {
        return incidents().stream()
                .flatMap(incident -> incident.getDeviationsList().stream())
                .toList();
    }

    public List<LearnedDelta> deltas() {
        return messages.stream()
                .filter(AgentMessage::hasLearned)
                .map(AgentMessage::getLearned)
                .toList();
    }

    /** The profiles as they were last sent. */
    public List<Profile> profiles() {
        return state.getOrDefault("profile", Map.of()).values().stream()
                .map(stored -> {
                    try {
                        return ProfileCodec.fromProto(io.plumbline.v1.Profile.parseFrom(stored));
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static final class SilentSensor implements Sensor {
        @Override
        public String tier() {
            return "netlink";
        }

        @Override
        public void start(EventSink sink) {}

        @Override
        public void watchNetwork(long networkNamespace, int pid) {}

        @Override
        public void unwatchNetwork(long networkNamespace) {}

        @Override
        public void resync() {}

        @Override
        public Map<String, String> unwatched() {
            return Map.of("dns", "not provided");
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
