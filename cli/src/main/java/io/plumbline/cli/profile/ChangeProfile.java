// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.LockProfile;
import io.plumbline.v1.ReopenProfile;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plumbline profiles lock} and {@code plumbline profiles reopen}: changes that need no more words. */
@Command
public final class ChangeProfile implements Callable<Integer> {
    private final CommandContext context;
    private final UnaryOperator<ChangeProfileRequest.Builder> change;
    private final String done;

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    private ChangeProfile(CommandContext context, UnaryOperator<ChangeProfileRequest.Builder> change, String done) {
        this.context = context;
        this.change = change;
        this.done = done;
    }

    public static ChangeProfile lock(CommandContext context) {
        return new ChangeProfile(context, request -> request.setLock(LockProfile.getDefaultInstance()), "Locked");
    }

    public static ChangeProfile reopen(CommandContext context) {
        return new ChangeProfile(context, request -> request.setReopen(ReopenProfile.getDefaultInstance()), "Reopened");
    }

    @Override
    public Integer call() {
        return ProfileChange.send(context, options, change, done);
    }
}
