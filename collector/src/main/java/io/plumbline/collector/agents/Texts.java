// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.Workload;
import java.util.Optional;

/** Bounds of what agents write, and how it is shown when it is wrong. */
final class Texts {
    private static final int NAME = 253;
    private static final int LABEL = 63;

    private Texts() {}

    static Optional<String> wrongKey(BaselineKey key) {
        Workload workload = key.getWorkload();
        return wrong("namespace", workload.getNamespace(), LABEL)
                .or(() -> wrong("kind", workload.getKind(), LABEL))
                .or(() -> wrong("name", workload.getName(), NAME))
                .or(() -> wrong("container_name", key.getContainerName(), LABEL));
    }

    /** Shows a text in quotes, short, without control characters. */
    static String show(String text) {
        String cut = text.length() <= 64 ? text : text.substring(0, 64) + "...";
        return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    private static Optional<String> wrong(String field, String text, int most) {
        return !text.isEmpty() && text.length() <= most
                ? Optional.empty()
                : Optional.of(field + ": " + show(text) + " (expected: 1 to " + most + " characters)");
    }
}
