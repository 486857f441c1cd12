// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.terminal.Terminal;
import io.plumbline.cli.terminal.Wrap;
import io.plumbline.cli.words.BehaviorWords;
import io.plumbline.cli.words.CountWords;
import io.plumbline.cli.words.EnumWords;
import io.plumbline.cli.words.PeerWords;
import io.plumbline.cli.words.TimeWords;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.EntrySource;
import io.plumbline.v1.EntryState;
import io.plumbline.v1.LearningProgress;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One profile: its state, how far learning is, what waits for a person, and what is normal, by kind. */
final class ProfilePage {
    /** The kinds of behaviour, in the order in which they are shown. */
    private enum Section {
        EXECUTION("STARTS"),
        LISTENING("LISTENS ON"),
        OUTBOUND("CONNECTS TO"),
        INBOUND("IS CONNECTED TO BY"),
        NAME_LOOKUP("ASKS FOR NAMES"),
        CODE_MAPPING("LOADS CODE"),
        KERNEL("ASKS OF THE KERNEL"),
        PRIVILEGE("CHANGES ITS USER"),
        OTHER("OTHER");

        private final String heading;

        Section(String heading) {
            this.heading = heading;
        }

        static Section of(Behavior behavior) {
            return switch (behavior.getKindCase()) {
                case EXECUTION -> EXECUTION;
                case LISTENING -> LISTENING;
                case OUTBOUND -> OUTBOUND;
                case INBOUND -> INBOUND;
                case NAME_LOOKUP -> NAME_LOOKUP;
                case CODE_MAPPING -> CODE_MAPPING;
                case SOCKET_USE, KERNEL_USE -> KERNEL;
                case PRIVILEGE -> PRIVILEGE;
                case KIND_NOT_SET -> OTHER;
            };
        }
    }

    private static final int NAME = 11;
    private static final int BAR = 20;
    private static final int TEXT = 60;

    private final Profile profile;
    private final boolean wide;
    private final Instant now;

    ProfilePage(Profile profile, boolean wide, Instant now) {
        this.profile = profile;
        this.wide = wide;
        this.now = now;
    }

    List<Line> lines() {
        var lines = new ArrayList<Line>(head());
        List<ProfileEntry> entries = profile.getEntriesList();
        lines.addAll(confirm(inState(entries, EntryState.ENTRY_STATE_QUARANTINED)));
        lines.addAll(denied(inState(entries, EntryState.ENTRY_STATE_DENIED)));
        List<ProfileEntry> rest = entries.stream()
                .filter(entry -> entry.getState() != EntryState.ENTRY_STATE_QUARANTINED
                        && entry.getState() != EntryState.ENTRY_STATE_DENIED)
                .toList();
        for (Section section : Section.values()) {
            lines.addAll(section(
                    section,
                    rest.stream()
                            .filter(entry -> Section.of(entry.getBehavior()) == section)
                            .toList()));
        }
        return lines;
    }

    private List<Line> head() {
        var key = profile.getKey();
        LearningProgress progress = profile.getProgress();
        var lines = new ArrayList<Line>();
        lines.add(cut(Line.of(Style.BOLD, PeerWords.of(key.getWorkload()))
                .and("  container ")
                .and(Style.BOLD, key.getContainerName())
                .and("  (" + EnumWords.of(key.getContainerType(), key.getContainerTypeValue(), "CONTAINER_TYPE_")
                        + ")")));
        lines.add(cut(label("state")
                .and(StateWords.state(profile.getState(), profile.getStateValue()))
                .and(" since " + TimeWords.full(profile.getStateSinceUnixNanos())
                        + (profile.getStateReason().isEmpty() ? "" : ": " + profile.getStateReason()))));
        lines.add(cut(label("mode")
                .and(StateWords.mode(profile.getMode(), profile.getModeValue()) + ", generation "
                        + Long.toUnsignedString(profile.getGeneration()) + ", content " + hash())));
        lines.add(cut(label("learned")
                .and(CountWords.of(progress.getObservations(), "observation", "observations") + " since "
                        + TimeWords.full(progress.getSinceUnixNanos()) + "; the last new entry "
                        + ago(progress.getLastNoveltyUnixNanos()))));
        lines.add(cut(label("")
                .and(CountWords.of(progress.getSingletons(), "entry", "entries") + " seen only once; "
                        + CountWords.of(progress.getLost(), "observation", "observations")
                        + " lost or not described")));
        lines.add(cut(label("lock rule").and(progress.getRule())));
        if (profile.getState() != BaselineState.BASELINE_STATE_STABLE) {
            lines.add(cut(label("progress").and(CountWords.bar(progress.getFraction(), BAR))));
            String name = "waits for";
            for (String waiting : progress.getWaitingForList()) {
                lines.addAll(paragraph(name, "- " + waiting));
                name = "";
            }
        }
        return lines;
    }

