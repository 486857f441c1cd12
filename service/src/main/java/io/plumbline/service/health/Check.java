// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.health;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One thing that must be in order.
 *
 * @param name one word, shown in the answer of {@code /readyz}
 * @param problem empty when all is well, else one sentence; quick, without I/O, safe from any thread
 */
public record Check(String name, Supplier<Optional<String>> problem) {

    /** The problem there is now, empty when there is none; a check that fails itself is a problem too. */
    public Optional<String> now() {
        try {
            return problem.get();
        } catch (RuntimeException broken) {
            return Optional.of("check failed: " + broken);
        }
    }
}
