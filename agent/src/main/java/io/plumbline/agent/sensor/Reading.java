// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.util.Optional;
import java.util.function.Function;

/** A value that a sensor may not have been able to read. Unknown differs from absent: an empty value is Known. */
public sealed interface Reading<T> {
    /** The value as it was read. */
    record Known<T>(T value) implements Reading<T> {}

    /** Nothing was read; {@code cause} is one word as in metrics ("proc-gone", "permission", "not-provided", "torn"). */
    record Unknown<T>(String cause) implements Reading<T> {}

    static <T> Reading<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Reading<T> unknown(String cause) {
        return new Unknown<>(cause);
    }

    default Optional<T> toOptional() {
        return switch (this) {
            case Known<T> known -> Optional.of(known.value());
            case Unknown<T> ignored -> Optional.empty();
        };
    }

    default T orElse(T fallback) {
        return switch (this) {
            case Known<T> known -> known.value();
            case Unknown<T> ignored -> fallback;
        };
    }

    default <R> Reading<R> map(Function<T, R> function) {
        return switch (this) {
            case Known<T> known -> known(function.apply(known.value()));
            case Unknown<T> unknown -> unknown(unknown.cause());
        };
    }
}
