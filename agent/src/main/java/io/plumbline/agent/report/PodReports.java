// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.report;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.agent.state.Batch;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.kubernetes.PodContextCodec;
import io.plumbline.v1.SandboxInterval;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Tells which pods are on this node, and keeps what the cluster said of them. Owned by the pipeline thread. */
public final class PodReports {
    private static final String SANDBOX = "sandbox";
    private static final String CONTEXT = "context";

    private final ReportWriter writer;
    private final Map<String, byte[]> formerSandboxes;

    /** {@code kept}: by an earlier run. */
    public PodReports(ReportWriter writer, KeptState kept) {
        this.writer = writer;
        formerSandboxes = new HashMap<>(kept.load(SANDBOX));
    }

    /** Restores what was kept of pods; what cannot be read is left out: the cluster says it again. */
    public static void restoreContexts(KeptState kept, Consumer<PodContext> restore) {
        kept.load(CONTEXT).values().forEach(bytes -> {
            try {
                restore.accept(PodContextCodec.fromProto(io.plumbline.v1.PodContext.parseFrom(bytes)));
            } catch (InvalidProtocolBufferException damaged) {
                // As if it had never been kept.
            }
        });
    }

    /** A sandbox appeared, changed or is gone. */
    public void sandbox(String sandboxId, List<SandboxInterval> intervals, boolean gone) {
        Batch.Builder batch = Batch.builder();
        for (SandboxInterval interval : intervals) {
            batch.message(writer.message().setSandbox(interval).build());
            String key = sandboxId + " " + interval.getIp();
            if (gone) {
                batch.delete(SANDBOX, key);
            } else {
                batch.put(SANDBOX, key, interval.toByteArray());
            }
        }
        writer.send(batch.build());
    }

    /** Tells the end of sandboxes that an earlier run reported and that are not there any more. */
    public void endUnlisted(Set<String> sandboxIds) {
        Batch.Builder batch = Batch.builder();
        formerSandboxes.forEach((key, value) -> {
            if (!sandboxIds.contains(key.substring(0, Math.max(0, key.indexOf(' '))))) {
                batch.delete(SANDBOX, key);
                try {
                    SandboxInterval ended = SandboxInterval.parseFrom(value).toBuilder()
                            .setToUnixNanos(writer.unixNanos())
                            .build();
                    batch.message(writer.message().setSandbox(ended).build());
                } catch (InvalidProtocolBufferException damaged) {
                    // Nobody can tell whose end it was.
                }
            }
        });
        formerSandboxes.clear();
        writer.send(batch.build());
    }

    /** Keeps what the cluster says of a pod. */
    public void keep(PodContext context) {
        writer.send(Batch.builder()
                .put(CONTEXT, context.uid(), PodContextCodec.toProto(context).toByteArray())
                .build());
    }

    public void forgetContext(String podUid) {
        writer.send(Batch.builder().delete(CONTEXT, podUid).build());
    }
}
