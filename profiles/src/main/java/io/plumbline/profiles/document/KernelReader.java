// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.SocketUse;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what programs ask of the kernel, and the environment that they are started in; null where a problem was added. */
final class KernelReader {
    private static final int MOST_VARIABLES = 32;
    private static final int LONGEST_PATH = 4096;

    private KernelReader() {}

    static @Nullable SocketUse socketUse(Field field) {
        Field.Fields fields = field.fields("family", "type", "executable");
        if (fields == null) {
            return null;
        }
        String family = kind(fields.required("family"));
        String type = kind(fields.required("type"));
        String executable = executable(fields);
        return family == null || type == null || executable == null ? null : new SocketUse(family, type, executable);
    }

    private static @Nullable String kind(@Nullable Field field) {
        String word = field == null ? null : field.text(32);
        if (field != null && word != null && !SocketUse.WORD.matcher(word).matches()) {
            field.wrong("a word such as packet, raw or family-42");
            return null;
        }
        return word;
    }

    static @Nullable KernelUse kernelUse(Field field) {
        Field.Fields fields = field.fields("operation", "executable");
        if (fields == null) {
            return null;
        }
        Field operationField = fields.required("operation");
        KernelUse.Operation operation = operationField == null ? null : operationField.word(Words.OPERATIONS);
        Field executableField = fields.optional("executable");
        String executable = executableField == null ? null : executableField.text(LONGEST_PATH);
        return operation == null || (executableField != null && executable == null)
                ? null
                : new KernelUse(operation, executable);
    }

    static @Nullable String executable(Field.Fields fields) {
        Field field = fields.required("executable");
        return field == null ? null : field.text(LONGEST_PATH);
    }

    static @Nullable String sha256(Field field) {
        String hash = field.text(64);
        if (hash != null && !hash.matches("[0-9a-f]{64}")) {
            field.wrong("64 hexadecimal digits in lower case");
            return null;
        }
        return hash;
    }

    /** Hashes of values by name. */
    static @Nullable Map<String, String> environment(Field field) {
        // Names are free: what loads code is for the sensors to know.
        Field.Fields fields = field.fields();
        if (fields == null) {
            return null;
        }
        if (fields.byName().size() > MOST_VARIABLES) {
            field.wrong(fields.byName().size() + " variables", "at most " + MOST_VARIABLES + " variables");
            return null;
        }
        Map<String, String> environment = new TreeMap<>();
        fields.byName().forEach((name, value) -> {
            String hash = value.text(64);
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
                value.wrong("\"" + name + "\"", "the name of a variable");
            } else if (hash != null && !hash.matches("[0-9a-f]{8,64}")) {
                value.wrong("8 to 64 hexadecimal digits in lower case");
            } else if (hash != null) {
                environment.put(name, hash);
            }
        });
        return environment;
    }
}
