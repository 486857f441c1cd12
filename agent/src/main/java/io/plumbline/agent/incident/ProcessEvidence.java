// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.container.UserIds;
import io.plumbline.agent.process.ProcessIdentity;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.v1.Argv;
import io.plumbline.v1.Origin;
import io.plumbline.v1.Process;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Describes processes for people: bounded, and with secrets redacted before anything leaves the node. */
public final class ProcessEvidence {
    private static final int MOST_ARGUMENTS = 64;
    private static final int LONGEST_ARGUMENT = 1024;

    /** Of all arguments of a process together. */
    private static final int MOST_CHARACTERS = 4096;

    private static final int LONGEST_LINEAGE = 16;

    private final ProcessIdentity identity;
    private final Redaction redaction;
    private final LongUnaryOperator bootToUnixNanos;

    /** {@code bootToUnixNanos} converts nanoseconds since boot to nanoseconds since 1970. */
    public ProcessEvidence(ProcessIdentity identity, Redaction redaction, LongUnaryOperator bootToUnixNanos) {
        this.identity = identity;
        this.redaction = redaction;
        this.bootToUnixNanos = bootToUnixNanos;
    }

    /** {@code then}: what the process was as it did what is told; null for what it is now. */
    Process describe(TrackedProcess process, @Nullable ProcessDetails then, Origin origin, @Nullable String sha256) {
        Process.Builder builder = Process.newBuilder()
                .setProcessId(identity.processId(process))
                .setExecId(identity.execId(process))
                .setPid(process.pid())
                .setStartedAtUnixNanos(bootToUnixNanos.applyAsLong(process.startNanos()))
                .setOrigin(origin);
        if (sha256 != null) {
            builder.setExecutableSha256(sha256);
        }
        Integer uid = process.effectiveUserId();
        if (uid != null) {
            int inside = process.userIds().inside(uid).orElse(uid);
            builder.setUid(inside);
            if (!process.userIds().equals(UserIds.OF_NODE)) {
                builder.setNodeUid(uid);
            }
        }
        ProcessDetails details = then == null ? process.details() : then;
        if (details != null) {
            details.executable().toOptional().ifPresent(builder::setExecutable);
            details.workingDirectory().toOptional().ifPresent(builder::setWorkingDirectory);
            details.commandName().toOptional().ifPresent(builder::setCommandName);
            details.arguments().toOptional().ifPresent(arguments -> builder.setArgv(argv(arguments)));
        }
        return builder.build();
    }

    /** The ancestors within the container and, as the last, who started the first of them from outside. */
    List<Process> lineage(TrackedProcess process) {
        List<TrackedProcess> ancestors = process.ancestors(LONGEST_LINEAGE);
        int inside = 0;
        while (inside < ancestors.size()
                && Objects.equals(ancestors.get(inside).containerId(), process.containerId())) {
            inside++;
        }
        return ancestors.subList(0, Math.min(inside + 1, ancestors.size())).stream()
                .map(ancestor -> describe(ancestor, null, Origin.ORIGIN_UNSPECIFIED, null))
                .toList();
    }

    String processId(TrackedProcess process) {
        return identity.processId(process);
    }

    private Argv argv(ProcessDetails.Arguments arguments) {
        List<String> values = redaction.redactor().redact(arguments.values());
        Argv.Builder argv = Argv.newBuilder().setTruncated(arguments.truncated() || values.size() > MOST_ARGUMENTS);
        int room = MOST_CHARACTERS;
        for (String value : values.subList(0, Math.min(values.size(), MOST_ARGUMENTS))) {
            int most = Math.min(room, LONGEST_ARGUMENT);
            if (value.length() > most) {
                argv.addArguments(value.substring(0, most)).setTruncated(true);
            } else {
                argv.addArguments(value);
            }
            room = Math.max(0, room - value.length());
        }
        if (arguments.truncated()) {
            argv.setSeenHash(redaction.redactor().hash(String.join("\0", arguments.values())))
                    .setTotalBytes(Math.max(0, arguments.totalBytes()));
        }
        return argv.build();
    }
}
