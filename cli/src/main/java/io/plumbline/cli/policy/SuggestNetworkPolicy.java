// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.policy;

import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.command.InputFile;
import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.profile.ProfileReference;
import io.plumbline.cli.terminal.CommandFailure;
import io.plumbline.cli.terminal.Documents;
import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.OutputFormat;
import io.plumbline.cli.terminal.Printable;
import io.plumbline.v1.PolicyForm;
import io.plumbline.v1.ReplayedFlow;
import io.plumbline.v1.SuggestNetworkPolicyRequest;
import io.plumbline.v1.SuggestNetworkPolicyResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plumbline policy network}. */
@Command(
        name = "network",
        description = "Writes the network policy that a workload's profile needs, or tells what a policy would deny.")
public final class SuggestNetworkPolicy implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            index = "0",
            paramLabel = "WORKLOAD",
            description = "namespace/kind/name, or a part of it (namespace/name, kind/name, name) that fits one alone.")
    private String workload = "";

    @Option(names = "--cilium", description = "As a CiliumNetworkPolicy, which can name DNS names.")
    private boolean cilium;

    @Option(
            names = "--replay",
            description = {
                "Tell which flows on record the policy would have denied;",
                "exit code 4 where a normal one is among them."
            })
    private boolean replay;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Replay this document instead of the suggested one; - reads the standard input.")
    private @Nullable Path file;

    public SuggestNetworkPolicy(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var reference = ProfileReference.parse(workload, context.namespace());
        OutputFormat output = context.output();
        boolean replays = replay || file != null;
        if (cilium && replays) {
            throw CommandFailure.usage(
                    "cilium: with a replay (expected: one of both: a CiliumNetworkPolicy goes by names"
                            + " and identities, which addresses on record do not tell)");
        }
        String document = file == null ? "" : InputFile.read(file, 1, "a NetworkPolicy");
        if (file != null && document.isBlank()) {
            throw CommandFailure.usage("file: " + file + " (expected: a NetworkPolicy)");
        }
        SuggestNetworkPolicyResponse response;
        try (CollectorConnection connection = context.connect()) {
            var request = SuggestNetworkPolicyRequest.newBuilder()
                    .setWorkload(reference.resolveWorkload(connection))
                    .setForm(cilium ? PolicyForm.POLICY_FORM_CILIUM : PolicyForm.POLICY_FORM_KUBERNETES)
                    .setReplay(replays)
                    .setDocument(document)
                    .build();
            response = connection.call(stub -> stub.suggestNetworkPolicy(request));
        }
        print(response, output);
        boolean deniesNormal = response.getReplay().getDeniedList().stream().anyMatch(ReplayedFlow::getNormal);
        return deniesNormal ? CommandFailure.DENIES : 0;
    }

    private void print(SuggestNetworkPolicyResponse response, OutputFormat output) {
        List<Line> replayed =
                response.hasReplay() ? new ReplayTable(output.wide()).lines(response.getReplay()) : List.of();
        switch (output) {
            case JSON -> context.terminal().document(Documents.json(response));
            // YAML is what the answer is anyway: the policy itself, which can be applied.
            case TABLE, WIDE, YAML -> {
                response.getNotesList().forEach(note -> context.terminal().note(Printable.line(note)));
                if (file == null) {
                    context.terminal()
                            .document(Printable.lines(response.getYaml().stripTrailing()));
                    replayed.forEach(line -> context.terminal().note(line.plain()));
                } else {
                    context.terminal().lines(replayed);
                }
            }
        }
    }
}
