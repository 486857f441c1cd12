// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import io.plumbline.profiles.behavior.BehaviorClass;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.profiles.behavior.Sensitivity;
import io.plumbline.profiles.peer.Addresses;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.LearningProgress;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Support;
import io.plumbline.profiles.profile.Usage;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Profiles and their entries. */
public final class ProfileCodec {
    private static final EnumTable<Mode, io.plumbline.v1.Mode> MODES =
            new EnumTable<>(Mode.class, io.plumbline.v1.Mode.values(), "MODE_", Mode.AUTO);
    /** A state that is newer than this version counts as stable: it must not silence anything. */
    private static final EnumTable<BaselineState, io.plumbline.v1.BaselineState> STATES = new EnumTable<>(
            BaselineState.class, io.plumbline.v1.BaselineState.values(), "BASELINE_STATE_", BaselineState.STABLE);

    private static final EnumTable<EntryState, io.plumbline.v1.EntryState> ENTRY_STATES = new EnumTable<>(
            EntryState.class, io.plumbline.v1.EntryState.values(), "ENTRY_STATE_", EntryState.QUARANTINED);
    private static final EnumTable<EntrySource, io.plumbline.v1.EntrySource> SOURCES = new EnumTable<>(
            EntrySource.class, io.plumbline.v1.EntrySource.values(), "ENTRY_SOURCE_", EntrySource.LEARNED);
    private static final EnumTable<BehaviorClass, io.plumbline.v1.BehaviorClass> CLASSES = new EnumTable<>(
            BehaviorClass.class, io.plumbline.v1.BehaviorClass.values(), "BEHAVIOR_CLASS_", BehaviorClass.SENSITIVE);

    private ProfileCodec() {}

    public static io.plumbline.v1.Profile toProto(Profile profile) {
        var message = io.plumbline.v1.Profile.newBuilder()
                .setKey(WorkloadCodec.toProto(profile.key()))
                .setMode(toProto(profile.mode()))
                .setState(toProto(profile.state()))
                .setStateReason(profile.stateReason())
                .setStateSinceUnixNanos(profile.stateSince())
                .setGeneration(profile.generation())
                .setContentHash(profile.contentHash())
                .setProgress(toProto(profile.progress()));
        profile.entries().values().forEach(entry -> message.addEntries(toProto(entry)));
        return message.build();
    }

    /** Entries of a kind that this version does not know are left out; {@link #unreadable} counts them. */
    public static Profile fromProto(io.plumbline.v1.Profile message) {
        Map<String, ProfileEntry> entries = new LinkedHashMap<>();
        message.getEntriesList().forEach(entry -> read(entry).ifPresent(known -> entries.put(known.id(), known)));
        return new Profile(
                WorkloadCodec.fromProto(message.getKey()),
                fromProto(message.getMode()),
                fromProto(message.getState()),
                message.getStateReason(),
                message.getStateSinceUnixNanos(),
                message.getGeneration(),
                entries,
                fromProto(message.getProgress()));
    }

    /** Entries that {@link #fromProto(io.plumbline.v1.Profile)} leaves out. */
    public static long unreadable(io.plumbline.v1.Profile message) {
        return message.getEntriesList().stream()
                .filter(entry -> read(entry).isEmpty())
                .count();
    }

    public static io.plumbline.v1.ProfileEntry toProto(ProfileEntry entry) {
        Support support = entry.support();
        var message = io.plumbline.v1.ProfileEntry.newBuilder()
                .setId(entry.id())
                .setBehavior(BehaviorCodec.toProto(entry.behavior()))
                .setBehaviorClass(toProto(entry.classification().behaviorClass()))
                .setState(ENTRY_STATES.toProto(entry.state()))
                .setSource(SOURCES.toProto(entry.source()))
                .setCount(support.count())
                .setFirstSeenUnixNanos(support.firstSeen())
                .setLastSeenUnixNanos(support.lastSeen())
                .setReplicas(support.replicas())
                .setStarts(support.starts())
                .setNodes(support.nodes())
                .addAllImageVersions(support.imageVersions())
                .addAllAddresses(entry.addresses());
        if (!entry.usage().equals(Usage.NONE)) {
            message.setUsage(UsageCodec.toProto(entry.usage()));
        }
        entry.classification().sensitivities().forEach(one -> message.addSensitivities(one.word()));
        Attribution attribution = entry.attribution();
        if (attribution != null) {
            message.setDecidedBy(attribution.decidedBy()).setReason(attribution.reason());
            if (attribution.expiresAt() != null) {
                message.setExpiresAtUnixNanos(attribution.expiresAt());
            }
        }
        return message.build();
    }

