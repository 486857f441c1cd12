// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import static io.plumbline.profiles.document.BehaviorReader.orElse;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileSpec;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads profile documents; tells all that is wrong at once, with line and column. Never throws. */
public final class DocumentReader {
    private static final String[] STATEMENT = Stream.concat(
                    BehaviorReader.KINDS.stream(), Stream.of("decidedBy", "reason", "expiresAt"))
            .toArray(String[]::new);

    private final List<Problem> problems = new ArrayList<>();

    private DocumentReader() {}

    /** Reads one document: YAML, or JSON. */
    public static DocumentResult read(String yaml) {
        DocumentReader reader = new DocumentReader();
        Node root = YamlText.parse(yaml, reader.problems);
        ProfileDocument document = root == null ? null : reader.document(new Field(root, "", reader.problems));
        reader.problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return document == null || !reader.problems.isEmpty()
                ? new DocumentResult.Invalid(reader.problems)
                : new DocumentResult.Valid(document);
    }

    private @Nullable ProfileDocument document(Field root) {
        Field.Fields fields = root.fields("apiVersion", "kind", "metadata", "spec", "status");
        if (fields == null) {
            return null;
        }
        constant(fields, "apiVersion", ProfileDocument.API_VERSION);
        constant(fields, "kind", ProfileDocument.KIND);
        Field metadata = fields.required("metadata");
        String namespace = metadata == null ? null : namespace(metadata);
        Field spec = fields.required("spec");
        return spec == null ? null : spec(spec, namespace);
    }

    private static void constant(Field.Fields fields, String name, String value) {
        Field field = fields.required(name);
        if (field != null && !field.isText(value)) {
            field.wrong(value);
        }
    }

    /** Other fields of metadata belong to Kubernetes, and to those who write the file. */
    private static @Nullable String namespace(Field metadata) {
        Field.Fields fields = metadata.fields();
        if (fields == null) {
            return null;
        }
        Field name = fields.required("name");
        if (name != null) {
            name.text(253);
        }
        Field namespace = fields.required("namespace");
        return namespace == null ? null : namespace.text(63);
    }

    private @Nullable ProfileDocument spec(Field spec, @Nullable String namespace) {
        Field.Fields fields = spec.fields("target", "mode", "allowed", "denied", "baseline");
        if (fields == null) {
            return null;
        }
        Field targetField = fields.required("target");
        BaselineKey key = targetField == null ? null : target(targetField, namespace);
        Mode mode = orElse(fields.optional("mode"), one -> one.word(Words.MODES), null);
        BehaviorReader allowing = new BehaviorReader(Origin.IMAGE);
        ProfileSpec read = new ProfileSpec(
                mode,
                statements(fields.optional("allowed"), allowing),
                statements(fields.optional("denied"), new BehaviorReader(Origin.UNKNOWN)),
                statements(fields.optional("baseline"), allowing));
        return key == null ? null : new ProfileDocument(key, read);
    }

    private static @Nullable BaselineKey target(Field field, @Nullable String namespace) {
        Field.Fields fields = field.fields("cluster", "kind", "name", "container", "containerType");
        if (fields == null) {
            return null;
        }
        String cluster = orElse(fields.optional("cluster"), one -> one.text(253), "");
        Field kindField = fields.required("kind");
        Field nameField = fields.required("name");
        Field containerField = fields.required("container");
        String kind = kindField == null ? null : kindField.text(63);
        String name = nameField == null ? null : nameField.text(253);
        String container = containerField == null ? null : containerField.text(63);
        ContainerType type =
                orElse(fields.optional("containerType"), one -> one.word(Words.CONTAINER_TYPES), ContainerType.APP);
        return namespace == null || cluster == null || kind == null || name == null || container == null || type == null
                ? null
                : new BaselineKey(new Workload(cluster, namespace, kind, name), container, type);
    }

    private static List<ProfileSpec.Statement> statements(@Nullable Field list, BehaviorReader behaviors) {
        List<ProfileSpec.Statement> statements = new ArrayList<>();
        if (list != null) {
            for (Field item : list.items(Profile.MAX_ENTRIES)) {
                ProfileSpec.Statement statement = statement(item, behaviors);
                if (statement != null) {
                    statements.add(statement);
                }
            }
        }
        return statements;
    }

    private static ProfileSpec.@Nullable Statement statement(Field item, BehaviorReader behaviors) {
        Field.Fields fields = item.fields(STATEMENT);
        if (fields == null) {
            return null;
        }
        Behavior behavior = behaviors.behavior(fields);
        String decidedBy = orElse(fields.optional("decidedBy"), one -> one.text(253), null);
        String reason = orElse(fields.optional("reason"), one -> one.anyText(1024), "");
        Long expiresAt = orElse(fields.optional("expiresAt"), Field::time, null);
        return behavior == null || reason == null
                ? null
                : new ProfileSpec.Statement(behavior, decidedBy, reason, expiresAt);
    }
}
