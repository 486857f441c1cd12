// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import org.jspecify.annotations.Nullable;

/**
 * A process mapped a file executable (a library, a module, the target of a loader) that is not from the image. What is from
 * the image is no behaviour: images map hundreds of their own files.
 *
 * @param code the file that was mapped, by the path that the container sees, with random parts of its name as "*"
 * @param executable path of the process's executable
 * @param sha256 of the file's content, 64 hexadecimal digits, where its name has a random part: then the name alone says little, and
 *     other content under a name of the same shape is another behaviour. Null for other names, where nobody could read the file
 *     in time, and where a person allows any content
 */
public record CodeMapping(
        Program code, String executable, @Nullable String sha256) implements Behavior {
    /** Code whose name is enough. */
    public CodeMapping(Program code, String executable) {
        this(code, executable, null);
    }
}
