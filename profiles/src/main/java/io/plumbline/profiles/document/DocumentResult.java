// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import java.util.List;
import java.util.stream.Collectors;

/** The outcome of reading a document. */
public sealed interface DocumentResult {
    /** A document that can be used. */
    record Valid(ProfileDocument document) implements DocumentResult {}

    /**
     * A document that can not be used.
     *
     * @param problems in the order of the text; at least one, at most 50
     */
    record Invalid(List<Problem> problems) implements DocumentResult {
        public Invalid {
            problems = List.copyOf(problems);
        }

        /** One line for each problem. */
        public String describe(String source) {
            return problems.stream().map(problem -> problem.describe(source)).collect(Collectors.joining("\n"));
        }
    }
}
