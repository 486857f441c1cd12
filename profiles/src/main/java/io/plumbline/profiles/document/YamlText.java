// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML, read and written. A hostile text becomes bounded trees of nodes: no aliases, limited size, depth and number of documents. */
public final class YamlText {
    /** The characters of the longest document: a full baseline of 4,096 entries has about 3 million. */
    static final int MAX_LENGTH = 8 * 1024 * 1024;

    static final int MAX_DEPTH = 32;
    private static final int INDENT = 2;

    private YamlText() {}

    /** The root node, or null after a problem was added. */
    static @Nullable Node parse(String text, List<Problem> problems) {
        List<Node> roots = roots(text, MAX_LENGTH, 1, problems);
        if (roots.isEmpty() && problems.isEmpty()) {
            problems.add(Problem.of(1, 1, "", "empty", "a document of kind " + ProfileDocument.KIND));
        }
        return roots.isEmpty() ? null : roots.getFirst();
    }

    /**
     * The documents of a text, each as a field; none after a problem was added.
     *
     * @param longest characters of the text
     * @param most documents
     */
    public static List<Field> documents(String text, int longest, int most, List<Problem> problems) {
        return roots(text, longest, most, problems).stream()
                .map(root -> new Field(root, "", problems))
                .toList();
    }

    /** Writes a tree of maps, lists, texts, numbers and truth values in block style, so that kubectl reads back the same. */
    public static String write(Map<String, ?> tree) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndent(INDENT)
                .setIndicatorIndent(INDENT)
                .setIndentWithIndicator(true)
                .setWidth(120)
                .setSplitLines(false)
                .setDereferenceAliases(true)
                .build();
        return new Dump(settings, new QuotingRepresenter(settings)).dumpToString(tree);
    }

    private static List<Node> roots(String text, int longest, int most, List<Problem> problems) {
        if (text.length() > longest) {
            problems.add(Problem.of(1, 1, "", text.length() + " characters", "at most " + longest + " characters"));
            return List.of();
        }
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(longest)
                .setParseComments(false)
                .build();
        try {
            if (!isBounded(settings, text, most, problems)) {
                return List.of();
            }
            List<Node> roots = new ArrayList<>();
            new Compose(settings).composeAllFromString(text).forEach(roots::add);
            return roots;
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().orElse(null);
            problems.add(Problem.of(
                    mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1,
                    "",
                    e.getProblem(),
                    "YAML"));
        } catch (YamlEngineException e) {
            problems.add(Problem.of(1, 1, "", String.valueOf(e.getMessage()), "YAML"));
        }
        return List.of();
    }

    /** The events come from a parser without recursion: so depth is known before anything recursive runs. */
    private static boolean isBounded(LoadSettings settings, String text, int most, List<Problem> problems) {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case DocumentStart -> documents++;
                default -> {}
            }
            if (event.getEventId() == Event.ID.Alias) {
                return refuse(event, "alias", "no anchors and aliases", problems);
            }
            if (depth > MAX_DEPTH) {
                return refuse(event, "nesting", "at most " + MAX_DEPTH + " levels", problems);
            }
            if (documents > most) {
                return refuse(
                        event,
                        "document " + documents,
                        most == 1 ? "one document" : "at most " + most + " documents",
                        problems);
            }
        }
        return true;
    }

    private static boolean refuse(Event event, String value, String expected, List<Problem> problems) {
        Mark mark = event.getStartMark().orElse(null);
        problems.add(Problem.of(
                mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, "", value, expected));
        return false;
    }
}
