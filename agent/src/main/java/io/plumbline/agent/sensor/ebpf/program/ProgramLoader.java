// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.linux.BpfObject;
import io.plumbline.agent.linux.LibC;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loads and attaches the programs. All of them at once where that works, which is fast; where the kernel refuses some, each is
 * tried alone to find out which, and the others are loaded without it.
 */
public final class ProgramLoader {
    private static final String CONFIG = ".rodata.config";
    /** Of this process, whatever is mounted of the host. */
    private static final Path PROC = Path.of("/proc");

    private static final int LETTERS_AT = 24;
    private static final int VARIABLES_AT = 40;
    static final String PROCESS_RING = "process_ring";
    static final String NETWORK_RING = "network_ring";
    static final String SHARED = ".bss";
    static final String LOSSES = "losses";
    static final String BUDGETS = "budgets";

    private final EbpfSettings settings;
    private final CgroupHierarchy cgroups;
    private final byte[] object;
    private final Map<String, String> refused = new LinkedHashMap<>();

    private ProgramLoader(EbpfSettings settings, CgroupHierarchy cgroups, byte[] object) {
        this.settings = settings;
        this.cgroups = cgroups;
        this.object = object;
    }

    /**
     * Loads and attaches, or takes over what an earlier agent pinned.
     *
     * @throws IOException when processes can not be watched; the message says why
     */
    public static Programs load(EbpfSettings settings, CgroupHierarchy cgroups) throws IOException {
        ProgramLoader loader = new ProgramLoader(settings, cgroups, object());
        return loader.load();
    }

    /** The hierarchy of cgroups that the programs will name; {@code proc}: the host's. */
    public static CgroupHierarchy cgroups(Path proc) throws IOException {
        return CgroupHierarchy.find(proc);
    }

