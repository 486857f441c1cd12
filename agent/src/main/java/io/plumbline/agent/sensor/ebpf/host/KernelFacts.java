// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of the kernel's configuration, and of the rights of this process, decides over programs; "unknown" for what can not be read. */
public final class KernelFacts {
    private static final Pattern EFFECTIVE = Pattern.compile("(?m)^CapEff:\\s*([0-9a-f]+)$");
    private static final Pattern LOCKED = Pattern.compile("(?m)^Max locked memory +(\\S+) ");
    /** The one in force stands in brackets. */
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[(\\w+)]");

    private static final int MOST_BYTES = 8192;

    private KernelFacts() {}

    /** {@code root}: "/", or a directory with what stands there. */
    public static Map<String, String> read(Path root) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("capabilities", found(EFFECTIVE, text(root.resolve("proc/self/status"))));
        facts.put("locked-memory", found(LOCKED, text(root.resolve("proc/self/limits"))));
        facts.put("cpus", text(root.resolve("sys/devices/system/cpu/online")));
        facts.put("types", Files.exists(root.resolve("sys/kernel/btf/vmlinux")) ? "btf" : "none");
        facts.put("overlay", overlay(root));
        facts.put("lsm", text(root.resolve("sys/kernel/security/lsm")));
        facts.put("lockdown", found(IN_BRACKETS, text(root.resolve("sys/kernel/security/lockdown"))));
        for (String setting : new String[] {"unprivileged_bpf_disabled", "perf_event_paranoid", "pid_max"}) {
            facts.put(setting, text(root.resolve("proc/sys/kernel").resolve(setting)));
        }
        facts.put("bpf_jit_enable", text(root.resolve("proc/sys/net/core/bpf_jit_enable")));
        return facts;
    }

    private static String overlay(Path root) {
        if (!Files.exists(root.resolve("sys/module/overlay"))) {
            return "not loaded";
        }
        return Files.exists(root.resolve("sys/module/overlay/initstate")) ? "module" : "built in";
    }

    private static String text(Path file) {
        // At once: what a setting has is not there any more for a second read.
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "unknown";
    }
}
