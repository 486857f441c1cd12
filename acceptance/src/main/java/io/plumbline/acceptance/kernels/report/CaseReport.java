// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import io.plumbline.acceptance.kernels.guest.GuestResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The report of one guest.
 *
 * @param name of the guest
 * @param probes by the capabilities that the agent had: "five", "without bpf", ...
 * @param live the live tests; empty when they were not run, or did not end
 * @param agent the packaged agent; empty when it was not started
 * @param drift whether the agent told what a container did that was new
 * @param figures seconds by step, and others
 * @param notes further lines of it
 */
public record CaseReport(
        String name,
        SequencedMap<String, Probe> probes,
        Optional<LiveTests> live,
        Optional<AgentStart> agent,
        boolean drift,
        SequencedMap<String, String> figures,
        List<String> notes) {
    /** The probe with everything that is shipped. */
    public static final String FIVE = "five";

    private static final int MOST_INSTRUCTIONS = 250_000;

    /** Reads what a guest left. */
    public static CaseReport of(String name, GuestResults results) throws IOException {
        SequencedMap<String, Probe> probes = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (String file : files(results.directory(), "probe")) {
            if (file.endsWith(".json")) {
                String rights = file.equals("probe.json")
                        ? FIVE
                        : file.substring("probe-".length(), file.length() - ".json".length())
                                .replace('-', ' ');
                try {
                    probes.put(rights, Probe.parse(results.text(file).orElse("")));
                } catch (IOException damaged) {
                    notes.add(rights + ": " + damaged.getMessage() + " "
                            + results.text(file.replace(".json", ".err"))
                                    .orElse("")
                                    .strip());
                }
            }
        }
        Optional<LiveTests> live = liveTests(results, "live");
        Optional<LiveTests> plain = liveTests(results, "live-plain");
        if (live.isPresent() && plain.isPresent()) {
            live = Optional.of(live.get().and(plain.get(), " without trampolines"));
        }
        Optional<AgentStart> agent = results.text("agent/readyz").isPresent()
                ? Optional.of(AgentStart.parse(
                        results.text("agent/readyz").orElse(""),
                        results.text("agent/metrics").orElse("")))
                : Optional.empty();
        SequencedMap<String, String> figures = new LinkedHashMap<>();
        for (String file : List.of("figures", "agent/figures")) {
            results.text(file).orElse("").lines().forEach(line -> {
                int space = line.indexOf(' ');
                figures.put(line.substring(0, space), line.substring(space + 1));
            });
        }
        for (String file : files(results.directory(), "note-")) {
            results.text(file).orElse("").lines().forEach(notes::add);
        }
        return new CaseReport(name, probes, live, agent, results.text("drift").isPresent(), figures, notes);
    }

    private static Optional<LiveTests> liveTests(GuestResults results, String directory) throws IOException {
        Optional<String> xml = results.text(directory + "/TEST-junit-jupiter.xml");
        return xml.isPresent() ? Optional.of(LiveTests.parse(xml.get())) : Optional.empty();
    }

    private static List<String> files(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    /** The agent's words on the kernel with all capabilities that it is shipped with. */
    public Optional<Probe> probe() {
        return Optional.ofNullable(probes.get(FIVE));
    }

    /** The checks that did not come to their end: a guest that never booted has nothing wrong to tell. */
    public List<String> unfinished(List<String> checks) {
        return checks.stream()
                .filter(check -> !figures.containsKey(check))
                .map(check -> check + ": did not end (expected: its time among the figures)")
                .toList();
    }

    /** The problems of a kernel on which everything must work; {@code checks}: what was to be done. */
    public List<String> problems(List<String> checks) {
        List<String> problems = new ArrayList<>(notes);
        Optional<Probe> five = probe();
        if (checks.contains("probe")) {
            if (five.isEmpty()) {
                problems.add("probe: nothing (expected: a report)");
            } else if (!five.get().tier().equals("ebpf")) {
                problems.add("tier: " + five.get().tier() + ": " + five.get().reason() + " (expected: ebpf)");
            }
        }
        five.ifPresent(probe -> probe.programs().stream()
                .filter(program -> program.instructions() > MOST_INSTRUCTIONS)
                .forEach(program -> problems.add(program.name() + ": " + program.instructions()
                        + " instructions (expected: at most " + MOST_INSTRUCTIONS + ")")));
        if (checks.contains("agent")) {
            if (agent.isEmpty() || !agent.get().ready()) {
                problems.add(
                        "agent: not ready: " + agent.map(AgentStart::health).orElse("no answer"));
            }
        }
        if (checks.contains("drift") && !drift) {
            problems.add("drift: not told (expected: an incident)");
        }
        if (checks.stream().anyMatch(check -> check.startsWith("live"))) {
            if (live.isEmpty()) {
                problems.add("live tests: no report (expected: one)");
            } else {
                for (Map.Entry<String, String> failed : live.get().failed().entrySet()) {
                    problems.add(failed.getKey() + ": " + failed.getValue());
                }
            }
        }
        return problems;
    }
}
