// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.report;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.agent.state.Batch;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.wire.ProfileCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.v1.WorkloadInterest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells which profiles this node needs, and keeps those that it gets with the cluster's key: a restarted agent judges before the
 * collector answers. Owned by the pipeline thread.
 */
public final class ProfileSubscription {
    private static final String PROFILE = "profile";
    private static final String CLUSTER = "cluster";
    private static final String REDACTION_KEY = "redaction-key";

    private final ReportWriter writer;
    private Set<BaselineKey> subscribed = Set.of();
    private boolean told;

    public ProfileSubscription(ReportWriter writer) {
        this.writer = writer;
    }

    /** The profiles that an earlier run got; the authority sends again what cannot be read. */
    public static void restore(KeptState kept, Consumer<Profile> restore) {
        kept.load(PROFILE).values().forEach(bytes -> {
            try {
                restore.accept(ProfileCodec.fromProto(io.plumbline.v1.Profile.parseFrom(bytes)));
            } catch (InvalidProtocolBufferException | RuntimeException damaged) {
                // As if it had never been kept.
            }
        });
    }

    /** The cluster's key for hashes, where an earlier run got one. */
    public static Optional<byte[]> keptRedactionKey(KeptState kept) {
        Map<String, byte[]> cluster = kept.load(CLUSTER);
        return Optional.ofNullable(cluster.get(REDACTION_KEY));
    }

    /** A profile arrived. */
    public void keep(Profile profile) {
        writer.send(Batch.builder()
                .put(PROFILE, profile.key().id(), ProfileCodec.toProto(profile).toByteArray())
                .build());
    }

    /** The cluster's key for hashes: needed before the collector can be reached at the next start. An empty one is not kept. */
    public void keepRedactionKey(byte[] key) {
        if (key.length > 0) {
            writer.send(Batch.builder().put(CLUSTER, REDACTION_KEY, key).build());
        }
    }

    /** Tells which profiles this node needs, if that changed or the collector is new. */
    public void subscribe(Set<BaselineKey> keys) {
        if (told && keys.equals(subscribed)) {
            return;
        }
        subscribed = Set.copyOf(keys);
        told = true;
        WorkloadInterest.Builder wanted = WorkloadInterest.newBuilder();
        keys.forEach(key -> wanted.addBaselines(WorkloadCodec.toProto(key)));
        writer.send(Batch.of(writer.message().setInterest(wanted).build()));
    }

    /** The collector is new, or back: it has to be told anew. */
    public void welcomed() {
        told = false;
    }
}
