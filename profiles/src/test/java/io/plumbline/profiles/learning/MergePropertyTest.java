// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import static io.plumbline.profiles.fixtures.Runs.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.fixtures.Runs;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.wire.RowCodec;
import io.plumbline.profiles.workload.IdentitySource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MergePropertyTest {
    private static final LockRule RULE = QuietTimeRule.DEFAULT;

    @Test
    void orderAndRepetitionDoNotMatter() {
        Seeds.check(200, random -> {
            List<Delta> deltas = deltas(random);
            List<Delta> shuffled = new ArrayList<>(deltas);
            for (int i = random.nextInt(10); i > 0; i--) {
                shuffled.add(deltas.get(random.nextInt(deltas.size())));
            }
            Collections.shuffle(shuffled, new Random(random.nextLong()));

            Profile one = merged(deltas);
            Profile other = merged(shuffled);
            assertThat(other.entries()).isEqualTo(one.entries());
            assertThat(other.contentHash()).isEqualTo(one.contentHash());
            assertThat(other.progress().observations()).isEqualTo(one.progress().observations());
            assertThat(other.progress().lastNovelty()).isEqualTo(one.progress().lastNovelty());
            assertThat(other.progress().lost()).isEqualTo(one.progress().lost());
        });
    }

    @Test
    void aBaselineIsExactlyTheRowsThatItGaveToItsStore() {
        Seeds.check(100, random -> {
            Baseline baseline = Runs.baseline();
            Map<String, byte[]> store = new HashMap<>();
            for (Delta delta : deltas(random)) {
                baseline.merge(delta, at(100));
                decide(baseline, random);
                Changes changes = baseline.drainChanges();
                changes.deletes().forEach(store::remove);
                changes.puts().forEach(row -> store.put(row.rowKey(), RowCodec.encode(row)));
            }
            List<Row> rows = store.values().stream()
                    .map(bytes -> RowCodec.decode(bytes).orElseThrow())
                    .toList();
            Baseline restored = Baseline.restore(rows).getFirst();

            assertThat(restored.profile(RULE, at(200))).isEqualTo(baseline.profile(RULE, at(200)));
            assertThat(restored.evidence()).isEqualTo(baseline.evidence());
            assertThat(restored.rows()).containsExactlyInAnyOrderElementsOf(baseline.rows());
            assertThat(restored.drainChanges().isEmpty()).isTrue();
            assertThat(baseline.drainChanges().isEmpty()).isTrue();
        });
    }

    @Test
    void manyRunsStayBoundedAndAreNotCountedTwice() {
        Baseline baseline = Runs.baseline();
        List<Delta> deltas = new ArrayList<>();
        for (int run = 0; run < 1000; run++) {
            deltas.add(Runs.delta(run, run, Samples.listening(80)));
        }
        deltas.forEach(delta -> baseline.merge(delta, at(2000)));
        deltas.forEach(delta -> baseline.merge(delta, at(2001)));

        ProfileEntry entry =
                baseline.profile(RULE, at(2002)).entries().values().iterator().next();
        assertThat(entry.support().count()).isEqualTo(1000);
        assertThat(entry.support().starts()).isEqualTo(64);
        assertThat(entry.support().firstSeen()).isEqualTo(at(0));
        assertThat(baseline.rows()).hasSizeLessThan(400);
    }

    @Test
    void aCopyIsIndependent() {
        Baseline baseline = Runs.baseline();
        baseline.merge(Runs.delta(1, 1, Samples.listening(80)), at(1));
        Baseline copy = baseline.copy();
        copy.deny(Samples.listening(80), "anna", "", null);

        assertThat(copy.profile(RULE, at(2))).isNotEqualTo(baseline.profile(RULE, at(2)));
    }

    /** Agents do not send such things; a damaged or hostile one may. */
    @Test
    void evenCountersThatContradictEachOtherMayComeInAnyOrder() {
        Seeds.check(200, random -> {
            List<Delta> deltas = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                long first = at(random.nextInt(3));
                Counter counter = new Counter(
                        Samples.outbound("redis", 6379),
                        1 + random.nextInt(3),
                        first,
                        at(3 + random.nextInt(3)),
                        usage(random),
                        addresses(random));
                deltas.add(delta(1 + random.nextInt(2), counter));
            }
            List<Delta> shuffled = new ArrayList<>(deltas);
            shuffled.addAll(deltas);
            Collections.shuffle(shuffled, new Random(random.nextLong()));

            assertThat(merged(shuffled).entries()).isEqualTo(merged(deltas).entries());
        });
    }

    @Test
    void usageOfRunsThatAreNoLongerKeptStays() {
        Outbound redis = Samples.outbound("redis", 6379);
        Baseline baseline = Runs.baseline();
        for (int run = 0; run < 100; run++) {
            Usage usage = run == 0 ? new Usage(5000, 7, false) : new Usage(10, 1, false);
            baseline.merge(
                    delta(run, new Counter(redis, 1, at(run), at(run), usage, List.of("10.0.0." + run))), at(run));
        }
        baseline.merge(delta(1, new Counter(redis, 2, at(1), at(2), new Usage(1, 1, true), List.of())), at(200));

        Baseline restored = baseline.copy();
        ProfileEntry entry = restored.entry(BehaviorId.of(redis)).orElseThrow();
        assertThat(entry.usage()).isEqualTo(new Usage(5000, 7, true));
        assertThat(entry.support().count()).isEqualTo(100);
        assertThat(entry.addresses())
                .hasSize(ProfileEntry.MOST_ADDRESSES)
                .startsWith("10.0.0.84")
                .endsWith("10.0.0.99");
        assertThat(baseline.entry(entry.id())).hasValue(entry);
    }

    @Test
    void aBaselineThatDoesNotLearnDoesNotGetUsedToMore() {
        Outbound redis = Samples.outbound("redis", 6379);
        Outbound vault = Samples.outbound("vault", 8200);
        Usage little = new Usage(10, 1, false);
        Usage much = new Usage(1 << 30, 500, true);
        Baseline baseline = Runs.baseline();
        baseline.merge(delta(1, new Counter(redis, 1, at(1), at(1), little, List.of("10.0.0.1"))), at(1));
        baseline.lock("anna", "", at(2));
        baseline.accept(vault, "anna", "", null);
        Counter more = new Counter(redis, 9, at(1), at(5), much, List.of("10.0.0.2"));
        baseline.merge(delta(1, more), at(5));
        baseline.merge(delta(2, more), at(5));
        baseline.merge(delta(1, new Counter(vault, 1, at(5), at(5), much, List.of())), at(5));

        ProfileEntry entry = baseline.entry(BehaviorId.of(redis)).orElseThrow();
        assertThat(entry.usage()).isEqualTo(little);
        assertThat(entry.support().count()).isEqualTo(18);
        assertThat(entry.addresses()).containsExactly("10.0.0.2");
        assertThat(baseline.entry(BehaviorId.of(vault)).orElseThrow().usage()).isEqualTo(much);

        baseline.reopen("anna", "", at(6));
        Delta later = new Delta(
                Samples.KEY, IdentitySource.API, baseline.generation(), Runs.run(2), List.of(more), 1, 0, false);
        baseline.merge(later, at(7));
        assertThat(baseline.entry(BehaviorId.of(redis)).orElseThrow().usage()).isEqualTo(much);
    }

    @Test
    void usageAndAddressesAreNotPartOfWhatIsNormal() {
        Outbound redis = Samples.outbound("redis", 6379);
        Baseline used = Runs.baseline();
        used.merge(delta(1, new Counter(redis, 1, at(1), at(1), new Usage(9, 9, true), List.of("10.0.0.9"))), at(1));
        Baseline plain = Runs.baseline();
        plain.merge(delta(1, new Counter(redis, 1, at(1), at(1))), at(1));

        assertThat(used.profile(RULE, at(2)).contentHash())
                .isEqualTo(plain.profile(RULE, at(2)).contentHash());
    }

    @Test
    void aJudgementTellsTheUsageAsOfNow() {
        Outbound redis = Samples.outbound("redis", 6379);
        Baseline baseline = Runs.baseline();
        baseline.merge(delta(1, new Counter(redis, 1, at(1), at(1), new Usage(9, 1, false), List.of())), at(1));
        baseline.merge(delta(1, new Counter(redis, 5, at(1), at(4), new Usage(20, 4, true), List.of())), at(4));

        assertThat(baseline.judge(redis, at(5)))
                .isInstanceOfSatisfying(
                        Verdict.Known.class,
                        known -> assertThat(known.entry().usage()).isEqualTo(new Usage(20, 4, true)));
    }

    private static Delta delta(int run, Counter counter) {
        return new Delta(Samples.KEY, IdentitySource.API, 1, Runs.run(run), List.of(counter), 1, 0, false);
    }

    private static Usage usage(RandomGenerator random) {
        return new Usage(random.nextInt(3) * 1000L, random.nextInt(4), random.nextInt(8) == 0);
    }

    private static List<String> addresses(RandomGenerator random) {
        List<String> addresses = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            addresses.add("192.0.2." + random.nextInt(20));
        }
        return addresses;
    }

    private static Profile merged(List<Delta> deltas) {
        Baseline baseline = Runs.baseline();
        deltas.forEach(delta -> baseline.merge(delta, at(100)));
        return baseline.profile(RULE, at(100));
    }

    private static void decide(Baseline baseline, RandomGenerator random) {
        List<ProfileEntry> entries =
                List.copyOf(baseline.profile(RULE, at(100)).entries().values());
        if (entries.isEmpty() || random.nextInt(3) > 0) {
            return;
        }
        ProfileEntry entry = entries.get(random.nextInt(entries.size()));
        if (random.nextBoolean()) {
            baseline.deny(entry.behavior(), "anna", "no", random.nextBoolean() ? at(500) : null);
        } else {
            baseline.forget(entry.id());
        }
    }

    /** Cumulative counters of a few runs, as agents would send them. */
    private static List<Delta> deltas(RandomGenerator random) {
        List<Behavior> behaviors = new ArrayList<>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            behaviors.add(Samples.random(random));
        }
        List<Delta> deltas = new ArrayList<>();
        for (int run = 0; run < 1 + random.nextInt(4); run++) {
            Map<Behavior, Counter> counters = new LinkedHashMap<>();
            long lost = 0;
            for (int message = 0; message < 1 + random.nextInt(4); message++) {
                long now = at(message * 10L + random.nextInt(10));
                Behavior behavior = behaviors.get(random.nextInt(behaviors.size()));
                counters.merge(
                        behavior,
                        new Counter(behavior, 1 + random.nextInt(3), now, now, usage(random), addresses(random)),
                        (former, next) -> new Counter(
                                behavior,
                                former.count() + next.count(),
                                former.firstSeen(),
                                next.lastSeen(),
                                former.usage().max(next.usage()),
                                next.addresses()));
                lost += random.nextInt(2);
                deltas.add(new Delta(
                        Samples.KEY,
                        IdentitySource.API,
                        random.nextInt(2),
                        Runs.run(run),
                        List.copyOf(counters.values()),
                        message,
                        lost,
                        false));
            }
        }
        return deltas;
    }
}