    /** The entry, or empty for a kind of behaviour or peer that this version does not know. */
    public static Optional<ProfileEntry> read(io.plumbline.v1.ProfileEntry message) {
        return BehaviorCodec.read(message.getBehavior())
                .map(behavior -> new ProfileEntry(
                        message.getId(),
                        behavior,
                        classification(message),
                        ENTRY_STATES.fromProto(message.getState()),
                        SOURCES.fromProto(message.getSource()),
                        new Support(
                                message.getCount(),
                                message.getFirstSeenUnixNanos(),
                                message.getLastSeenUnixNanos(),
                                message.getReplicas(),
                                message.getStarts(),
                                message.getNodes(),
                                message.getImageVersionsList()),
                        message.hasDecidedBy()
                                ? new Attribution(
                                        message.getDecidedBy(),
                                        message.getReason(),
                                        message.hasExpiresAtUnixNanos() ? message.getExpiresAtUnixNanos() : null)
                                : null,
                        UsageCodec.fromProto(message.getUsage()),
                        Addresses.read(message.getAddressesList(), ProfileEntry.MOST_ADDRESSES)));
    }

    private static Classification classification(io.plumbline.v1.ProfileEntry message) {
        Set<Sensitivity> sensitivities = EnumSet.noneOf(Sensitivity.class);
        message.getSensitivitiesList()
                .forEach(word -> sensitivities.add(Sensitivity.of(word).orElse(Sensitivity.UNKNOWN)));
        return new Classification(CLASSES.fromProto(message.getBehaviorClass()), sensitivities);
    }

    private static io.plumbline.v1.LearningProgress toProto(LearningProgress progress) {
        return io.plumbline.v1.LearningProgress.newBuilder()
                .setSinceUnixNanos(progress.since())
                .setLastNoveltyUnixNanos(progress.lastNovelty())
                .setObservations(progress.observations())
                .setSingletons(progress.singletons())
                .setLost(progress.lost())
                .setFraction(progress.fraction())
                .addAllWaitingFor(progress.waitingFor())
                .setRule(progress.rule())
                .setFirstStartUnixNanos(progress.firstStart())
                .build();
    }

    private static LearningProgress fromProto(io.plumbline.v1.LearningProgress message) {
        return new LearningProgress(
                message.getSinceUnixNanos(),
                message.getLastNoveltyUnixNanos(),
                message.getObservations(),
                message.getSingletons(),
                message.getLost(),
                message.getFraction(),
                message.getWaitingForList(),
                message.getRule(),
                message.getFirstStartUnixNanos());
    }

    public static io.plumbline.v1.Mode toProto(Mode mode) {
        return MODES.toProto(mode);
    }

    /** A mode that this version does not know counts as AUTO. */
    public static Mode fromProto(io.plumbline.v1.Mode mode) {
        return MODES.fromProto(mode);
    }

    public static io.plumbline.v1.BaselineState toProto(BaselineState state) {
        return STATES.toProto(state);
    }

    /** A state that this version does not know counts as STABLE. */
    public static BaselineState fromProto(io.plumbline.v1.BaselineState state) {
        return STATES.fromProto(state);
    }

    public static io.plumbline.v1.BehaviorClass toProto(BehaviorClass behaviorClass) {
        return CLASSES.toProto(behaviorClass);
    }
}
