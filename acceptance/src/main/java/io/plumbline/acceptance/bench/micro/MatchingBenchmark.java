// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.micro;

import io.plumbline.profiles.argv.ArgvShaper;
import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Judge;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.redaction.Redactor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A program start against a profile of 60 entries: one that is known, one that is new and so gets its reasons. */
@State(Scope.Thread)
public class MatchingBenchmark {
    private static final int ENTRIES = 60;
    private static final String PARENT = "/usr/bin/supervise";

    private final ArgvShaper shaper = new ArgvShaper(new Redactor(new byte[32]));
    private final Map<String, ProfileEntry> entries = new LinkedHashMap<>();
    private final Execution known;
    private final Execution novel;

    /** Makes the profile. */
    public MatchingBenchmark() {
        var anna = new Attribution("anna", "", null);
        for (int entry = 0; entry < ENTRIES; entry++) {
            ProfileEntry made = ProfileEntry.decided(
                    execution("/usr/bin/program-" + entry), EntryState.ACTIVE, EntrySource.ACCEPTED, anna);
            entries.put(made.id(), made);
        }
        known = execution("/usr/bin/program-" + ENTRIES / 2);
        novel = execution("/usr/bin/another");
    }

    private Execution execution(String path) {
        return new Execution(
                new Program(Origin.IMAGE, path),
                null,
                shaper.shape(path, List.of(path, "--serve", "--port", "8080"), false),
                PARENT,
                UserClass.NON_ROOT,
                DirectoryClass.ROOT,
                Phase.SERVICE);
    }

    /** Known. */
    @Benchmark
    public Verdict known() {
        return Judge.judge(entries, known, 0);
    }

    /** New. */
    @Benchmark
    public Verdict novel() {
        return Judge.judge(entries, novel, 0);
    }
}
