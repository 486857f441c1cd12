// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import io.grpc.Status;
import io.plumbline.collector.baselines.BaselineRegistry;
import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.Times;
import io.plumbline.collector.writer.Turn;
import io.plumbline.profiles.document.DocumentReader;
import io.plumbline.profiles.document.DocumentResult;
import io.plumbline.profiles.document.ProfileDocument;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.ImportResult;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.ImportProfileRequest;
import io.plumbline.v1.Profile;
import java.time.InstantSource;
import java.util.Locale;

/** Changes of profiles by people; every change is audited. Writer thread only. */
public final class ProfileChanges {
    private static final int MAX_REASON = 1_024;

    private final BaselineRegistry baselines;
    private final ProfileQueries queries;
    private final String cluster;
    private final InstantSource clock;

    public ProfileChanges(BaselineRegistry baselines, ProfileQueries queries, String cluster, InstantSource clock) {
        this.baselines = baselines;
        this.queries = queries;
        this.cluster = cluster;
        this.clock = clock;
    }

    Profile change(Turn turn, ChangeProfileRequest request, String actor) {
        if (request.getReason().length() > MAX_REASON) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("reason: " + request.getReason().length() + " characters (expected: at most "
                            + MAX_REASON + ")")
                    .asRuntimeException();
        }
        BaselineKey key = queries.find(request.getKey());
        long now = Times.nanos(clock);
        Mode mode = request.hasSetMode() ? mode(request) : Mode.AUTO;
        try {
            baselines.change(turn, key, baseline -> apply(baseline, request, mode, actor, now));
        } catch (IllegalStateException notNow) {
            throw Status.FAILED_PRECONDITION
                    .withDescription(notNow.getMessage())
                    .asRuntimeException();
        }
        String action = switch (request.getChangeCase()) {
            case SET_MODE -> "mode " + mode.name().toLowerCase(Locale.ROOT);
            case LOCK -> "lock";
            case REOPEN -> "reopen";
            case CHANGE_NOT_SET -> "";
        };
        audit(turn, actor, action, key, request.getReason());
        return queries.get(key);
    }

    Profile importDocument(Turn turn, ImportProfileRequest request, String actor) {
        ProfileDocument document = read(request.getYaml());
        BaselineKey key = own(WorkloadCodec.toProto(document.key()));
        long now = Times.nanos(clock);
        if (request.getDryRun()) {
            return baselines.rehearseOrCreate(key, baseline -> {
                baseline.importSpec(document.spec(), actor, now);
                return baselines.profile(baseline);
            });
        }
        ImportResult result =
                baselines.changeOrCreate(turn, key, baseline -> baseline.importSpec(document.spec(), actor, now));
        audit(
                turn,
                actor,
                "import",
                key,
                result.changed().size() + " entries changed, "
                        + result.removed().size() + " removed");
        return queries.get(key);
    }

    private static ProfileDocument read(String yaml) {
        return switch (DocumentReader.read(yaml)) {
            case DocumentResult.Valid valid -> valid.document();
            case DocumentResult.Invalid invalid ->
                throw Status.INVALID_ARGUMENT
                        .withDescription(invalid.describe("profile"))
                        .asRuntimeException();
        };
    }

    private BaselineKey own(BaselineKey key) {
        String named = key.getWorkload().getCluster();
        if (!named.isEmpty() && !named.equals(cluster)) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("profile: spec.target.cluster: " + named + " (expected: " + cluster
                            + ", the cluster of this collector, or none)")
                    .asRuntimeException();
        }
        return key.toBuilder()
                .setWorkload(key.getWorkload().toBuilder().setCluster(cluster))
                .build();
    }

    private static boolean apply(Baseline baseline, ChangeProfileRequest request, Mode mode, String actor, long now) {
        return switch (request.getChangeCase()) {
            case SET_MODE ->
                baseline.setMode(mode, actor, request.getReason(), now).isPresent();
            case LOCK -> baseline.lock(actor, request.getReason(), now).isPresent();
            case REOPEN -> baseline.reopen(actor, request.getReason(), now).isPresent();
            case CHANGE_NOT_SET ->
                throw Status.INVALID_ARGUMENT
                        .withDescription("change: none (expected: set_mode, lock or reopen)")
                        .asRuntimeException();
        };
    }

    private static Mode mode(ChangeProfileRequest request) {
        return switch (request.getSetMode()) {
            case MODE_AUTO -> Mode.AUTO;
            case MODE_LEARN -> Mode.LEARN;
            case MODE_FROZEN -> Mode.FROZEN;
            case MODE_OFF -> Mode.OFF;
            case MODE_UNSPECIFIED, UNRECOGNIZED ->
                throw Status.INVALID_ARGUMENT
                        .withDescription(
                                "set_mode: " + request.getSetModeValue() + " (expected: auto, learn, frozen or off)")
                        .asRuntimeException();
        };
    }

    private void audit(Turn turn, String actor, String action, BaselineKey key, String reason) {
        turn.add(new Change.Audited(
                new AuditRow(Times.nanos(clock), actor, action, "profile " + ProfileQueries.show(key), reason)));
    }
}
