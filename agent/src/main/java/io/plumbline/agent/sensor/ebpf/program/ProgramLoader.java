// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.linux.BpfObject;
import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.host.Rights;
import io.plumbline.agent.sensor.ebpf.signal.Selection;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.sensor.ebpf.signal.Variant;
import io.plumbline.agent.sensor.ebpf.signal.Variants;
import io.plumbline.agent.sensor.ebpf.signal.Watching;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Loads and attaches the programs. All of them at once where that works, which is fast; where the kernel refuses some, each signal is
 * tried alone to find out which, and is watched in another way where there is one.
 */
public final class ProgramLoader {
    static final String PROCESS_RING = "process_ring";
    static final String NETWORK_RING = "network_ring";
    static final String SHARED = ".bss";
    static final String LOSSES = "losses";
    static final String BUDGETS = "budgets";

    private final EbpfSettings settings;
    private final CgroupHierarchy cgroups;
    private final CompiledPrograms programs;
    private final Selection selection;

    private ProgramLoader(
            EbpfSettings settings, CgroupHierarchy cgroups, CompiledPrograms programs, Selection selection) {
        this.settings = settings;
        this.cgroups = cgroups;
        this.programs = programs;
        this.selection = selection;
    }

    /**
     * Loads and attaches, or takes over what an earlier agent pinned.
     *
     * @throws IOException when processes can not be watched; the message says why
     */
    public static Programs load(EbpfSettings settings, CgroupHierarchy cgroups) throws IOException {
        Variants variants = Variants.of(possible(settings, cgroups), settings.trampolines());
        CompiledPrograms programs = CompiledPrograms.read(settings, cgroups, variants);
        return new ProgramLoader(settings, cgroups, programs, new Selection(variants)).load();
    }

    /** Signals that are wanted and have a place to hang at. */
    static Set<Signal> possible(EbpfSettings settings, CgroupHierarchy cgroups) {
        EnumSet<Signal> signals = EnumSet.copyOf(settings.signals());
        if (!cgroups.unified()) {
            signals.removeAll(Signal.OF_CGROUPS);
        }
        return signals;
    }

    private Programs load() throws IOException {
        PinDirectory pins = settings.pin() == null
                ? null
                : PinDirectory.open(
                        settings.pin(), PinDirectory.key(programs.bytes(), settings + " " + selection.current()));
        if (pins != null && pins.isComplete()) {
            keepOnly(pins.links());
            return pins.adopt(settings, watched(), lacking());
        }
        BpfObject loaded = loadAndAttach();
        try {
            long untold = pins == null ? 0 : pins.pin(loaded);
            return new Programs(
                    loaded.mapDescriptor(PROCESS_RING),
                    settings.processRingBytes(),
                    loaded.mapDescriptor(NETWORK_RING),
                    settings.networkRingBytes(),
                    loaded.mapDescriptor(SHARED),
                    loaded.mapDescriptor(LOSSES),
                    loaded.mapDescriptor(BUDGETS),
                    loaded.attached().stream()
                            .collect(Collectors.toMap(Function.identity(), loaded::programDescriptor)),
                    watched(),
                    lacking(),
                    false,
                    untold,
                    loaded::close);
        } catch (IOException | RuntimeException failed) {
            loaded.close();
            throw failed;
        }
    }

    /** Until what is attached is what is selected: a variant that loads may still not attach. */
    private BpfObject loadAndAttach() throws IOException {
        while (true) {
            BpfObject loaded = loadSelected();
            try {
                if (attach(loaded)) {
                    return loaded;
                }
            } catch (IOException | RuntimeException failed) {
                loaded.close();
                throw failed;
            }
            loaded.close();
        }
    }

    private BpfObject loadSelected() throws IOException {
        while (true) {
            try {
                return programs.load(selection.current().values());
            } catch (IOException together) {
                if (!refuseOne()) {
                    throw new IOException("bpf: " + together.getMessage() + " for all programs together", together);
                }
            }
        }
    }

