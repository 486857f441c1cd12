// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/** Messages as JSON files below {@code src/test/resources/fixtures}. */
public final class Fixtures {
    /** Ten minutes after the intrusion began. */
    public static final Instant NOW = Instant.parse("2026-11-20T18:12:11Z");

    private Fixtures() {}

    @SuppressWarnings("unchecked")
    public static <M extends Message> M read(String name, M type) {
        var builder = type.newBuilderForType();
        try (var stream = Objects.requireNonNull(
                Fixtures.class.getResourceAsStream("/fixtures/" + name + ".json"), "fixture " + name)) {
            JsonFormat.parser().merge(new String(stream.readAllBytes(), StandardCharsets.UTF_8), builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (M) builder.build();
    }
}
