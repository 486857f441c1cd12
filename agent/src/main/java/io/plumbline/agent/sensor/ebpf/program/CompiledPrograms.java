// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.linux.BpfObject;
import io.plumbline.agent.linux.Machine;
import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.sensor.ebpf.signal.Variant;
import io.plumbline.agent.sensor.ebpf.signal.Variants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The programs as the build compiled them for this machine, and how they are set up before they are loaded. */
final class CompiledPrograms {
    private static final String CONFIG = ".rodata.config";
    private static final int LETTERS_AT = 32;
    private static final int VARIABLES_AT = 48;

    /** Room that programs work in, each with how much of it they need where they have no second copies. */
    private static final Map<String, Integer> SCRATCH =
            Map.of("exec_scratch", 1, "environment_scratch", 1, "code_scratch", 2);

    private final byte[] object;
    private final EbpfSettings settings;
    private final CgroupHierarchy cgroups;
    private final Variants variants;

    private CompiledPrograms(byte[] object, EbpfSettings settings, CgroupHierarchy cgroups, Variants variants) {
        this.object = object;
        this.settings = settings;
        this.cgroups = cgroups;
        this.variants = variants;
    }

    /** Those that fit to what was found out of the kernel. */
    static CompiledPrograms read(EbpfSettings settings, CgroupHierarchy cgroups, Variants variants) throws IOException {
        String name = "sensor-" + Machine.own().label() + ".bpf.o";
        try (InputStream in = CompiledPrograms.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(
                        "resource: " + name + " (expected: the compiled programs, which the build makes)");
            }
            return new CompiledPrograms(in.readAllBytes(), settings, cgroups, variants);
        }
    }

    byte[] bytes() {
        return object;
    }

    /** Loads what belongs to these variants, all or nothing; throws with the kernel's reason. */
    BpfObject load(Collection<Variant> selected) throws IOException {
        BpfObject opened = open(selected);
        try {
            opened.load();
            return opened;
        } catch (IOException | RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    /** Opens, selects and sets up; nothing reaches the kernel yet. */
    BpfObject open(Collection<Variant> selected) throws IOException {
        Map<String, String> hooks = new LinkedHashMap<>();
        Set<String> unused = new HashSet<>(Variants.OPTIONAL_MAPS);
        for (Variant variant : selected) {
            hooks.putAll(variant.hooks());
            unused.removeAll(variant.maps());
        }
        BpfObject opened = BpfObject.open(object);
        try {
            opened.select(hooks::containsKey);
            for (Map.Entry<String, String> hook : hooks.entrySet()) {
                if (!hook.getValue().isEmpty()) {
                    opened.hook(hook.getKey(), hook.getValue());
                }
            }
            unused.forEach(opened::leaveOut);
            opened.size(ProgramLoader.PROCESS_RING, settings.processRingBytes());
            opened.size(ProgramLoader.NETWORK_RING, settings.networkRingBytes());
            if (!variants.twice()) {
                SCRATCH.forEach(opened::size);
            }
            opened.fill(CONFIG, this::configure);
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
        config.putInt(24, variants.registersFromStack() ? 1 : 0);
        config.putInt(28, variants.twice() ? 1 : 0);
        config.putLong(LETTERS_AT, LoadingVariables.letters(0));
        config.putLong(LETTERS_AT + Long.BYTES, LoadingVariables.letters(1));
        LoadingVariables.fill(config.duplicate().position(VARIABLES_AT));
    }
}
