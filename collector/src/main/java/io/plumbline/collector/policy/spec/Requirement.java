// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.spec;

import java.util.List;
import java.util.Map;

/** One expression over labels. */
public record Requirement(String key, Operator operator, List<String> values) {
    /** The ways to compare a label. */
    public enum Operator {
        IN("In"),
        /** True where the label has none of the values, and where it is absent. */
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist");

        private final String word;

        Operator(String word) {
            this.word = word;
        }

        /** The word for it in documents. */
        public String word() {
            return word;
        }
    }

    public Requirement {
        values = List.copyOf(values);
    }

    boolean matches(Map<String, String> labels) {
        String value = labels.get(key);
        return switch (operator) {
            case IN -> value != null && values.contains(value);
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
        };
    }
}
