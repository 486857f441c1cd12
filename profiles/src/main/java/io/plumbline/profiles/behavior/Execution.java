// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import io.plumbline.profiles.argv.ArgvShape;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A program was started.
 *
 * @param executable the file that the kernel runs
 * @param effective the code that decides what the executable does (script, jar, loader target); null when that is the
 *     executable itself
 * @param argv the argument vector as a shape; null when it could not be read
 * @param parent path of the parent's executable; null when it is not known or the runtime started the process
 * @param environment the variables that load code (LD_PRELOAD, NODE_OPTIONS, ...) by name, each with a keyed hash of its
 *     value; empty when none of them was set; null when the sensor could not tell, and in a statement for any. A null in an
 *     observation fits every entry, and a learned entry with null fits every observation for as long as nobody knows
 *     better: so nodes whose sensors can tell and nodes whose sensors can not share one baseline. Null and empty are the
 *     same entry; a learned one keeps the more exact.
 */
public record Execution(
        Program executable,
        @Nullable Program effective,
        @Nullable ArgvShape argv,
        @Nullable String parent,
        UserClass user,
        DirectoryClass workingDirectory,
        Phase phase,
        @Nullable Map<String, String> environment)
        implements Behavior {
    public Execution {
        environment = environment == null
                ? null
                : environment.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(environment));
    }

    /** An execution of which the environment is not known. */
    public Execution(
            Program executable,
            @Nullable Program effective,
            @Nullable ArgvShape argv,
            @Nullable String parent,
            UserClass user,
            DirectoryClass workingDirectory,
            Phase phase) {
        this(executable, effective, argv, parent, user, workingDirectory, phase, null);
    }

    /** The same program, come to the container in another way. */
    public Execution withPhase(Phase other) {
        return new Execution(executable, effective, argv, parent, user, workingDirectory, other, environment);
    }
}
