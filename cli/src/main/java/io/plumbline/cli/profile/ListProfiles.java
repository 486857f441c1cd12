// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.terminal.CommandFailure;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.v1.ListProfilesRequest;
import io.plumbline.v1.ListProfilesResponse;
import io.plumbline.v1.ProfileSummary;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plumbline profiles list}. */
@Command(name = "list", description = "Lists profiles: which workloads are learned, and how far.")
public final class ListProfiles implements Callable<Integer> {
    private static final int PAGE = 500;

    private final CommandContext context;

    @Option(
            names = "--workload",
            paramLabel = "WORKLOAD",
            description = "Only profiles of this workload: its name, or namespace/kind/name.")
    private @Nullable String workload;

    public ListProfiles(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ListProfilesResponse found = fetch();
        switch (context.output()) {
            case TABLE, WIDE ->
                context.terminal()
                        .lines(new ProfileTable(context.output().wide(), context.now()).lines(found.getProfilesList()));
            case JSON -> context.terminal().document(Documents.json(found));
            case YAML -> context.terminal().document(Documents.yaml(found));
        }
        return 0;
    }

    private ListProfilesResponse fetch() {
        var request = ListProfilesRequest.newBuilder()
                .setNamespace(context.namespace())
                .setPageSize(PAGE);
        ProfileReference wanted = workload == null ? null : ProfileReference.parse(workload, context.namespace());
        if (wanted != null) {
            request.setNamespace(wanted.namespace()).setWorkload(wanted.name());
        }
        var all = new ArrayList<ProfileSummary>();
        String next = "";
        try (CollectorConnection connection = context.connect()) {
            do {
                request.setPageToken(next);
                ListProfilesResponse page = connection.call(stub -> stub.listProfiles(request.build()));
                page.getProfilesList().stream()
                        .filter(profile -> wanted == null || wanted.fits(profile.getKey()))
                        .forEach(all::add);
                next = page.getNextPageToken();
            } while (!next.isEmpty());
            if (all.isEmpty() && wanted != null) {
                throw CommandFailure.refused(wanted.unknown());
            }
        }
        return ListProfilesResponse.newBuilder().addAllProfiles(all).build();
    }
}
