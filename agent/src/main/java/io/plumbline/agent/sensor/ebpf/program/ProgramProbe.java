// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.linux.BpfObject;
import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.sensor.ebpf.signal.Variant;
import io.plumbline.agent.sensor.ebpf.signal.Variants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loads each program of each way to watch, alone, and attaches none. */
public final class ProgramProbe {
    private static final Pattern PROCESSED = Pattern.compile("(?m)^processed (\\d{1,9}) insns");

    /** What the verifier says behind its reason, of every program. */
    private static final Pattern STATISTICS =
            Pattern.compile("^(processed \\d+ insns|verification time|stack depth|insns processed|mark_read).*|^$");

    private ProgramProbe() {}

    /** Tries all, whatever the settings leave out. Throws when nothing can be tried at all; the message says why. */
    public static List<ProgramVerdict> run(EbpfSettings settings, CgroupHierarchy cgroups) throws IOException {
        Variants variants = Variants.of(ProgramLoader.possible(settings, cgroups), true);
        CompiledPrograms programs = CompiledPrograms.read(settings, cgroups, variants);
        List<ProgramVerdict> verdicts = new ArrayList<>();
        for (Map.Entry<Signal, Variants.Choice> choice : variants.choices().entrySet()) {
            for (Variant variant : choice.getValue().candidates()) {
                for (String program : variant.programs()) {
                    verdicts.add(verdict(programs, choice.getKey(), variant.only(program), program));
                }
            }
        }
        return verdicts;
    }

    private static ProgramVerdict verdict(CompiledPrograms programs, Signal signal, Variant variant, String program)
            throws IOException {
        try (BpfObject object = programs.open(List.of(variant))) {
            String attach = attach(object, variant, program);
            object.keepLog(program);
            Optional<String> refusal = load(object);
            String log = object.log(program);
            Matcher processed = PROCESSED.matcher(log);
            int instructions = processed.find() ? Integer.parseInt(processed.group(1)) : -1;
            String reason = refusal.map(error -> (error + ": " + lastLine(log)).replaceFirst(": $", ""))
                    .orElse("");
            return new ProgramVerdict(program, signal, variant.word(), attach, refusal.isEmpty(), instructions, reason);
        }
    }

    private static Optional<String> load(BpfObject object) {
        try {
            object.load();
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private static String attach(BpfObject object, Variant variant, String program) {
        String function = variant.hooks().getOrDefault(program, "");
        String section = object.section(program);
        return function.isEmpty() ? section : section + "/" + function;
    }

    /** Of what the verifier said, the last line with a reason. */
    static String lastLine(String log) {
        return log.lines()
                .map(String::strip)
                .filter(line -> !STATISTICS.matcher(line).matches())
                .reduce("", (before, line) -> line);
    }
}
