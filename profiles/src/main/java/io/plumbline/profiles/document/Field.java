// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One node of a YAML text with its place in it. Reading something that is not there returns null and adds a problem. */
public final class Field {
    private static final int MAX_PROBLEMS = 50;

    private final Node node;
    private final String path;
    private final List<Problem> problems;

    Field(Node node, String path, List<Problem> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /** Adds a problem at this place. */
    public void wrong(String value, String expected) {
        Mark mark = node.getStartMark().orElse(null);
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(Problem.of(
                    mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1,
                    path,
                    value,
                    expected));
        }
    }

    public void wrong(String expected) {
        wrong(shown(), expected);
    }

    private String shown() {
        return switch (node) {
            case ScalarNode scalar ->
                scalar.getTag().equals(Tag.STR) ? '"' + scalar.getValue() + '"' : scalar.getValue();
            case MappingNode ignored -> "a mapping";
            case SequenceNode ignored -> "a list";
            default -> "something else";
        };
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    public boolean isText(String text) {
        return node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.STR)
                && scalar.getValue().equals(text);
    }

    /** True for a whole number, whatever its size. */
    public boolean isNumber() {
        return node.getTag().equals(Tag.INT);
    }

    public boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /** The fields of a mapping by name; one that is not known is a problem, unless nothing is known of the names. */
    public @Nullable Fields fields(String... known) {
        if (!(node instanceof MappingNode mapping)) {
            wrong("a mapping");
            return null;
        }
        Map<String, Field> byName = new LinkedHashMap<>();
        Set<String> names = Set.of(known);
        for (NodeTuple tuple : mapping.getValue()) {
            String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : null;
            Field at = new Field(tuple.getKeyNode(), path, problems);
            if (name == null) {
                at.wrong("a name");
            } else if (!names.isEmpty() && !names.contains(name)) {
                at.wrong("\"" + name + "\"", "one of " + String.join(", ", known));
            } else if (byName.containsKey(name)) {
                at.wrong("\"" + name + "\" twice", "each name once");
            } else {
                byName.put(name, new Field(tuple.getValueNode(), path.isEmpty() ? name : path + "." + name, problems));
            }
        }
        return new Fields(this, byName);
    }

    /** The items of a list. */
    public List<Field> items(int most) {
        List<Field> items = new ArrayList<>();
        if (!(node instanceof SequenceNode sequence)) {
            wrong("a list");
            return items;
        }
        if (sequence.getValue().size() > most) {
            wrong(sequence.getValue().size() + " items", "at most " + most + " items");
            return items;
        }
        for (Node item : sequence.getValue()) {
            items.add(new Field(item, path + "[" + items.size() + "]", problems));
        }
        return items;
    }

    /** A text that YAML does not take for something else, not empty. */
    public @Nullable String text(int longest) {
        String text = anyText(longest);
        if (text != null && text.isEmpty()) {
            wrong("a text");
            return null;
        }
        return text;
    }

    /** Reads a text that may be empty. */
    public @Nullable String anyText(int longest) {
        if (!(node instanceof ScalarNode scalar) || !scalar.getTag().equals(Tag.STR)) {
            wrong(node instanceof ScalarNode ? "a text, in quotes" : "a text");
            return null;
        }
        if (scalar.getValue().length() > longest) {
            wrong(scalar.getValue().length() + " characters", "at most " + longest + " characters");
            return null;
        }
        return scalar.getValue();
    }

    @Nullable
    String absolutePath() {
        String text = text(4096);
        if (text != null && !text.startsWith("/")) {
            wrong("an absolute path");
            return null;
        }
        return text;
    }

    <E extends Enum<E>> @Nullable E word(Words<E> words) {
        E value = node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
                ? words.of(scalar.getValue())
                : null;
        if (value == null) {
            wrong(words.expected());
        }
        return value;
    }

    public @Nullable Integer number(int least, int most) {
        String expected = least + " to " + most;
        if (node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.INT)
                && scalar.getValue().matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(scalar.getValue());
            if (value >= least && value <= most) {
                return value;
            }
        }
        wrong(expected);
        return null;
    }

    @Nullable
    Boolean truth() {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return scalar.getValue().equalsIgnoreCase("true");
        }
        wrong("true or false");
        return null;
    }

    /** Nanoseconds since 1970 UTC. */
    @Nullable
    Long time() {
        String text = text(64);
        if (text == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isAfter(Instant.EPOCH)) {
                // An earlier version wrote this for what has no end.
                wrong("a time after 1970, or nothing where there is no end");
                return null;
            }
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (DateTimeException | ArithmeticException notATime) {
            wrong("a time such as 2026-12-31T00:00:00Z");
            return null;
        }
    }

    /** The fields of one mapping. */
    public record Fields(Field mapping, Map<String, Field> byName) {
        /** The field unless it is absent or null. */
        public @Nullable Field optional(String name) {
            Field field = byName.get(name);
            return field == null || field.isNull() ? null : field;
        }

        /** The field; its absence is a problem. */
        public @Nullable Field required(String name) {
            Field field = byName.get(name);
            if (field == null) {
                mapping.wrong("no " + name, name);
            }
            return field;
        }
    }
}
