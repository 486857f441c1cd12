// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.container.CgroupPath;
import io.plumbline.agent.container.containerd.ContainerdSettings;
import io.plumbline.agent.kubernetes.KubernetesSettings;
import io.plumbline.agent.lines.IncidentLinesSettings;
import io.plumbline.agent.link.CollectorLinkSettings;
import io.plumbline.agent.peer.PeerSettings;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.state.StoreSettings;
import io.plumbline.kubernetes.ApiSettings;
import io.plumbline.profiles.learning.QuietTimeRule;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.ConfiguredProgram;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import io.plumbline.service.health.AdminSettings;
import io.plumbline.service.logging.LogSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All settings of the agent, checked.
 *
 * @param node name of this node
 * @param cluster id of the cluster, for an agent without a collector
 * @param cgroupRoot the subtree of the cgroup tree that is watched
 * @param tier which sensor to use
 * @param peers what is said of peers beforehand
 * @param link null when the agent works alone
 * @param lines where incidents are written as JSON lines besides; null for nowhere (alone: standard output)
 * @param lockRule when a baseline locks, for an agent without a collector
 */
public record AgentSettings(
        String node,
        String cluster,
        String cgroupRoot,
        Tier tier,
        SensorSettings sensor,
        EbpfSettings ebpf,
        ContainerdSettings containerd,
        KubernetesSettings kubernetes,
        PeerSettings peers,
        StoreSettings store,
        @Nullable CollectorLinkSettings link,
        @Nullable IncidentLinesSettings lines,
        QuietTimeRule lockRule,
        AdminSettings admin,
        LogSettings logs) {

    /** The sensors that can be asked for. */
    public enum Tier {
        /** The best that works here. */
        AUTO,
        EBPF,
        NETLINK,
        PROCFS
    }

    static final Setting<String> NODE = Setting.required(
            "node.name", ValueType.text(), "Name of this node in the cluster; in a pod from spec.nodeName.");
    static final Setting<String> CLUSTER = Setting.of(
            "cluster",
            ValueType.text(),
            Workload.LOCAL_CLUSTER,
            "Cluster id for an agent that works alone; a collector gives its own.");
    static final Setting<String> CGROUP_ROOT = Setting.of(
            "cgroup-root",
            ValueType.text(),
            "/",
            "Absolute path within the cgroup tree: containers outside of it are not ours.");
    static final Setting<Tier> TIER =
            Setting.of("sensor.tier", ValueType.oneOf(Tier.class), "auto", "Which sensor watches the kernel.");
    static final Setting<Path> PROC =
            Setting.of("sensor.proc", ValueType.path(), "/proc", "The /proc of the host's pid namespace.");
    static final Setting<Long> RECEIVE_BUFFER = Setting.of(
            "sensor.receive-buffer",
            ValueType.bytes(4096, 256L << 20),
            "8MiB",
            "Kernel buffer of the process event socket; what overflows is counted.");
    static final Setting<Long> RING = Setting.of(
            "sensor.ring",
            ValueType.bytes(64L << 10, 64L << 20),
            "1MiB",
            "eBPF: ring of process events, a power of two; what does not fit is counted. Counts twice in the resident set.");
    static final Setting<Long> NETWORK_RING = Setting.of(
            "sensor.network-ring",
            ValueType.bytes(64L << 10, 64L << 20),
            "512KiB",
            "eBPF: ring of network events, a power of two.");
    static final Setting<Integer> BUDGET = Setting.of(
            "sensor.budget",
            ValueType.integer(0, 10_000_000),
            "30000",
            "eBPF: events a second and container after which what was seen before is only counted; 0 for no limit.");
    static final Setting<List<Signal>> SIGNALS = Setting.of(
            "sensor.signals",
            ValueType.listOf(ValueType.oneOf(Signal.class)),
            "processes,cgroups,tcp,udp,dns,kernel,code",
            "eBPF: what is watched; processes and cgroups always are.");
    static final Setting<Boolean> TRAMPOLINES = Setting.of(
            "sensor.trampolines",
            ValueType.bool(),
            "true",
            "eBPF: programs at functions of the kernel where it allows them, so that none is at every system call.");
    static final Setting<Path> PIN = Setting.optional(
            "sensor.pin",
            ValueType.path(),
            "eBPF: directory of a BPF file system where programs and rings stay;"
                    + " an agent of the same version and settings goes on without a gap.");
    static final Setting<Duration> DUMP_INTERVAL = Setting.of(
            "sensor.socket-dump-interval",
            ValueType.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
            "2s",
            "How often the sockets of each pod are listed; shorter connections are seen at their end.");
    static final Setting<Path> SOCKET = Setting.of(
            "containerd.socket",
            ValueType.path(),
            ContainerdSettings.DEFAULT_SOCKET.toString(),
            "containerd's unix socket, as the agent sees it.");
    static final Setting<String> NAMESPACE = Setting.of(
            "containerd.namespace",
            ValueType.text(),
            ContainerdSettings.KUBERNETES_NAMESPACE,
            "containerd's namespace of the pods.");
    static final Setting<KubernetesSettings.Mode> KUBERNETES = Setting.of(
            "kubernetes.mode",
            ValueType.oneOf(KubernetesSettings.Mode.class),
            "auto",
            "Where owners, namespace labels and probes come from; auto: the API server that is given, else the collector, else the pod's API server.");
    static final Setting<Duration> MINIMUM_AGE = Setting.of(
            "lock.minimum-age",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofDays(365)),
            "24h",
            "Alone: how long a baseline learns at least.");
    static final Setting<Duration> QUIET_TIME = Setting.of(
            "lock.quiet-time",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofDays(365)),
            "6h",
            "Alone: how long nothing new and no loss must be seen before a baseline locks.");

    private static final Path DEFAULT_FILE = Path.of("/etc/plumbline/agent.yaml");

    /** The agent as a program with all its keys. */
    public static ConfiguredProgram program() {
        List<Setting<?>> settings = new ArrayList<>(List.of(
                NODE,
                CLUSTER,
                CGROUP_ROOT,
                TIER,
                PROC,
                RECEIVE_BUFFER,
                RING,
                NETWORK_RING,
                BUDGET,
                SIGNALS,
                TRAMPOLINES,
                PIN,
                DUMP_INTERVAL,
                SOCKET,
                NAMESPACE,
                KUBERNETES));
        settings.addAll(ApiSettings.settings());
        settings.addAll(List.of(MINIMUM_AGE, QUIET_TIME));
        settings.addAll(PeerSettings.settings());
        settings.addAll(StoreSettings.settings());
        settings.addAll(CollectorLinkSettings.settings());
        settings.addAll(IncidentLinesSettings.settings());
        settings.addAll(AdminSettings.settings());
        settings.addAll(LogSettings.settings());
        return ConfiguredProgram.of(
                "plumbline-agent",
                "Watches the containers of one node, learns what they do, reports what drifts from it.",
                settings,
                DEFAULT_FILE);
    }

    /** Checks what no single key can tell. Throws {@link ConfigurationException}. */
    public static AgentSettings from(Configuration configuration) {
        String node = configuration.get(NODE);
        String cgroupRoot = configuration.get(CGROUP_ROOT);
        Optional<CollectorLinkSettings> link = CollectorLinkSettings.from(configuration);
        return checked(() -> {
            CgroupPath ignored = new CgroupPath(cgroupRoot);
            return new AgentSettings(
                    node,
                    configuration.get(CLUSTER),
                    cgroupRoot,
                    configuration.get(TIER),
                    sensor(configuration),
                    ebpf(configuration),
                    new ContainerdSettings(configuration.get(SOCKET), configuration.get(NAMESPACE)),
                    kubernetes(configuration, node, link.isPresent()),
                    PeerSettings.from(configuration),
                    StoreSettings.from(configuration),
                    link.orElse(null),
                    IncidentLinesSettings.from(configuration).orElse(null),
                    new QuietTimeRule(configuration.get(MINIMUM_AGE), configuration.get(QUIET_TIME)),
                    AdminSettings.from(configuration),
                    LogSettings.from(configuration));
        });
    }

    /** The settings that all sensors share. */
    static SensorSettings sensor(Configuration configuration) {
        return new SensorSettings(
                configuration.get(PROC),
                Math.toIntExact(configuration.get(RECEIVE_BUFFER)),
                configuration.get(DUMP_INTERVAL),
                SensorSettings.defaults().pollInterval(),
                SensorSettings.defaults().resyncInterval(),
                SensorSettings.defaults().flowsPerNetwork());
    }

    /**
     * The settings of the eBPF sensor alone. Throws {@link IllegalArgumentException} for values that do not fit together.
     */
    static EbpfSettings ebpf(Configuration configuration) {
        return new EbpfSettings(
                Math.toIntExact(configuration.get(RING)),
                Math.toIntExact(configuration.get(NETWORK_RING)),
                configuration.get(BUDGET),
                Set.copyOf(configuration.get(SIGNALS)),
                configuration.get(TRAMPOLINES),
                configuration.find(PIN).orElse(null));
    }

    private static KubernetesSettings kubernetes(Configuration configuration, String node, boolean withCollector) {
        KubernetesSettings.Mode mode = configuration.get(KUBERNETES);
        if (mode == KubernetesSettings.Mode.COLLECTOR && !withCollector) {
            throw new IllegalArgumentException(
                    "kubernetes.mode: collector (expected: collector.address says which, or another mode)");
        }
        return new KubernetesSettings(mode, node, ApiSettings.from(configuration));
    }

    private static AgentSettings checked(Supplier<AgentSettings> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()));
        }
    }
}
