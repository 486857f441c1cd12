// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import static io.plumbline.profiles.fixtures.Runs.at;
import static io.plumbline.profiles.fixtures.Runs.baseline;
import static io.plumbline.profiles.fixtures.Runs.delta;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.fixtures.Runs;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.learning.MergeResult.Refusal;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.ProfileSpec;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.IdentitySource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final LockRule RULE = new QuietTimeRule(Duration.ofSeconds(100), Duration.ofSeconds(30));
    private static final Behavior WORKER = Samples.execution("/usr/sbin/nginx", "/usr/sbin/worker", "-x");
    private static final Behavior SHELL = Samples.execution("/usr/sbin/nginx", "/bin/sh", "-c", "id");

    private final Baseline baseline = baseline();

    private EntryState stateOf(Behavior behavior) {
        return baseline.entry(BehaviorId.of(behavior)).orElseThrow().state();
    }

    private static Refusal only(MergeResult result) {
        assertThat(result.refused()).hasSize(1);
        return result.refused().getFirst().why();
    }

    @Test
    void learnsOrdinaryBehaviourAndQuarantinesSensitive() {
        MergeResult result = baseline.merge(delta(1, 1, WORKER, SHELL), at(1));

        assertThat(result.added()).hasSize(2);
        assertThat(stateOf(WORKER)).isEqualTo(EntryState.ACTIVE);
        assertThat(stateOf(SHELL)).isEqualTo(EntryState.QUARANTINED);
        assertThat(baseline.judge(WORKER, at(2))).isInstanceOf(Verdict.Known.class);
        assertThat(baseline.judge(SHELL, at(2))).isInstanceOf(Verdict.Unconfirmed.class);
    }

    @Test
    void whatWaitsTakesNoRoomFromWhatIsOrdinary() {
        Behavior[] codes = IntStream.range(0, Profile.MAX_WAITING + 1)
                .mapToObj(i -> Samples.execution("/usr/sbin/nginx", "/bin/sh", "-c", "convert " + i))
                .toArray(Behavior[]::new);
        MergeResult result = baseline.merge(delta(1, 1, codes), at(1));
        baseline.merge(delta(1, 90, WORKER), at(90));
        // The same is told again, and is no news.
        MergeResult again = baseline.merge(delta(1, 1, codes), at(95));

        assertThat(only(result)).isEqualTo(Refusal.TOO_MANY_WAITING);
        assertThat(only(again)).isEqualTo(Refusal.TOO_MANY_WAITING);
        assertThat(stateOf(WORKER)).isEqualTo(EntryState.ACTIVE);
        assertThat(baseline.evidence().waiting()).isEqualTo(Profile.MAX_WAITING);
        assertThat(baseline.evidence().lastLoss()).isEqualTo(at(1));
        assertThat(baseline.progress(RULE, at(100)).waitingFor())
                .last()
                .isEqualTo("decisions: too many behaviours wait to be confirmed, more than these 512 are not kept");
        assertThat(baseline.evaluate(RULE, at(200))).isPresent();
    }

    @Test
    void doesNotLockWhileAnAgentIsBehindAndLosesNoQuietTimeByIt() {
        baseline.merge(delta(1, 1, WORKER), at(1));
        baseline.merge(delta(1, 90, WORKER).withBehind(12 * Runs.SECOND), at(90));

        assertThat(baseline.evaluate(RULE, at(200))).isEmpty();
        assertThat(baseline.progress(RULE, at(200)).waitingFor())
                .containsExactly("agent node-1: is 12s behind, what it has not handled yet may be new");

        baseline.merge(delta(1, 201, WORKER).withBehind(Lag.TOLERATED), at(201));
        assertThat(baseline.evaluate(RULE, at(201))).isPresent();
    }

    @Test
    void anAgentThatSaysNothingMoreIsNotWaitedForForEver() {
        baseline.merge(delta(1, 1, WORKER), at(1));
        baseline.merge(delta(2, 90, WORKER).withBehind(60 * Runs.SECOND), at(90));

        assertThat(baseline.evaluate(RULE, at(209))).isEmpty();
        assertThat(baseline.evaluate(RULE, at(211))).isPresent();
    }

    @Test
    void aFullProfileSaysSoAndDoesNotLock() {
        Behavior[] programs = IntStream.range(0, Profile.MAX_ENTRIES + 1)
                .mapToObj(i -> Samples.execution("/usr/sbin/nginx", "/usr/bin/program-" + i))
                .toArray(Behavior[]::new);
        MergeResult result = baseline.merge(delta(1, 1, programs), at(1));
        MergeResult sensitive = baseline.merge(delta(1, 1, SHELL), at(1));

        assertThat(only(result)).isEqualTo(Refusal.FULL);
        assertThat(sensitive.refused()).isEmpty();
        assertThat(baseline.evaluate(RULE, at(10_000))).isEmpty();
        assertThat(baseline.progress(RULE, at(10_000)).waitingFor())
                .containsExactly(
                        "room: the profile is full with 4096 entries, and learns nothing more; forget what is not"
                                + " ordinary, or lock it by hand");
    }

    @Test
    void countsEachRunOnceHoweverOftenItIsTold() {
        Delta first = delta(1, 1, 5, 1, 0, WORKER);
        baseline.merge(first, at(1));
        baseline.merge(delta(2, 1, 2, 3, 0, WORKER), at(3));
        MergeResult again = baseline.merge(first, at(4));

        ProfileEntry entry =
                baseline.profile(RULE, at(4)).entries().values().iterator().next();
        assertThat(again.changed()).isFalse();
        assertThat(entry.support().count()).isEqualTo(7);
        assertThat(entry.support().replicas()).isEqualTo(2);
        assertThat(entry.support().nodes()).isEqualTo(2);
        assertThat(entry.support().firstSeen()).isEqualTo(at(1));
        assertThat(entry.support().lastSeen()).isEqualTo(at(3));
        assertThat(entry.support().imageVersions()).containsExactly("sha256:a");
    }

    @Test
    void locksWhenOldAndQuietAndNothingWasLost() {
        baseline.merge(delta(1, 1, WORKER), at(1));
        assertThat(baseline.evaluate(RULE, at(99))).isEmpty();

        baseline.merge(delta(1, 80, Samples.listening(80)), at(80));
        assertThat(baseline.evaluate(RULE, at(105))).isEmpty();
        assertThat(baseline.progress(RULE, at(105)).waitingFor())
                .containsExactly("quiet time: 25s of 30s without new behaviour");

        baseline.merge(delta(1, 1, 1, 90, 7, WORKER), at(90));
        assertThat(baseline.evaluate(RULE, at(115))).isEmpty();
        assertThat(baseline.progress(RULE, at(115)).lost()).isEqualTo(7);

        StateChange change = baseline.evaluate(RULE, at(120)).orElseThrow();
        assertThat(change.to()).isEqualTo(BaselineState.STABLE);
        assertThat(baseline.profile(RULE, at(120)).stateReason()).startsWith("nothing new for 40s in");
        assertThat(baseline.progress(RULE, at(120)).fraction()).isEqualTo(1);
        assertThat(baseline.evaluate(RULE, at(121))).isEmpty();
    }

    @Test
    void anEmptyBaselineNeverLocks() {
        assertThat(baseline.evaluate(RULE, at(1_000_000))).isEmpty();
        assertThat(baseline.progress(RULE, at(1_000_000)).waitingFor()).containsExactly("a first observation");
    }

    @Test
    void refusesNoveltyWhenStableUnlessItWasSeenBefore() {
        baseline.merge(delta(1, 1, WORKER), at(1));
        baseline.lock("anna", "", at(10));

        assertThat(only(baseline.merge(delta(1, 20, Samples.listening(4444)), at(20))))
                .isEqualTo(Refusal.STABLE);
        assertThat(baseline.merge(delta(2, 5, Samples.listening(80)), at(21)).added())
                .hasSize(1);
        assertThat(baseline.judge(Samples.listening(4444), at(22))).isInstanceOf(Verdict.Unmatched.class);
    }

    @Test
    void reopeningKeepsEntriesAndNeverAbsorbsWhatWasRaised() {
        Behavior backdoor = Samples.listening(4444);
        baseline.merge(delta(1, 1, WORKER), at(1));
        baseline.lock("anna", "", at(10));
        baseline.merge(delta(1, 20, backdoor), at(20));

        StateChange change = baseline.reopen("anna", "new feature", at(30)).orElseThrow();
        assertThat(change.reason()).isEqualTo("reopened by anna: new feature");
        assertThat(baseline.generation()).isEqualTo(2);
        assertThat(only(baseline.merge(delta(1, 1, 2, 31, 0, Samples.listening(81)), at(31))))
                .isEqualTo(Refusal.OLD_GENERATION);

        baseline.merge(delta(1, 2, 2, 40, 0, backdoor, WORKER, Samples.listening(81)), at(40));
        assertThat(stateOf(backdoor)).isEqualTo(EntryState.QUARANTINED);
        assertThat(stateOf(WORKER)).isEqualTo(EntryState.ACTIVE);
        assertThat(stateOf(Samples.listening(81))).isEqualTo(EntryState.ACTIVE);
    }

    @Test
    void aFloodOfNoveltyDoesNotWashOutWhatWasRaised() {
        Behavior backdoor = Samples.listening(4444);
        baseline.merge(delta(1, 1, WORKER), at(1));
        baseline.lock("anna", "", at(10));
        for (int port = 5000; port < 5000 + Baseline.MAX_REFUSED; port++) {
            baseline.merge(delta(1, 20, Samples.listening(port)), at(20));
        }
        baseline.merge(delta(1, 21, backdoor), at(21));
        baseline.reopen("anna", "", at(30));
        baseline.merge(delta(1, 2, 2, 40, 0, backdoor), at(40));

        assertThat(stateOf(backdoor)).isEqualTo(EntryState.QUARANTINED);
    }

    @Test
    void neverLearnsSessionsAndWhatWasNotFullyRead() {
        Execution known = Samples.execution("/usr/sbin/nginx", "/usr/sbin/worker", "-x");
        Execution noArgv = with(known, Origin.IMAGE, null, known.parent());
        Execution noOrigin = with(known, Origin.UNKNOWN, known.argv(), known.parent());
        Execution noParent = with(known, Origin.IMAGE, known.argv(), null);
        Execution truncated = with(known, Origin.IMAGE, new ArgvShape(List.of(), true), known.parent());

        assertThat(only(baseline.merge(delta(1, 1, Samples.execution(Phase.SESSION, "/bin/sh", "/bin/ls")), at(1))))
                .isEqualTo(Refusal.SESSION);
        for (Behavior incomplete : List.of(noArgv, noOrigin, noParent, truncated)) {
            assertThat(only(baseline.merge(delta(1, 1, incomplete), at(1)))).isEqualTo(Refusal.INCOMPLETE);
        }
    }

    private static Execution with(Execution known, Origin origin, @Nullable ArgvShape argv, @Nullable String parent) {
        return new Execution(
                new Program(origin, known.executable().path()),
                null,
                argv,
                parent,
                UserClass.NON_ROOT,
                DirectoryClass.ROOT,
                Phase.SERVICE);
    }

    @Test
    void anUnconfirmedIdentityAddsNothingToAConfirmedBaseline() {
        Baseline forged = Baseline.create(Samples.KEY, IdentitySource.LABELS, at(0));
        Delta byLabels = new Delta(
                Samples.KEY,
                IdentitySource.LABELS,
                0,
                Runs.run(1),
                List.of(new Counter(WORKER, 1, at(1), at(1))),
                1,
                0,
                false);

        assertThat(forged.merge(byLabels, at(1)).added()).hasSize(1);
        forged.merge(delta(2, 2, Samples.listening(80)), at(2));
        assertThat(forged.identity()).isEqualTo(IdentitySource.API);
        Delta more = new Delta(
                Samples.KEY,
                IdentitySource.LABELS,
                0,
                Runs.run(1),
                List.of(new Counter(WORKER, 9, at(1), at(3)), new Counter(Samples.listening(4444), 1, at(3), at(3))),
                1,
                0,
                false);
        MergeResult result = forged.merge(more, at(3));
        assertThat(only(result)).isEqualTo(Refusal.UNCONFIRMED_IDENTITY);
        assertThat(result.changed()).isTrue();
    }

    @Test
    void refusesADeltaOfAnotherBaseline() {
        var other = new BaselineKey(Samples.KEY.workload(), "sidecar", Samples.KEY.containerType());
        Delta foreign = new Delta(other, IdentitySource.API, 1, Runs.run(1), List.of(), 0, 0, false);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> baseline.merge(foreign, at(1)))
                .withMessage("key: shop/Deployment/web/sidecar (expected: shop/Deployment/web/nginx)");
    }

    @Test
    void peopleConfirmDenyAndForget() {
        baseline.merge(delta(1, 1, WORKER, SHELL), at(1));

        ProfileEntry confirmed = baseline.accept(SHELL, "anna", "backup hook", null);
        assertThat(confirmed.state()).isEqualTo(EntryState.ACTIVE);
        assertThat(confirmed.source()).isEqualTo(EntrySource.ACCEPTED);
        assertThat(confirmed.support().count()).isEqualTo(1);

        baseline.deny(WORKER, "bert", "crypto miner", null);
        assertThat(baseline.judge(WORKER, at(2))).isInstanceOf(Verdict.Denied.class);
        baseline.merge(delta(1, 1, 9, 3, 0, WORKER), at(3));
        assertThat(stateOf(WORKER)).isEqualTo(EntryState.DENIED);

        long before = baseline.generation();
        assertThat(baseline.forget(confirmed.id())).isPresent();
        assertThat(baseline.generation()).isEqualTo(before + 1);
        assertThat(baseline.forget(confirmed.id())).isEmpty();
        assertThat(baseline.judge(SHELL, at(4))).isInstanceOf(Verdict.Unmatched.class);
    }

    @Test
    void anAcceptedEntryExpires() {
        baseline.accept(SHELL, "anna", "", at(50));

        assertThat(baseline.judge(SHELL, at(49))).isInstanceOf(Verdict.Known.class);
        assertThat(baseline.judge(SHELL, at(50))).isInstanceOf(Verdict.Unmatched.class);
    }

    @Test
    void aShellIsNotAcceptedWithoutItsArguments() {
        Execution shell = (Execution) SHELL;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> baseline.accept(with(shell, Origin.IMAGE, null, "/x"), "anna", "", null))
                .withMessageContaining("argv: not read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> baseline.accept(
                        with(shell, Origin.IMAGE, new ArgvShape(List.of(), true), "/x"), "anna", "", null))
                .withMessageContaining("argv: truncated");
    }

    @Test
    void anUnknownOriginIsAcceptedAsFromTheImageOnly() {
        Execution worker = (Execution) WORKER;
        baseline.accept(with(worker, Origin.UNKNOWN, worker.argv(), worker.parent()), "anna", "", null);

        assertThat(baseline.judge(WORKER, at(1))).isInstanceOf(Verdict.Known.class);
        assertThat(baseline.judge(with(worker, Origin.WRITABLE_LAYER, worker.argv(), worker.parent()), at(1)))
                .isInstanceOf(Verdict.Unmatched.class);
    }

    @Test
    void modesDecideOverStates() {
        baseline.merge(delta(1, 1, WORKER), at(1));
        baseline.setMode(Mode.LEARN, "anna", "", at(2));
        assertThat(baseline.evaluate(RULE, at(10_000))).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> baseline.lock("anna", "", at(3)))
                .withMessage("mode: learn (expected: auto or frozen to lock)");

        assertThat(baseline.setMode(Mode.FROZEN, "anna", "", at(4))
                        .orElseThrow()
                        .to())
                .isEqualTo(BaselineState.STABLE);
        assertThatIllegalStateException().isThrownBy(() -> baseline.reopen("anna", "", at(5)));

        baseline.setMode(Mode.OFF, "anna", "", at(6));
        assertThat(only(baseline.merge(delta(1, 7, Samples.listening(1)), at(7))))
                .isEqualTo(Refusal.OFF);

        assertThat(baseline.setMode(Mode.LEARN, "anna", "", at(8)).orElseThrow().to())
                .isEqualTo(BaselineState.LEARNING);
        assertThat(baseline.setMode(Mode.LEARN, "anna", "", at(9))).isEmpty();
    }

    @Test
    void aDocumentIsTheWholeOfWhatPeopleSay() {
        baseline.merge(delta(1, 1, WORKER, SHELL), at(1));
        baseline.accept(Samples.listening(81), "bert", "", null);
        ProfileSpec spec = new ProfileSpec(
                Mode.FROZEN,
                List.of(new ProfileSpec.Statement(SHELL, "anna", "hook", null)),
                List.of(new ProfileSpec.Statement(Samples.listening(4444), null, "", null)),
                List.of(
                        new ProfileSpec.Statement(WORKER, null, "", null),
                        new ProfileSpec.Statement(Samples.listening(80), null, "", null)));

        ImportResult result = baseline.importSpec(spec, "ci", at(5));

        assertThat(result.changed()).hasSize(3);
        assertThat(result.removed()).extracting(ProfileEntry::behavior).containsExactly(Samples.listening(81));
        assertThat(result.stateChange()).isPresent();
        assertThat(baseline.generation()).isEqualTo(2);
        assertThat(baseline.entry(BehaviorId.of(WORKER)).orElseThrow().source()).isEqualTo(EntrySource.LEARNED);
        assertThat(baseline.judge(SHELL, at(6))).isInstanceOf(Verdict.Known.class);
        assertThat(baseline.judge(Samples.listening(4444), at(6))).isInstanceOf(Verdict.Denied.class);

        ImportResult again = baseline.importSpec(spec, "ci", at(7));
        assertThat(again.changed()).isEmpty();
        assertThat(again.removed()).isEmpty();
        assertThat(baseline.generation()).isEqualTo(2);
    }

    @Test
    void aNewImageKeepsTheBaseline() {
        baseline.merge(delta(1, 1, WORKER), at(1));
        ContainerRun next = new ContainerRun("n", "e", "c9", 0, "p9", "sha256:b", at(2));
        baseline.merge(
                new Delta(
                        Samples.KEY,
                        IdentitySource.API,
                        1,
                        next,
                        List.of(new Counter(WORKER, 1, at(2), at(2))),
                        1,
                        0,
                        false),
                at(2));

        assertThat(baseline.profile(RULE, at(3)).entries().values())
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.support().imageVersions()).containsExactly("sha256:a", "sha256:b"));
    }

    @Test
    void countsWhatStatisticsNeed() {
        baseline.merge(delta(1, 1, 1, 1, 0, WORKER), at(1));
        baseline.merge(delta(1, 1, 2, 2, 0, Samples.listening(80)), at(2));
        baseline.merge(delta(2, 1, 2, 3, 4, Samples.listening(80)), at(3));

        Evidence evidence = baseline.evidence();
        assertThat(evidence.singletons()).isEqualTo(1);
        assertThat(evidence.doubletons()).isZero();
        assertThat(evidence.singleStarts()).isEqualTo(1);
        assertThat(evidence.observations()).isEqualTo(5);
        assertThat(evidence.starts()).isEqualTo(2);
        assertThat(evidence.lastNovelty()).isEqualTo(at(2));
        assertThat(evidence.lost()).isEqualTo(4);
    }

    @Test
    void contentHashIgnoresCountersAndTimes() {
        baseline.merge(delta(1, 1, WORKER), at(1));
        String hash = baseline.profile(RULE, at(1)).contentHash();
        baseline.merge(delta(2, 1, 70, 9, 3, WORKER), at(9));
        assertThat(baseline.profile(RULE, at(9)).contentHash()).isEqualTo(hash);
        baseline.accept(SHELL, "anna", "", null);
        assertThat(baseline.profile(RULE, at(9)).contentHash()).isNotEqualTo(hash);
    }

    @Test
    void keepsOneEntryForNodesThatCanAndThatCanNotTellTheEnvironment() {
        Execution blind = Samples.execution("/usr/sbin/nginx", "/usr/sbin/worker", "-x");
        Execution plain = withEnvironment(blind, Map.of());
        baseline.merge(delta(1, 1, blind), at(1));
        String before = baseline.profile(RULE, at(1)).contentHash();
        baseline.merge(delta(2, 2, plain), at(2));
        baseline.merge(delta(3, 3, blind), at(3));

        assertThat(baseline.profile(RULE, at(3)).entries()).hasSize(1);
        assertThat(baseline.entry(BehaviorId.of(blind)).orElseThrow().behavior())
                .as("the more exact one")
                .isEqualTo(plain);
        assertThat(baseline.profile(RULE, at(3)).contentHash()).isNotEqualTo(before);
        assertThat(baseline.judge(withEnvironment(blind, Map.of("LD_PRELOAD", "0123abcd")), at(4)))
                .isInstanceOf(Verdict.Unmatched.class);
    }

    private static Execution withEnvironment(Execution one, Map<String, String> environment) {
        return new Execution(
                one.executable(),
                one.effective(),
                one.argv(),
                one.parent(),
                one.user(),
                one.workingDirectory(),
                one.phase(),
                environment);
    }
}
