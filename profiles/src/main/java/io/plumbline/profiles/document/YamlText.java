// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Turns a hostile text into a bounded tree of nodes: no aliases, one document, limited size and depth. */
final class YamlText {
    /** In characters: a full baseline of 4,096 entries has about 3 million. */
    static final int MAX_LENGTH = 8 * 1024 * 1024;

    static final int MAX_DEPTH = 32;

    private YamlText() {}

    /** The root node, or null after a problem was added. */
    static @Nullable Node parse(String text, List<Problem> problems) {
        if (text.length() > MAX_LENGTH) {
            problems.add(Problem.of(1, 1, "", text.length() + " characters", "at most " + MAX_LENGTH + " characters"));
            return null;
        }
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_LENGTH)
                .setParseComments(false)
                .build();
        try {
            if (!isBounded(settings, text, problems)) {
                return null;
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problems.add(Problem.of(1, 1, "", "empty", "a document of kind " + ProfileDocument.KIND));
            }
            return root.orElse(null);
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
        return null;
    }

    /** The events come from a parser without recursion: so depth is known before anything recursive runs. */
    private static boolean isBounded(LoadSettings settings, String text, List<Problem> problems) {
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
            if (documents > 1) {
                return refuse(event, "second document", "one document", problems);
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
