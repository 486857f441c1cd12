// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.cli.terminal.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Compares with files in {@code src/test/resources/golden}; {@code -Dupdate.golden} writes them anew. */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    public static void verify(String name, List<Line> lines) {
        verify(name, lines.stream().map(Line::plain).collect(Collectors.joining("\n", "", "\n")));
    }

    public static void verify(String name, String text) {
        Path file = FOLDER.resolve(name + ".txt");
        try {
            if (System.getProperty("update.golden") != null) {
                Files.writeString(file, text);
            }
            assertThat(text).as("%s (-Dupdate.golden rewrites it)", file).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
