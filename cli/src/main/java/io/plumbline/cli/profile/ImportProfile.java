// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.command.InputFile;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.v1.ImportProfileRequest;
import io.plumbline.v1.Profile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plumbline profiles import}. */
@Command(name = "import", description = "Takes what people say of a profile from a YAML document.")
public final class ImportProfile implements Callable<Integer> {
    /** MiB. */
    private static final int LARGEST = 16;

    private final CommandContext context;

    @Parameters(paramLabel = "FILE", description = "The document; - reads the standard input.")
    private Path file = Path.of("-");

    @Option(names = "--dry-run", description = "Tell what would result, and change nothing.")
    private boolean dryRun;

    public ImportProfile(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String yaml = InputFile.read(file, LARGEST, "a profile document");
        Profile profile;
        try (CollectorConnection connection = context.connect()) {
            var request = ImportProfileRequest.newBuilder()
                    .setYaml(yaml)
                    .setActor(context.actor())
                    .setDryRun(dryRun)
                    .build();
            profile = connection.call(stub -> stub.importProfile(request));
        }
        ProfileChange.print(context, profile, dryRun ? "Would import into" : "Imported into");
        return 0;
    }
}
