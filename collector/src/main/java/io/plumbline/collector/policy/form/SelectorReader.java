// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.collector.policy.spec.Requirement;
import io.plumbline.collector.policy.spec.Selector;
import io.plumbline.profiles.document.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads selectors of labels. */
final class SelectorReader {
    private static final int MAX_ITEMS = 256;
    private static final int LONGEST_KEY = 317;
    private static final int LONGEST_VALUE = 63;

    private SelectorReader() {}

    static Optional<Selector> selector(Field field) {
        if (field.isNull()) {
            return Optional.of(Selector.EVERYTHING);
        }
        Field.Fields fields = field.fields("matchLabels", "matchExpressions");
        if (fields == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Selector(labels(fields.optional("matchLabels")), expressions(fields.optional("matchExpressions"))));
    }

    private static SortedMap<String, String> labels(@Nullable Field field) {
        SortedMap<String, String> labels = new TreeMap<>();
        Field.Fields fields = field == null ? null : field.fields();
        if (fields != null) {
            for (Map.Entry<String, Field> label : fields.byName().entrySet()) {
                String value = value(label.getValue());
                if (!Identification.isKey(label.getKey())) {
                    label.getValue().wrong("\"" + label.getKey() + "\"", "the key of a label");
                } else if (value != null) {
                    labels.put(label.getKey(), value);
                }
            }
        }
        return labels;
    }

    private static @Nullable String value(Field field) {
        String value = field.anyText(LONGEST_VALUE);
        if (value != null && !Identification.isValue(value)) {
            field.wrong("the value of a label");
            return null;
        }
        return value;
    }

    private static List<Requirement> expressions(@Nullable Field field) {
        List<Requirement> expressions = new ArrayList<>();
        if (field != null) {
            field.items(MAX_ITEMS).forEach(item -> expression(item).ifPresent(expressions::add));
        }
        return expressions;
    }

    private static Optional<Requirement> expression(Field item) {
        Field.Fields fields = item.fields("key", "operator", "values");
        if (fields == null) {
            return Optional.empty();
        }
        Field keyField = fields.required("key");
        Field operatorField = fields.required("operator");
        if (keyField == null || operatorField == null) {
            return Optional.empty();
        }
        String key = keyField.text(LONGEST_KEY);
        Optional<Requirement.Operator> operator = Arrays.stream(Requirement.Operator.values())
                .filter(one -> operatorField.isText(one.word()))
                .findFirst();
        if (operator.isEmpty()) {
            operatorField.wrong("In, NotIn, Exists or DoesNotExist");
        }
        List<String> values = new ArrayList<>();
        Field list = fields.optional("values");
        if (list != null) {
            for (Field one : list.items(MAX_ITEMS)) {
                String value = value(one);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return key == null ? Optional.empty() : operator.flatMap(found -> requirement(item, key, found, values));
    }

    private static Optional<Requirement> requirement(
            Field item, String key, Requirement.Operator operator, List<String> values) {
        boolean compares = operator == Requirement.Operator.IN || operator == Requirement.Operator.NOT_IN;
        if (compares == values.isEmpty()) {
            item.wrong(
                    values.isEmpty() ? "no values" : "values",
                    (compares ? "values with " : "no values with ") + operator.word());
            return Optional.empty();
        }
        return Optional.of(new Requirement(key, operator, values));
    }
}
