// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/**
 * A process mapped a file executable (a library, a module, the target of a loader) that is not from the image. What is from
 * the image is no behaviour: images map hundreds of their own files.
 *
 * @param code the file that was mapped, by the path that the container sees, with random parts of temporary names as "*"
 * @param executable path of the process's executable
 */
public record CodeMapping(Program code, String executable) implements Behavior {}
