// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import io.plumbline.profiles.argv.ArgvShape;
import org.jspecify.annotations.Nullable;

/**
 * A program was started.
 *
 * @param executable the file that the kernel runs
 * @param effective the code that decides what the executable does (script, jar, loader target); null when that is the
 *     executable itself
 * @param argv the argument vector as a shape; null when it could not be read
 * @param parent path of the parent's executable; null when it is not known or the runtime started the process
 */
public record Execution(
        Program executable,
        @Nullable Program effective,
        @Nullable ArgvShape argv,
        @Nullable String parent,
        UserClass user,
        DirectoryClass workingDirectory,
        Phase phase)
        implements Behavior {}
