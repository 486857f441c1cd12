// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a YAML file of nested mappings into dotted keys, keeping line and column of each value. */
final class SettingsFile {

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 16;

    private final String name;
    private final List<String> problems;
    private final List<GivenValue> values = new ArrayList<>();

    private SettingsFile(String name, List<String> problems) {
        this.name = name;
        this.problems = problems;
    }

    /** Reads the file; what is wrong with it is added to {@code problems}. */
    static List<GivenValue> read(Path file, List<String> problems) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                problems.add(file + ": larger than 1 MiB (expected: a YAML file of settings)");
                return List.of();
            }
            return parse(file.toString(), new String(bytes, StandardCharsets.UTF_8), problems);
        } catch (NoSuchFileException missing) {
            problems.add("config: " + file + " (expected: an existing YAML file)");
        } catch (IOException unreadable) {
            problems.add("config: " + file + " (expected: a readable YAML file): " + unreadable.getMessage());
        }
        return List.of();
    }

    /** Pure form of {@link #read}; {@code name} only appears in messages. */
    static List<GivenValue> parse(String name, String yaml, List<String> problems) {
        var file = new SettingsFile(name, problems);
        // Recursion is cut by MAX_DEPTH, so an anchor that contains itself ends as a problem.
        var settings = LoadSettings.builder()
                .setLabel(name)
                .setAllowDuplicateKeys(true)
                .setMaxAliasesForCollections(50)
                .build();
        try {
            List<Node> documents = new ArrayList<>();
            new Compose(settings).composeAllFromString(yaml).forEach(documents::add);
            if (documents.size() > 1) {
                problems.add(file.at(documents.get(1)) + ": second document (expected: one)");
            } else if (!documents.isEmpty()) {
                file.visit("", documents.getFirst(), 0);
            }
        } catch (MarkedYamlEngineException malformed) {
            problems.add(malformed.getProblemMark().map(file::at).orElse(name) + ": " + oneLine(malformed.getProblem())
                    + " (expected: YAML)");
        } catch (YamlEngineException malformed) {
            problems.add(name + ": " + oneLine(malformed.getMessage()) + " (expected: YAML)");
        }
        return file.values;
    }

    private void visit(String key, Node node, int depth) {
        if (depth > MAX_DEPTH) {
            problems.add(at(node) + ": " + key + ": nested deeper than " + MAX_DEPTH + " levels (expected: fewer)");
            return;
        }
        switch (node) {
            case MappingNode mapping -> mapping.getValue().forEach(entry -> visitEntry(key, entry, depth));
            case ScalarNode scalar -> visitScalar(key, scalar);
            case SequenceNode sequence -> visitSequence(key, sequence);
            default -> problems.add(at(node) + ": " + key + ": " + node.getNodeType() + " (expected: a value)");
        }
    }

    private void visitEntry(String prefix, NodeTuple entry, int depth) {
        if (entry.getKeyNode() instanceof ScalarNode name && !name.getValue().isEmpty()) {
            String key = prefix.isEmpty() ? name.getValue() : prefix + "." + name.getValue();
            visit(key, entry.getValueNode(), depth + 1);
        } else {
            problems.add(at(entry.getKeyNode()) + ": key that is not a word (expected: the name of a setting)");
        }
    }

    private void visitScalar(String key, ScalarNode scalar) {
        if (scalar.getTag().equals(Tag.NULL)) {
            return;
        }
        if (key.isEmpty()) {
            problems.add(at(scalar) + ": \"" + scalar.getValue() + "\" (expected: a mapping of settings)");
        } else {
            values.add(GivenValue.scalar(key, scalar.getValue(), at(scalar)));
        }
    }

    private void visitSequence(String key, SequenceNode sequence) {
        List<String> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (item instanceof ScalarNode scalar) {
                items.add(scalar.getValue());
            } else {
                problems.add(at(item) + ": " + key + ": nested element (expected: a plain value)");
                return;
            }
        }
        if (key.isEmpty()) {
            problems.add(at(sequence) + ": a sequence (expected: a mapping of settings)");
        } else {
            values.add(new GivenValue(key, items, true, at(sequence)));
        }
    }

    private String at(Node node) {
        return node.getStartMark().map(this::at).orElse(name);
    }

    private String at(Mark mark) {
        return name + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "unreadable" : text.strip().replaceAll("\\s+", " ");
    }
}
