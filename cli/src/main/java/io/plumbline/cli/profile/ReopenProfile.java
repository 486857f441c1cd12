// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plumbline profiles reopen}. */
@Command(name = "reopen", description = "Lets a profile learn again. Keeps what it learned.")
public final class ReopenProfile implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private ProfileOptions options = new ProfileOptions();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Kept with the profile.")
    private String reason = "";

    public ReopenProfile(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return ProfileChange.send(
                context,
                options,
                reason,
                request -> request.setReopen(io.plumbline.v1.ReopenProfile.getDefaultInstance()),
                "Reopened");
    }
}
