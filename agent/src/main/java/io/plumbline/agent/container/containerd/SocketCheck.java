// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Says in one sentence why a path cannot be containerd's socket, before anything connects to it. */
final class SocketCheck {
    static final String EXPECTATION = " (expected: the unix socket of a containerd with CRI)";

    private static final int PATH_LIMIT = 107;

    private SocketCheck() {}

    static Optional<String> problem(Path socket) {
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > PATH_LIMIT) {
            return Optional.of(
                    "containerd socket: " + socket + " is longer than " + PATH_LIMIT + " bytes" + EXPECTATION);
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(socket, BasicFileAttributes.class);
            if (attributes.isOther()) {
                return Optional.empty();
            }
            String kind = attributes.isDirectory() ? "a directory" : "a regular file";
            return Optional.of("containerd socket: " + socket + " is " + kind + EXPECTATION);
        } catch (NoSuchFileException gone) {
            return Optional.of("containerd socket: " + socket + " does not exist" + EXPECTATION);
        } catch (IOException e) {
            return Optional.of(
                    "containerd socket: " + socket + " cannot be looked at: " + e.getMessage() + EXPECTATION);
        }
    }
}
