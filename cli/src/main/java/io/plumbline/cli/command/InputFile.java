// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.command;

import io.plumbline.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document that a person gives. */
public final class InputFile {
    private static final int MEBIBYTE = 1024 * 1024;

    private InputFile() {}

    /**
     * The text of a file; "-" reads the standard input.
     *
     * @param most MiB that are taken
     * @param expected what it should be, for the message of a failure
     */
    public static String read(Path file, int most, String expected) {
        int largest = most * MEBIBYTE;
        try {
            byte[] bytes = file.toString().equals("-")
                    ? System.in.readNBytes(largest + 1)
                    : Files.size(file) > largest ? new byte[largest + 1] : Files.readAllBytes(file);
            if (bytes.length > largest) {
                throw CommandFailure.usage("file: " + file + " (expected: at most " + most + " MiB)");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CommandFailure.usage("file: " + file + " (expected: " + expected + " that can be read)");
        }
    }
}
