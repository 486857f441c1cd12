// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvToken;
import io.plumbline.profiles.behavior.Execution;

/** The name under which people know a program: of a multi-call binary (busybox) the applet, else the file's. */
public final class ProgramName {
    private ProgramName() {}

    /** Never empty for an absolute path. */
    public static String of(Execution execution) {
        String file = lastPart(execution.executable().path());
        ArgvShape argv = execution.argv();
        if (!file.equals("busybox") || argv == null) {
            return file;
        }
        return argv.tokens().stream()
                .limit(2)
                .filter(ArgvToken.Literal.class::isInstance)
                .map(token -> lastPart(((ArgvToken.Literal) token).text()))
                .filter(name -> !name.equals("busybox"))
                .findFirst()
                .orElse(file);
    }

    static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
