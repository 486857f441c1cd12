// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.cli.terminal.Line;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.Profile;
import java.util.function.UnaryOperator;

/** Sends a change of a baseline and tells what came of it. */
final class ProfileChange {
    private ProfileChange() {}

    static int send(
            CommandContext context,
            ChangeOptions options,
            UnaryOperator<ChangeProfileRequest.Builder> change,
            String done) {
        var reference = ProfileReference.parse(options.profile(), context.namespace());
        Profile profile;
        try (CollectorConnection connection = context.connect()) {
            BaselineKey key = reference.resolve(connection);
            var request = change.apply(ChangeProfileRequest.newBuilder()
                            .setKey(key)
                            .setActor(context.actor())
                            .setReason(options.reason()))
                    .build();
            profile = connection.call(stub -> stub.changeProfile(request));
        }
        print(context, profile, done);
        return 0;
    }

    static void print(CommandContext context, Profile profile, String done) {
        switch (context.output()) {
            case TABLE, WIDE ->
                context.terminal()
                        .line(Line.of(done + " " + ProfileReference.format(profile.getKey()) + ": ")
                                .and(StateWords.state(profile.getState(), profile.getStateValue()))
                                .and(", mode " + StateWords.mode(profile.getMode(), profile.getModeValue())
                                        + ", generation " + Long.toUnsignedString(profile.getGeneration()) + ", "
                                        + profile.getEntriesCount() + " entries"));
            case JSON -> context.terminal().document(Documents.json(profile));
            case YAML -> context.terminal().document(Documents.yaml(profile));
        }
    }
}
