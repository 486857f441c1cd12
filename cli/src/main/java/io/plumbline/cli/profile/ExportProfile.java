// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.CommandFailure;
import io.plumbline.cli.terminal.Printable;
import io.plumbline.v1.ExportProfileRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plumbline profiles export}. */
@Command(name = "export", description = "Writes a profile as the YAML document that is kept in Git.")
public final class ExportProfile implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private ProfileOptions options = new ProfileOptions();

    @Option(
            names = "--as-baseline",
            description = "Learned entries as spec.baseline, so that importing the file gives them back.")
    private boolean asBaseline;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Where to write. Default: the standard output.")
    private @Nullable Path file;

    public ExportProfile(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var reference = ProfileReference.parse(options.profile, context.namespace());
        String yaml;
        try (CollectorConnection connection = context.connect()) {
            var request = ExportProfileRequest.newBuilder()
                    .setKey(reference.resolve(connection))
                    .setAsBaseline(asBaseline)
                    .build();
            yaml = connection.call(stub -> stub.exportProfile(request)).getYaml();
        }
        if (file == null) {
            // A document escapes by itself what does not print: nothing changes here unless it was made by another
            // hand.
            context.terminal().document(Printable.lines(yaml.stripTrailing()));
            return 0;
        }
        try {
            Files.writeString(file, yaml);
            return 0;
        } catch (IOException e) {
            throw CommandFailure.usage("file: " + file + " (expected: a file that can be written): " + e.getMessage());
        }
    }
}
