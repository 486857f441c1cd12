// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.plumbline.agent.sensor.ebpf.ProbeReport;
import io.plumbline.agent.sensor.ebpf.ProbeReport.SignalVerdict;
import io.plumbline.agent.sensor.ebpf.program.ProgramVerdict;
import java.io.IOException;
import java.util.List;

/** The output of {@code plumbline-agent --probe}: for people, or as one JSON object. */
final class ProbeOutput {
    private ProbeOutput() {}

    static String text(ProbeReport report) {
        StringBuilder text = new StringBuilder();
        text.append("kernel   %s %s%n".formatted(report.kernel(), report.machine()));
        text.append(
                "sensor   %s%s%n".formatted(report.tier(), report.reason().isEmpty() ? "" : ": " + report.reason()));
        text.append("%n%-14s %-9s %s%n".formatted("SIGNAL", "WATCHED", "BY"));
        for (SignalVerdict signal : report.signals()) {
            String by = signal.watched()
                    ? signal.variant() + (signal.passedOver().isEmpty() ? "" : " (" + signal.passedOver() + ")")
                    : signal.reason();
            text.append("%-14s %-9s %s%n".formatted(signal.signal(), signal.watched() ? "yes" : "no", by));
        }
        text.append(
                "%n%-26s %-48s %-8s %12s  %s%n".formatted("PROGRAM", "ATTACH", "VERDICT", "INSTRUCTIONS", "REASON"));
        for (ProgramVerdict program : report.programs()) {
            String line = "%-26s %-48s %-8s %12s  %s"
                    .formatted(
                            program.name(),
                            program.attach(),
                            verdict(program),
                            program.instructions() < 0 ? "-" : program.instructions(),
                            program.reason());
            text.append(line.stripTrailing()).append(System.lineSeparator());
        }
        text.append("%n".formatted());
        report.facts().forEach((name, value) -> text.append("%-26s %s%n".formatted(name, value)));
        return text.toString();
    }

    static String json(ProbeReport report) {
        Struct.Builder facts = Struct.newBuilder();
        report.facts().forEach((name, value) -> facts.putFields(name, text(value)));
        Struct whole = struct(
                "kernel", text(report.kernel()),
                "machine", text(report.machine()),
                "tier", text(report.tier()),
                "reason", text(report.reason()),
                "programs",
                        list(report.programs().stream()
                                .map(ProbeOutput::program)
                                .toList()),
                "signals",
                        list(report.signals().stream().map(ProbeOutput::signal).toList()),
                "facts", Value.newBuilder().setStructValue(facts).build());
        try {
            return JsonFormat.printer().omittingInsignificantWhitespace().print(whole) + "\n";
        } catch (IOException impossible) {
            throw new IllegalStateException("probe: no JSON (expected: texts and numbers have one)", impossible);
        }
    }

    private static Struct program(ProgramVerdict program) {
        return struct(
                "name", text(program.name()),
                "signal", text(program.signal().word()),
                "variant", text(program.variant()),
                "attach", text(program.attach()),
                "verdict", text(verdict(program)),
                "instructions",
                        Value.newBuilder()
                                .setNumberValue(program.instructions())
                                .build(),
                "reason", text(program.reason()));
    }

    private static Struct signal(SignalVerdict signal) {
        return struct(
                "signal", text(signal.signal()),
                "watched", Value.newBuilder().setBoolValue(signal.watched()).build(),
                "variant", text(signal.variant()),
                "limits", text(signal.passedOver()),
                "reason", text(signal.reason()));
    }

    private static String verdict(ProgramVerdict program) {
        return program.loaded() ? "loaded" : "refused";
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value list(List<Struct> elements) {
        ListValue.Builder list = ListValue.newBuilder();
        elements.forEach(each -> list.addValues(Value.newBuilder().setStructValue(each)));
        return Value.newBuilder().setListValue(list).build();
    }

    private static Struct struct(Object... namesAndValues) {
        Struct.Builder struct = Struct.newBuilder();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            struct.putFields((String) namesAndValues[index], (Value) namesAndValues[index + 1]);
        }
        return struct.build();
    }
}
