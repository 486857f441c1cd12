// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.Tool;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Program;

/** Keeps a person from accepting more than was seen. */
final class Acceptable {
    private Acceptable() {}

    /** The behaviour as a pattern that may be accepted. */
    static Behavior check(Behavior behavior) {
        if (!(behavior instanceof Execution execution)) {
            return behavior;
        }
        ArgvShape argv = execution.argv();
        if (argv != null && argv.truncated()) {
            throw new IllegalArgumentException("argv: truncated (expected: a pattern with all arguments)");
        }
        String path = execution.executable().path();
        if (argv == null
                && Tool.named(path.substring(path.lastIndexOf('/') + 1)).isPresent()) {
            throw new IllegalArgumentException(
                    "argv: not read (expected: a pattern with all arguments, since " + path + " can take code)");
        }
        Program effective = execution.effective();
        return new Execution(
                known(execution.executable()),
                effective == null ? null : known(effective),
                argv,
                execution.parent(),
                execution.user(),
                execution.workingDirectory(),
                execution.phase(),
                execution.environment());
    }

    private static Program known(Program program) {
        return program.origin() == Origin.UNKNOWN ? new Program(Origin.IMAGE, program.path()) : program;
    }
}
