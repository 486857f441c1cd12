// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.v1.Mode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code plumbline profiles mode}. */
@Command(name = "mode", description = "Sets what people want of a profile.")
public final class SetMode implements Callable<Integer> {
    enum Choice {
        AUTO,
        LEARN,
        FROZEN,
        OFF;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final CommandContext context;

    @Mixin
    private ChangeOptions options = new ChangeOptions();

    @Parameters(
            index = "1",
            paramLabel = "MODE",
            description = "auto: by the rules; learn: keep learning; frozen: stay locked; off: no drift is raised.")
    private Choice mode = Choice.AUTO;

    public SetMode(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        return ProfileChange.send(
                context,
                options,
                request -> request.setSetMode(Mode.valueOf("MODE_" + mode.name())),
                "Set the mode of");
    }
}
