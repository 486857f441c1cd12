// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.util.List;

/** The settings are wrong; says everything that is, one line each. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final List<String> problems;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public ConfigurationException(String problem) {
        this(List.of(problem));
    }

    /** One line for each problem, in the order in which they were found; each names the key, the value and what was expected. */
    public List<String> problems() {
        return problems;
    }
}
