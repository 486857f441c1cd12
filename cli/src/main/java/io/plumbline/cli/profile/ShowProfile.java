// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.Profile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plumbline profiles show}. */
@Command(name = "show", description = "Shows a profile: its state, what waits for a person, what is normal.")
public final class ShowProfile implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private ProfileOptions options = new ProfileOptions();

    public ShowProfile(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var reference = ProfileReference.parse(options.profile, context.namespace());
        Profile profile;
        try (CollectorConnection connection = context.connect()) {
            var request = GetProfileRequest.newBuilder()
                    .setKey(reference.resolve(connection))
                    .build();
            profile = connection.call(stub -> stub.getProfile(request));
        }
        switch (context.output()) {
            case TABLE, WIDE ->
                context.terminal()
                        .lines(new ProfilePage(profile, context.output().wide(), context.now()).lines());
            case JSON -> context.terminal().document(Documents.json(profile));
            case YAML -> context.terminal().document(Documents.yaml(profile));
        }
        return 0;
    }
}