    /** Gives up the first variant that the kernel does not take alone; false when it takes each. */
    private boolean refuseOne() throws IOException {
        for (Signal signal : selection.mostDoubtfulFirst()) {
            Variant variant = selection.of(signal).orElseThrow();
            Map<String, String> refusals = refusals(variant, selection.hasAnotherWay(signal));
            if (!refusals.isEmpty()) {
                refuse(signal, refusals);
                return true;
            }
        }
        return false;
    }

    private void refuse(Signal signal, Map<String, String> refusals) throws IOException {
        selection.refuse(signal, refusals);
        if (signal == Signal.PROCESSES && selection.of(signal).isEmpty()) {
            throw new IOException(
                    "bpf: " + reason(signal) + " (expected: CAP_BPF and CAP_PERFMON, Linux 5.8 or newer with BTF)");
        }
    }

    /** Which programs of a variant the kernel refuses, and why; one is enough where there is another way. */
    private Map<String, String> refusals(Variant variant, boolean oneIsEnough) {
        Map<String, String> refusals = new LinkedHashMap<>();
        try {
            programs.load(List.of(variant)).close();
        } catch (IOException some) {
            for (String program : variant.programs()) {
                try {
                    programs.load(List.of(variant.only(program))).close();
                } catch (IOException reason) {
                    refusals.put(program, String.valueOf(reason.getMessage()));
                    if (oneIsEnough) {
                        break;
                    }
                }
            }
            if (refusals.isEmpty()) {
                refusals.put("all together", String.valueOf(some.getMessage()));
            }
        }
        return refusals;
    }

    /** False when the kernel refused to attach a variant that can be replaced by another one. */
    private boolean attach(BpfObject loaded) throws IOException {
        boolean complete = true;
        int cgroup = openCgroup();
        try {
            for (Map.Entry<Signal, Variant> each : selection.current().entrySet()) {
                Map<String, String> refusals = new LinkedHashMap<>();
                for (String program : each.getValue().programs()) {
                    try {
                        loaded.attach(program, cgroup);
                    } catch (IOException reason) {
                        refusals.put(program, String.valueOf(reason.getMessage()));
                    }
                }
                if (!refusals.isEmpty() && selection.of(each.getKey()).isPresent()) {
                    complete &= !selection.hasAnotherWay(each.getKey());
                    refuse(each.getKey(), refusals);
                }
            }
        } finally {
            LibC.close(cgroup);
        }
        return complete;
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

    /** Of an earlier agent's programs: each signal is watched as that one did. */
    private void keepOnly(Set<String> pinned) throws IOException {
        for (Signal signal : possible(settings, cgroups)) {
            while (selection.of(signal).isPresent()
                    && !pinned.containsAll(selection.of(signal).get().programs())) {
                Map<String, String> missing = new LinkedHashMap<>();
                for (String program : selection.of(signal).get().programs()) {
                    if (!pinned.contains(program)) {
                        missing.put(program, "not attached by the agent that pinned the programs");
                    }
                }
                refuse(signal, missing);
            }
        }
    }

    private Map<Signal, Watching> watched() {
        Map<Signal, Watching> watched = new EnumMap<>(Signal.class);
        for (Signal signal : Signal.values()) {
            selection
                    .of(signal)
                    .ifPresent(variant -> watched.put(signal, new Watching(variant.word(), selection.reasons(signal))));
        }
        return watched;
    }

    /** Signals that are not watched, each with the reason. */
    private Map<Signal, String> lacking() {
        Map<Signal, String> lacking = new EnumMap<>(Signal.class);
        for (Signal signal : Signal.values()) {
            if (!settings.signals().contains(signal)) {
                lacking.put(signal, "switched off by sensor.signals");
            } else if (!cgroups.unified() && Signal.OF_CGROUPS.contains(signal)) {
                lacking.put(signal, "no unified cgroup hierarchy");
            } else if (selection.of(signal).isEmpty()) {
                lacking.put(signal, reason(signal));
            }
        }
        return lacking;
    }

    /** What the kernel says of a signal's programs, each reason once, and what this process would need. */
    private String reason(Signal signal) {
        List<String> reasons = new ArrayList<>(Rights.missing(Signal.OF_CGROUPS.contains(signal)));
        reasons.addAll(selection.reasons(signal));
        return String.join("; ", reasons);
    }
}