    private List<Line> confirm(List<ProfileEntry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        var lines = heading("PLEASE CONFIRM", entries.size(), Style.YELLOW);
        lines.add(Line.of(
                Style.DIM, "  Seen while learning, but sensitive: it becomes normal only when a person says so."));
        for (ProfileEntry entry : entries) {
            lines.add(cut(Line.of("  " + BehaviorWords.deed(entry.getBehavior()))));
            String why =
                    entry.getSensitivitiesCount() == 0 ? "sensitive" : String.join(", ", entry.getSensitivitiesList());
            lines.add(cut(Line.of(Style.DIM, "      because: ")
                    .and(Style.YELLOW, why)
                    .and(Style.DIM, "; " + support(entry) + id(entry))));
        }
        String name = ProfileReference.format(profile.getKey());
        lines.add(Line.of(Style.DIM, "  To confirm: plumbline profiles export " + name + " -f FILE,"));
        lines.add(
                Line.of(Style.DIM, "  put what belongs there under spec.allowed, then plumbline profiles import FILE"));
        return lines;
    }

    private List<Line> denied(List<ProfileEntry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        var lines = heading("DENIED", entries.size(), Style.RED);
        for (ProfileEntry entry : entries) {
            lines.add(cut(Line.of("  " + BehaviorWords.deed(entry.getBehavior()))));
            lines.add(cut(Line.of(Style.DIM, "      " + decided(entry).orElse(support(entry)) + id(entry))));
        }
        return lines;
    }

    private List<Line> section(Section section, List<ProfileEntry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        var lines = heading(section.heading, entries.size(), Style.BOLD);
        entries.stream()
                .sorted(Comparator.comparing((ProfileEntry entry) -> BehaviorWords.of(entry.getBehavior())))
                .forEach(entry -> lines.addAll(entry(entry)));
        return lines;
    }

    private List<Line> entry(ProfileEntry entry) {
        var lines = new ArrayList<Line>();
        Line text = Line.of("  " + BehaviorWords.of(entry.getBehavior()));
        String support = "  " + support(entry);
        lines.add(
                wide
                        ? text.and(Style.DIM, support + id(entry))
                        : text.cut(TEXT).pad(TEXT).and(Style.DIM, support).cut(Terminal.COLUMNS));
        decided(entry).ifPresent(how -> lines.add(cut(Line.of(Style.DIM, "      " + how))));
        return lines;
    }

    private String support(ProfileEntry entry) {
        if (entry.getCount() == 0) {
            return "never seen";
        }
        String brief = CountWords.of(entry.getCount(), "time", "times") + ", "
                + CountWords.capped(entry.getReplicas(), "replica", "replicas");
        return wide
                ? brief + ", " + CountWords.capped(entry.getStarts(), "start", "starts") + ", "
                        + CountWords.capped(entry.getNodes(), "node", "nodes") + ", first "
                        + TimeWords.full(entry.getFirstSeenUnixNanos()) + ", last "
                        + TimeWords.full(entry.getLastSeenUnixNanos())
                : brief + ", last " + ago(entry.getLastSeenUnixNanos());
    }

    /** Says by whom and why an entry was decided; empty for one that was simply learned. */
    private static Optional<String> decided(ProfileEntry entry) {
        boolean learned = entry.getSource() == EntrySource.ENTRY_SOURCE_LEARNED;
        if (learned && !entry.hasDecidedBy()) {
            return Optional.empty();
        }
        String how = EnumWords.of(entry.getSource(), entry.getSourceValue(), "ENTRY_SOURCE_");
        String by = entry.hasDecidedBy() ? " by " + entry.getDecidedBy() : "";
        String until = entry.hasExpiresAtUnixNanos() ? " until " + TimeWords.full(entry.getExpiresAtUnixNanos()) : "";
        String why = entry.getReason().isEmpty() ? "" : ": " + entry.getReason();
        return Optional.of(how + by + until + why);
    }

    private String id(ProfileEntry entry) {
        return wide ? ", id " + entry.getId() : "";
    }

    private String hash() {
        String hash = profile.getContentHash();
        return wide || hash.length() <= 12 ? hash : hash.substring(0, 12);
    }

    private String ago(long unixNanos) {
        return unixNanos == 0 ? "never" : TimeWords.age(unixNanos, now) + " ago";
    }

    private static List<ProfileEntry> inState(List<ProfileEntry> entries, EntryState state) {
        return entries.stream().filter(entry -> entry.getState() == state).toList();
    }

    private static List<Line> heading(String text, int count, Style style) {
        var lines = new ArrayList<Line>();
        lines.add(Line.empty());
        lines.add(Line.of(style, text).and(" (" + count + ")"));
        return lines;
    }

    private List<Line> paragraph(String name, String text) {
        return Wrap.words(" ".repeat(NAME), text, wide ? Integer.MAX_VALUE : Terminal.COLUMNS).stream()
                .map(line -> line.plain().substring(NAME))
                .map(line -> label(line.startsWith("- ") ? name : "").and(line))
                .toList();
    }

    private static Line label(String name) {
        return Line.of(Style.DIM, name).pad(NAME);
    }

    private Line cut(Line line) {
        return wide ? line : line.cut(Terminal.COLUMNS);
    }
}
