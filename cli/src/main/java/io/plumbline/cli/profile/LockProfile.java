// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plumbline profiles lock}. */
@Command(name = "lock", description = "Locks a profile at once, whatever the lock rule says: new behaviour is drift.")
public final class LockProfile implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private ProfileOptions options = new ProfileOptions();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Kept with the profile.")
    private String reason = "";

    public LockProfile(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return ProfileChange.send(
                context,
                options,
                reason,
                request -> request.setLock(io.plumbline.v1.LockProfile.getDefaultInstance()),
                "Locked");
    }
}
