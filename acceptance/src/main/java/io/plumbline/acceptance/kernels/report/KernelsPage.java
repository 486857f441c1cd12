// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import io.plumbline.acceptance.kernels.report.Probe.Program;
import io.plumbline.acceptance.kernels.report.Probe.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The page about kernels: text for people with a table between a pair of comments for each subject. What is told of a guest replaces
 * what the page says of it; other guests stay.
 */
public final class KernelsPage {
    private static final String NOTHING = "-";

    private final String text;
    private final Map<Part, Grid> grids = new EnumMap<>(Part.class);

    private KernelsPage(String text) {
        this.text = text;
    }

    /** Reads the page; a table that is not there is empty. */
    public static KernelsPage parse(String text) throws IOException {
        KernelsPage page = new KernelsPage(text);
        for (Part part : Part.values()) {
            int begin = text.indexOf(part.begin());
            int end = text.indexOf(Part.END, Math.max(begin, 0));
            if (begin < 0 || end < 0) {
                throw new IOException(part.begin() + " ... " + Part.END + ": not found (expected: in the page)");
            }
            Grid there = Grid.parse(text.substring(begin, end));
            page.grids.put(part, there.rows().isEmpty() ? part.empty() : there);
        }
        return page;
    }

    /** The abilities that the page claims and this report denies. */
    public List<String> worse(CaseReport report) {
        List<String> worse = new ArrayList<>();
        Optional<Probe> probe = report.probe();
        if (probe.isEmpty()) {
            return worse;
        }
        for (Program program : probe.get().programs()) {
            String before = grid(Part.PROGRAMS).get(program.name(), report.name());
            if (!before.isEmpty() && Character.isDigit(before.charAt(0)) && !program.loaded()) {
                worse.add(program.name() + ": " + program.verdict() + ": " + program.reason() + " (expected: loaded)");
            }
        }
        for (Part part : List.of(Part.KERNELS, Part.ODD)) {
            Grid grid = grid(part);
            if (grid.get(report.name(), "tier").equals("ebpf")
                    && !probe.get().tier().equals("ebpf")) {
                worse.add("tier: " + probe.get().tier() + ": " + probe.get().reason() + " (expected: ebpf)");
            }
            for (String signal : grid.get(report.name(), "watched").split(", ", -1)) {
                String name = signal.replaceFirst(" \\(.*", "");
                probe.get().signals().stream()
                        .filter(now -> now.signal().equals(name) && !now.watched())
                        .forEach(now -> worse.add(name + ": " + now.reason() + " (expected: watched)"));
            }
        }
        return worse;
    }

    /** Takes what a guest told; {@code kernel}: as a kernel by itself, not as something odd. */
    public void take(CaseReport report, boolean kernel) {
        Part part = kernel ? Part.KERNELS : Part.ODD;
        report.probe().ifPresent(probe -> {
            grid(part).put(report.name(), "kernel", probe.kernel());
            grid(part).put(report.name(), "tier", probe.tier());
            grid(part).put(report.name(), "watched", probe.watched());
            grid(part).put(report.name(), "not so", limits(probe));
            if (kernel) {
                for (Program program : probe.programs()) {
                    grid(Part.PROGRAMS).put(program.name(), "at", program.attach());
                    grid(Part.PROGRAMS).put(program.name(), report.name(), verdict(program));
                }
            }
        });
        report.agent().ifPresent(agent -> grid(part).put(report.name(), "agent", agent(agent, report.drift())));
        report.live()
                .ifPresent(live -> grid(part)
                        .put(
                                report.name(),
                                "live tests",
                                "%d passed, %d assumed, %d failed"
                                        .formatted(
                                                live.passed(),
                                                live.assumed().size(),
                                                live.failed().size())));
        if (!report.notes().isEmpty()) {
            grid(part).put(report.name(), "told", String.join("; ", report.notes()));
        }
        report.probes().forEach((rights, probe) -> {
            if (!rights.equals(CaseReport.FIVE)) {
                grid(Part.RIGHTS).put(report.name(), rights, rights(probe));
            }
        });
        report.figures().forEach((name, value) -> grid(Part.FIGURES).put(report.name(), name, value));
    }

    /** The whole page. */
    public String text() {
        String result = text;
        for (Part part : Part.values()) {
            int begin = result.indexOf(part.begin()) + part.begin().length();
            int end = result.indexOf(Part.END, begin);
            result = result.substring(0, begin) + "\n" + grid(part).markdown() + result.substring(end);
        }
        return result;
    }

    private Grid grid(Part part) {
        return grids.computeIfAbsent(part, Part::empty);
    }

    private static String verdict(Program program) {
        return program.loaded() ? String.format(Locale.ROOT, "%,d", program.instructions()) : program.verdict();
    }

    private static String agent(AgentStart agent, boolean drift) {
        return agent.ready() ? drift ? "ready, told drift" : "ready" : "not ready";
    }

    private static String rights(Probe probe) {
        String unwatched = probe.signals().stream()
                .filter(signal -> !signal.watched())
                .map(Signal::signal)
                .collect(Collectors.joining(", "));
        return probe.tier() + (unwatched.isEmpty() || !probe.tier().equals("ebpf") ? "" : " without " + unwatched);
    }

    private static String limits(Probe probe) {
        List<String> all = new ArrayList<>();
        probe.signals().stream()
                .filter(signal -> signal.watched() && !signal.limits().isEmpty())
                .forEach(signal -> all.add(signal.signal() + ": " + signal.limits()));
        all.addAll(probe.unwatched());
        if (!probe.reason().isEmpty()) {
            all.add(probe.reason());
        }
        return all.isEmpty() ? NOTHING : String.join("; ", all);
    }

    /** The tables. */
    private enum Part {
        KERNELS("guest", "kernel", "tier", "watched", "not so", "agent", "live tests"),
        PROGRAMS("program", "at"),
        RIGHTS("guest"),
        ODD("guest", "kernel", "tier", "watched", "not so", "agent", "told"),
        /** The figures, which differ from run to run, and are not compared. */
        FIGURES(
                "guest",
                "boot",
                "probe",
                "rights",
                "agent",
                "live",
                "live-plain",
                "ready-seconds",
                "resident-kilobytes");

        private static final String END = "<!-- end -->";

        private final String corner;
        private final String columns;

        Part(String corner, String... columns) {
            this.corner = corner;
            this.columns = String.join(",", columns);
        }

        String begin() {
            return "<!-- " + name().toLowerCase(Locale.ROOT) + " -->";
        }

        Grid empty() {
            return new Grid(corner, columns.isEmpty() ? List.of() : Arrays.asList(columns.split(",", -1)));
        }
    }
}
