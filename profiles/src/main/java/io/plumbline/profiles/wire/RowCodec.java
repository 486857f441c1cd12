// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.learning.ContainerRun;
import io.plumbline.profiles.learning.Row;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Support;
import io.plumbline.v1.BaselineCellRow;
import io.plumbline.v1.BaselineEntryRow;
import io.plumbline.v1.BaselineHeaderRow;
import io.plumbline.v1.BaselineRow;
import io.plumbline.v1.BaselineRun;
import io.plumbline.v1.BaselineRunRow;
import java.util.List;
import java.util.Optional;

/** Rows of baselines as bytes, for stores that keep keys and values. */
public final class RowCodec {
    private RowCodec() {}

    public static byte[] encode(Row row) {
        var message = BaselineRow.newBuilder().setBaselineId(row.baselineId());
        switch (row) {
            case Row.Header header -> message.setHeader(header(header));
            case Row.Entry entry -> message.setEntry(entry(entry));
            case Row.Cell cell ->
                message.setCell(BaselineCellRow.newBuilder()
                        .setEntryId(cell.entryId())
                        .setRun(run(cell.run()))
                        .setCount(cell.count())
                        .setFirstSeenUnixNanos(cell.firstSeen())
                        .setLastSeenUnixNanos(cell.lastSeen())
                        .setUsage(UsageCodec.toProto(cell.usage()))
                        .addAllAddresses(cell.addresses()));
            case Row.Run run ->
                message.setRun(BaselineRunRow.newBuilder()
                        .setRun(run(run.run()))
                        .setDescribed(run.described())
                        .setLost(run.lost())
                        .setLastMergedUnixNanos(run.lastMerged()));
        }
        return message.build().toByteArray();
    }

    /** Empty for bytes that are damaged, or of a kind that this version does not know: count those. */
    public static Optional<Row> decode(byte[] bytes) {
        BaselineRow message;
        try {
            message = BaselineRow.parseFrom(bytes);
        } catch (InvalidProtocolBufferException damaged) {
            return Optional.empty();
        }
        String baselineId = message.getBaselineId();
        return switch (message.getKindCase()) {
            case HEADER -> Optional.of(header(message.getHeader()));
            case ENTRY -> ProfileCodec.read(message.getEntry().getEntry()).map(entry -> entry(baselineId, entry));
            case CELL -> {
                BaselineCellRow cell = message.getCell();
                yield Optional.of(new Row.Cell(
                        baselineId,
                        cell.getEntryId(),
                        run(cell.getRun()),
                        cell.getCount(),
                        cell.getFirstSeenUnixNanos(),
                        cell.getLastSeenUnixNanos(),
                        UsageCodec.fromProto(cell.getUsage()),
                        cell.getAddressesList()));
            }
            case RUN -> {
                BaselineRunRow run = message.getRun();
                yield Optional.of(new Row.Run(
                        baselineId,
                        run(run.getRun()),
                        run.getDescribed(),
                        run.getLost(),
                        run.getLastMergedUnixNanos()));
            }
            case KIND_NOT_SET -> Optional.empty();
        };
    }

    private static BaselineHeaderRow header(Row.Header row) {
        return BaselineHeaderRow.newBuilder()
                .setKey(WorkloadCodec.toProto(row.key()))
                .setIdentity(WorkloadCodec.toProto(row.identity()))
                .setMode(ProfileCodec.toProto(row.mode()))
                .setState(ProfileCodec.toProto(row.state()))
                .setStateReason(row.stateReason())
                .setStateSinceUnixNanos(row.stateSince())
                .setGeneration(row.generation())
                .setLearningSinceUnixNanos(row.learningSince())
                .setLastLossUnixNanos(row.lastLoss())
                .setStarts(row.starts())
                .setDroppedDescribed(row.droppedDescribed())
                .setDroppedLost(row.droppedLost())
                .addAllRefused(row.refused())
                .setRefusedOverflow(row.refusedOverflow())
                .setFirstStartUnixNanos(row.firstStart())
                .build();
    }

    private static Row.Header header(BaselineHeaderRow message) {
        return new Row.Header(
                WorkloadCodec.fromProto(message.getKey()),
                WorkloadCodec.fromProto(message.getIdentity()),
                ProfileCodec.fromProto(message.getMode()),
                ProfileCodec.fromProto(message.getState()),
                message.getStateReason(),
                message.getStateSinceUnixNanos(),
                message.getGeneration(),
                message.getLearningSinceUnixNanos(),
                message.getLastLossUnixNanos(),
                message.getStarts(),
                message.getDroppedDescribed(),
                message.getDroppedLost(),
                message.getRefusedList(),
                message.getRefusedOverflow(),
                message.getFirstStartUnixNanos());
    }

    private static BaselineEntryRow entry(Row.Entry row) {
        Support dropped = new Support(
                row.droppedCount(), row.droppedFirstSeen(), row.droppedLastSeen(), 0, 0, 0, row.imageVersions());
        return BaselineEntryRow.newBuilder()
                .setEntry(ProfileCodec.toProto(new ProfileEntry(
                        row.entryId(),
                        row.behavior(),
                        Classifier.classify(row.behavior()),
                        row.state(),
                        row.source(),
                        dropped,
                        row.attribution(),
                        row.droppedUsage(),
                        List.of())))
                .build();
    }

    private static Row.Entry entry(String baselineId, ProfileEntry entry) {
        return new Row.Entry(
                baselineId,
                entry.id(),
                entry.behavior(),
                entry.state(),
                entry.source(),
                entry.attribution(),
                entry.support().count(),
                entry.support().firstSeen(),
                entry.support().lastSeen(),
                entry.usage(),
                entry.support().imageVersions());
    }

    private static BaselineRun run(ContainerRun run) {
        var message = BaselineRun.newBuilder()
                .setNode(run.node())
                .setEpoch(run.epoch())
                .setContainerId(run.containerId())
                .setAttempt(run.attempt())
                .setPodUid(run.podUid())
                .setStartedAtUnixNanos(run.startedAt());
        if (run.imageDigest() != null) {
            message.setImageDigest(run.imageDigest());
        }
        return message.build();
    }

    private static ContainerRun run(BaselineRun message) {
        return new ContainerRun(
                message.getNode(),
                message.getEpoch(),
                message.getContainerId(),
                message.getAttempt(),
                message.getPodUid(),
                message.hasImageDigest() ? message.getImageDigest() : null,
                message.getStartedAtUnixNanos());
    }
}
