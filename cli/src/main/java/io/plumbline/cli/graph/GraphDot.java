// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.graph;

import io.plumbline.cli.terminal.Printable;
import io.plumbline.cli.words.PeerWords;
import io.plumbline.v1.EntryState;
import io.plumbline.v1.GraphEdge;
import io.plumbline.v1.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The graph for Graphviz: a box for each namespace, one arrow for all ports between two. What is not confirmed is dashed. */
final class GraphDot {
    private final Map<Peer, String> ids = new LinkedHashMap<>();
    private final Map<Arrow, List<String>> arrows = new LinkedHashMap<>();

    /** Arrows between the same two that look alike are one. */
    private record Arrow(Peer from, Peer to, EntryState state) {}

    private GraphDot() {}

    static String of(List<GraphEdge> edges) {
        var graph = new GraphDot();
        edges.forEach(graph::add);
        return graph.text();
    }

    private void add(GraphEdge edge) {
        ids.computeIfAbsent(edge.getFrom(), peer -> "n" + ids.size());
        ids.computeIfAbsent(edge.getTo(), peer -> "n" + ids.size());
        arrows.computeIfAbsent(new Arrow(edge.getFrom(), edge.getTo(), edge.getState()), arrow -> new ArrayList<>())
                .add(Ends.port(edge));
    }

    private String text() {
        var text = new StringBuilder("""
                digraph plumbline {
                  rankdir=LR
                  node [shape=box, fontname="sans-serif", fontsize=11]
                  edge [fontname="sans-serif", fontsize=9]
                """);
        Map<String, List<Peer>> byNamespace = new TreeMap<>();
        ids.keySet()
                .forEach(peer -> byNamespace
                        .computeIfAbsent(Ends.namespace(peer), namespace -> new ArrayList<>())
                        .add(peer));
        int cluster = 0;
        for (Map.Entry<String, List<Peer>> namespace : byNamespace.entrySet()) {
            boolean boxed = !namespace.getKey().isEmpty();
            if (boxed) {
                text.append("  subgraph cluster_").append(cluster++).append(" {\n");
                text.append("    label=").append(quoted(namespace.getKey())).append("\n    style=rounded\n");
            }
            namespace
                    .getValue()
                    .forEach(peer -> text.append(boxed ? "    " : "  ").append(node(peer)));
            text.append(boxed ? "  }\n" : "");
        }
        arrows.forEach((arrow, ports) -> text.append(arrow(arrow, ports)));
        return text.append('}').toString();
    }

    private String node(Peer peer) {
        String label = switch (peer.getKindCase()) {
            case WORKLOAD ->
                line(peer.getWorkload().getName()) + "\\n"
                        + line(peer.getWorkload().getKind());
            case SERVICE -> line(peer.getService().getName()) + "\\nservice";
            case NODE, API_SERVER, METADATA_SERVICE, DNS_NAME, UNIX_SOCKET, CIDR, LOOPBACK, CLUSTER, KIND_NOT_SET ->
                line(PeerWords.of(peer));
        };
        String shape = Ends.namespace(peer).isEmpty() ? ", shape=ellipse" : "";
        return ids.get(peer) + " [label=\"" + label + "\"" + shape + "]\n";
    }

    private String arrow(Arrow arrow, List<String> ports) {
        String style = switch (arrow.state()) {
            case ENTRY_STATE_ACTIVE -> "";
            case ENTRY_STATE_DENIED -> ", style=dashed, color=red";
            case ENTRY_STATE_QUARANTINED, ENTRY_STATE_UNSPECIFIED, UNRECOGNIZED -> ", style=dashed";
        };
        String label = String.join("\\n", ports.stream().map(GraphDot::line).toList());
        return "  " + ids.get(arrow.from()) + " -> " + ids.get(arrow.to()) + " [label=\"" + label + "\"" + style
                + "]\n";
    }

    private static String quoted(String text) {
        return '"' + line(text) + '"';
    }

    /**
     * One line of a label. Graphviz reads escapes after a backslash, ends a text at a quote, and takes entities of HTML for
     * what they stand for.
     */
    private static String line(String text) {
        return Printable.line(text).replace("&", "&amp;").replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