    private static byte[] object() throws IOException {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        String name = "sensor-" + machine + ".bpf.o";
        try (InputStream in = ProgramLoader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(
                        "resource: " + name + " (expected: the compiled programs, which the build makes)");
            }
            return in.readAllBytes();
        }
    }

    private Programs load() throws IOException {
        PinDirectory pins = settings.pin() == null
                ? null
                : PinDirectory.open(settings.pin(), PinDirectory.key(object, settings.toString()));
        if (pins != null && pins.isComplete()) {
            Set<String> missing = wanted();
            missing.removeAll(pins.links());
            missing.forEach(program -> refused.put(program, "not attached by the agent that pinned the programs"));
            return pins.adopt(settings, lacking());
        }
        BpfObject loaded = loadAll();
        try {
            attach(loaded);
            Map<Signal, String> lacking = lacking();
            if (lacking.containsKey(Signal.PROCESSES)) {
                throw new IOException(lacking.get(Signal.PROCESSES));
            }
            long untold = pins == null ? 0 : pins.pin(loaded);
            return new Programs(
                    loaded.mapDescriptor(PROCESS_RING),
                    settings.processRingBytes(),
                    loaded.mapDescriptor(NETWORK_RING),
                    settings.networkRingBytes(),
                    loaded.mapDescriptor(SHARED),
                    loaded.mapDescriptor(LOSSES),
                    loaded.mapDescriptor(BUDGETS),
                    loaded.attached().stream().map(loaded::programDescriptor).toList(),
                    lacking,
                    false,
                    untold,
                    loaded::close);
        } catch (IOException | RuntimeException failed) {
            loaded.close();
            throw failed;
        }
    }

    private BpfObject loadAll() throws IOException {
        Set<String> wanted = wanted();
        try {
            return load(wanted);
        } catch (IOException some) {
            Set<String> accepted = new HashSet<>();
            for (String program : wanted) {
                try {
                    load(Set.of(program)).close();
                    accepted.add(program);
                } catch (IOException reason) {
                    refused.put(program, String.valueOf(reason.getMessage()));
                }
            }
            if (!accepted.containsAll(Signal.PROCESSES.programs())) {
                throw new IOException(
                        "bpf: " + refusals(Signal.PROCESSES, Rights.TO_LOAD)
                                + " (expected: CAP_BPF and CAP_PERFMON, Linux 5.8 or newer with BTF)",
                        some);
            }
            return load(accepted);
        }
    }

    private BpfObject load(Set<String> programs) throws IOException {
        BpfObject opened = BpfObject.open(object);
        try {
            opened.select(programs::contains);
            opened.size(PROCESS_RING, settings.processRingBytes());
            opened.size(NETWORK_RING, settings.networkRingBytes());
            opened.fill(CONFIG, this::configure);
            opened.load();
            return opened;
        } catch (IOException | RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    /** struct config of rings.h. */
    private void configure(ByteBuffer config) {
        config.putInt(0, settings.budget());
        config.putInt(4, (int) ProcessHandle.current().pid());
        config.putInt(8, cgroups.controller());
        config.putInt(12, cgroups.number());
        config.putInt(16, settings.signals().contains(Signal.KERNEL) ? 1 : 0);
        config.putInt(20, LoadingVariables.NAMES.size());
        config.putLong(LETTERS_AT, LoadingVariables.letters(0));
        config.putLong(LETTERS_AT + Long.BYTES, LoadingVariables.letters(1));
        LoadingVariables.fill(config.duplicate().position(VARIABLES_AT));
    }

    private Set<String> wanted() {
        Set<String> programs = new HashSet<>();
        for (Signal signal : settings.signals()) {
            if (cgroups.unified() || (signal != Signal.UDP && signal != Signal.DNS)) {
                programs.addAll(signal.programs());
            }
        }
        programs.addAll(Signal.PROCESSES.programs());
        return programs;
    }

    private void attach(BpfObject loaded) throws IOException {
        int cgroup = openCgroup();
        try {
            for (String program : loaded.programs()) {
                if (wanted().contains(program) && !refused.containsKey(program)) {
                    attach(loaded, program, cgroup);
                }
            }
        } finally {
            LibC.close(cgroup);
        }
    }

    private void attach(BpfObject loaded, String program, int cgroup) {
        try {
            loaded.attach(program, cgroup);
        } catch (IOException reason) {
            refused.put(program, String.valueOf(reason.getMessage()));
        }
    }

    private int openCgroup() throws IOException {
        byte[] path = (cgroups.mount() + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer name = ByteBuffer.allocateDirect(path.length).put(path).flip();
        int descriptor = LibC.openat(LibC.AT_FDCWD, name, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
        if (descriptor < 0) {
            throw new IOException("cgroup: " + cgroups.mount() + ": " + LibC.describe(LibC.errno())
                    + " (expected: the host's cgroup file system)");
        }
        return descriptor;
    }

    /** Signals that are wanted and are not watched, with the kernel's reason. */
    private Map<Signal, String> lacking() {
        Map<Signal, String> lacking = new EnumMap<>(Signal.class);
        for (Signal signal : Signal.values()) {
            if (!settings.signals().contains(signal) && signal != Signal.PROCESSES) {
                lacking.put(signal, "switched off by sensor.signals");
                continue;
            }
            boolean ofCgroups = signal == Signal.UDP || signal == Signal.DNS;
            if (!cgroups.unified() && ofCgroups) {
                lacking.put(signal, "no unified cgroup hierarchy");
            } else if (signal.programs().stream().anyMatch(refused::containsKey)) {
                lacking.put(signal, refusals(signal, ofCgroups ? Rights.TO_WATCH_PACKETS : Rights.TO_LOAD));
            }
        }
        return lacking;
    }

    /** What the kernel says of a signal's programs, each reason once, and what this process would need. */
    private String refusals(Signal signal, Map<Integer, String> rights) {
        Map<String, List<String>> programs = new LinkedHashMap<>();
        for (String program : signal.programs()) {
            if (refused.containsKey(program)) {
                programs.computeIfAbsent(refused.get(program), ignored -> new ArrayList<>())
                        .add(program);
            }
        }
        List<String> reasons = new ArrayList<>();
        List<String> missing = Rights.missing(PROC, rights);
        if (!missing.isEmpty()) {
            reasons.add("missing " + String.join(" and ", missing));
        }
        programs.forEach((reason, refusing) -> reasons.add(reason + " for " + String.join(", ", refusing)));
        return String.join("; ", reasons);
    }
}
