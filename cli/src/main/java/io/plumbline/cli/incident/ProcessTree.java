// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.words.ProcessWords;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Process;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tree of processes by who started whom: the processes of all deviations and their ancestors, joined to trees. */
final class ProcessTree {
    private static final class Node {
        private final Process process;
        private final List<Integer> deviations = new ArrayList<>();
        private final List<Node> children = new ArrayList<>();
        private @Nullable Node parent;

        Node(Process process) {
            this.process = process;
        }

        /** Takes the child, unless it has a parent or is an ancestor of this node. */
        void adopt(Node child) {
            if (child.parent == null && !child.isAbove(this)) {
                child.parent = this;
                children.add(child);
            }
        }

        boolean isAbove(Node other) {
            for (Node node = other; node != null; node = node.parent) {
                if (node == this) {
                    return true;
                }
            }
            return false;
        }
    }

    private final Map<String, Node> nodes = new LinkedHashMap<>();

    ProcessTree(List<Deviation> deviations) {
        for (int i = 0; i < deviations.size(); i++) {
            Deviation deviation = deviations.get(i);
            if (!deviation.hasProcess()) {
                continue;
            }
            Node child = node(deviation.getProcess());
            child.deviations.add(i + 1);
            for (Process ancestor : deviation.getLineageList()) {
                Node parent = node(ancestor);
                parent.adopt(child);
                child = parent;
            }
        }
    }

    /** The trees, at most the given number of lines; the last line tells what is left out. */
    List<Line> lines(int limit, boolean wide) {
        var lines = new ArrayList<Line>();
        nodes.values().stream().filter(node -> node.parent == null).forEach(root -> add(lines, root, "", "", wide));
        if (lines.size() <= limit) {
            return lines;
        }
        int kept = Math.max(0, limit - 1);
        var cut = new ArrayList<>(lines.subList(0, kept));
        cut.add(Line.of(Style.DIM, "... " + (lines.size() - kept) + " more processes (-o wide shows all)"));
        return cut;
    }

    private Node node(Process process) {
        String id = !process.getExecId().isEmpty()
                ? process.getExecId()
                : !process.getProcessId().isEmpty() ? process.getProcessId() : "pid " + process.getPid();
        return nodes.computeIfAbsent(id, ignored -> new Node(process));
    }

    private static void add(List<Line> lines, Node node, String first, String rest, boolean wide) {
        Line line = Line.of(Style.DIM, first);
        if (!node.deviations.isEmpty()) {
            line = line.and(
                            Style.RED,
                            node.deviations.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")))
                    .and(" ");
        }
        line = line.and(node.deviations.isEmpty() ? Style.PLAIN : Style.BOLD, ProcessWords.command(node.process));
        var facts = new ArrayList<String>();
        facts.add(ProcessWords.identity(node.process));
        facts.addAll(ProcessWords.provenance(node.process, wide));
        lines.add(line.and(Style.DIM, "  (" + String.join(", ", facts) + ")"));
        for (int i = 0; i < node.children.size(); i++) {
            boolean last = i == node.children.size() - 1;
            add(
                    lines,
                    node.children.get(i),
                    rest + (last ? "\u2514\u2500 " : "\u251c\u2500 "),
                    rest + (last ? "   " : "\u2502  "),
                    wide);
        }
    }
}
