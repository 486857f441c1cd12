// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.program.CollectorProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The command that people type. */
final class Cli {
    private Cli() {}

    /** What it writes to its standard output; it must end with 0. */
    static String run(CollectorProgram collector, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Checkout.launcher("plumbline").toString(), "--collector=" + collector.address()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return output;
    }
}
