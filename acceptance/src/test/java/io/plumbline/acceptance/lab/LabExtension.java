// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A lab for the tests of one class, as a static field with RegisterExtension. Where the machine cannot have one the class is skipped
 * and says why; with {@code CI=true} it fails instead.
 */
public final class LabExtension implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {
    private final String name;
    private @Nullable Lab lab;

    public LabExtension(String name) {
        this.name = name;
    }

    public Lab lab() {
        Lab open = lab;
        if (open == null) {
            throw new IllegalStateException("lab: " + name + " (expected: used within the tests of the class)");
        }
        return open;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = Prerequisites.missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("a lab can run here");
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("CI=true: a lab must run here, but: " + String.join(", ", missing));
        }
        return ConditionEvaluationResult.disabled("no lab here: " + String.join(", ", missing));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        lab = Lab.open(name);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Lab open = lab;
        lab = null;
        if (open != null) {
            open.close();
        }
    }
}
