// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import static io.plumbline.profiles.fixtures.Runs.at;
import static io.plumbline.profiles.fixtures.Runs.delta;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.fixtures.Runs;
import io.plumbline.profiles.fixtures.Seeds;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.ProfileSpec;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A server that many workloads use is open to the cluster, by evidence. */
class OpenPortsTest {
    private static final LockRule RULE = new QuietTimeRule(Duration.ofSeconds(100), Duration.ofSeconds(30));
    private static final Inbound OPEN = new Inbound(new Peer.Cluster(), 53, Transport.UDP);

    private final Baseline resolver = Runs.baseline();

    /** Client N lives in one of two namespaces. */
    private static Inbound client(int number) {
        return client(number % 2 == 0 ? "shop" : "bank", number);
    }

    private static Inbound client(String namespace, int number) {
        return new Inbound(
                new Peer.WorkloadPeer(new Workload("local", namespace, "Deployment", "app-" + number)),
                53,
                Transport.UDP);
    }

    private void learn(int clients) {
        for (int number = 0; number < clients; number++) {
            resolver.merge(delta(1, number, client(number)), at(number));
        }
    }

    private Profile profile() {
        return resolver.profile(RULE, at(1000));
    }

    @Test
    void eightWorkloadsOfTwoNamespacesAreOneEntry() {
        learn(7);
        assertThat(profile().entries()).hasSize(7);

        learn(8);
        assertThat(profile().entries().values()).singleElement().satisfies(entry -> {
            assertThat(entry.behavior()).isEqualTo(OPEN);
            assertThat(entry.id()).isEqualTo(BehaviorId.of(OPEN));
            assertThat(entry.source()).isEqualTo(EntrySource.LEARNED);
            assertThat(entry.support().count()).isEqualTo(8);
            assertThat(entry.support().firstSeen()).isEqualTo(at(0));
            assertThat(entry.support().lastSeen()).isEqualTo(at(7));
        });
    }

    @Test
    void workloadsOfOneNamespaceAreClientsOfAnApplication() {
        for (int number = 0; number < 20; number++) {
            resolver.merge(delta(1, number, client("shop", number)), at(number));
        }
        assertThat(profile().entries()).hasSize(20).doesNotContainKey(BehaviorId.of(OPEN));
    }

    @Test
    void aLockedServerTakesAnyWorkloadButNoNodeAndNoAddress() {
        learn(8);
        resolver.lock("anna", "", at(100));

        MergeResult result = resolver.merge(delta(1, 200, client(99)), at(200));
        assertThat(result.refused()).isEmpty();
        assertThat(result.added()).isEmpty();
        assertThat(profile().judge(client("new", 100), at(200))).isInstanceOf(Verdict.Known.class);
        assertThat(resolver.judge(client("new", 100), at(200))).isInstanceOf(Verdict.Known.class);
        for (Peer other : List.of(
                new Peer.Node(),
                new Peer.Cidr("0.0.0.0/0"),
                new Peer.Cidr("10.0.0.9/32"),
                new Peer.Service("a", "b"))) {
            assertThat(profile().judge(new Inbound(other, 53, Transport.UDP), at(200)))
                    .isInstanceOf(Verdict.Unmatched.class);
        }
        assertThat(profile().judge(new Inbound(peer(0), 53, Transport.TCP), at(200)))
                .isInstanceOf(Verdict.Unmatched.class);
        assertThat(profile().judge(new Inbound(peer(0), 9153, Transport.UDP), at(200)))
                .isInstanceOf(Verdict.Unmatched.class);
    }

    @Test
    void anotherPortOfAnOpenServerIsExplainedByItsOwnClients() {
        learn(8);
        assertThat(profile().judge(new Inbound(peer(50), 9153, Transport.TCP), at(200)))
                .isInstanceOfSatisfying(
                        Verdict.Unmatched.class,
                        unmatched -> assertThat(unmatched.because())
                                .containsExactly("peer shop/Deployment/app-50 never connected before; known peers: any"
                                        + " workload of the cluster on udp 53"));
    }

    @Test
    void acceptedClientsCountAndRefusedOnesDoNot() {
        learn(6);
        resolver.lock("anna", "", at(100));
        for (int number = 6; number < 20; number++) {
            assertThat(resolver.merge(delta(1, 200, client(number)), at(200)).refused())
                    .hasSize(1);
        }
        assertThat(profile().entries()).hasSize(6);

        resolver.accept(client(6), "anna", "new", null);
        resolver.accept(client(7), "anna", "new", null);
        assertThat(profile().entries().values())
                .extracting(ProfileEntry::behavior)
                .containsExactlyInAnyOrder(OPEN, client(6), client(7));
        assertThat(resolver.merge(delta(1, 300, client(19)), at(300)).refused()).isEmpty();
    }

    @Test
    void whatIsAcceptedForSomeTimeOpensForThatTime() {
        learn(7);
        resolver.lock("anna", "", at(100));
        resolver.accept(client(7), "anna", "", at(500));

        assertThat(resolver.judge(client(20), at(400))).isInstanceOf(Verdict.Known.class);
        assertThat(resolver.judge(client(20), at(600))).isInstanceOf(Verdict.Unmatched.class);
    }

    @Test
    void aDeniedClientStaysDenied() {
        learn(8);
        resolver.deny(client(50), "anna", "", null);

        assertThat(resolver.judge(client(50), at(10))).isInstanceOf(Verdict.Denied.class);
        assertThat(profile().judge(client(50), at(10))).isInstanceOf(Verdict.Denied.class);
        assertThat(profile().judge(client(51), at(10))).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void whoForgetsTheEntryClosesThePortForGood() {
        learn(8);
        assertThat(resolver.entry(BehaviorId.of(OPEN))).isPresent();
        assertThat(resolver.forget(BehaviorId.of(OPEN)))
                .hasValueSatisfying(entry -> assertThat(entry.behavior()).isEqualTo(OPEN));
        assertThat(profile().entries()).isEmpty();

        for (int number = 0; number < 30; number++) {
            resolver.merge(delta(1, resolver.generation(), 1, 20, 0, client(number)), at(20));
        }
        assertThat(profile().entries()).hasSize(30).doesNotContainKey(BehaviorId.of(OPEN));
        assertThat(resolver.entry(BehaviorId.of(client(0))).map(ProfileEntry::state))
                .contains(EntryState.QUARANTINED);
    }

    @Test
    void moreClientsAreNoNewsAndAreNotKept() {
        learn(8);
        long novelty = resolver.evidence().lastNovelty();
        learn(300);

        assertThat(novelty).isEqualTo(at(7));
        assertThat(resolver.evidence().lastNovelty()).isEqualTo(novelty);
        assertThat(resolver.evidence().entries()).isEqualTo(1);
        assertThat(resolver.evidence().singletons()).isZero();
        assertThat(resolver.rows()).hasSizeLessThan(2 * OpenPorts.MOST_KEPT + 10);
    }

    @Test
    void nobodyCanReportThatAPortIsOpen() {
        assertThat(resolver.merge(delta(1, 1, OPEN), at(1)).refused())
                .extracting(MergeResult.Refused::why)
                .containsExactly(MergeResult.Refusal.INCOMPLETE);
    }

    @Test
    void theDocumentOfAnOpenPortMayComeBack() {
        learn(8);
        var statement = new ProfileSpec.Statement(OPEN, null, "", null);
        resolver.importSpec(new ProfileSpec(null, List.of(), List.of(), List.of(statement)), "anna", at(10));
        assertThat(profile().entries().values())
                .extracting(ProfileEntry::behavior)
                .containsExactly(OPEN);

        Baseline other = Runs.baseline();
        other.importSpec(new ProfileSpec(null, List.of(), List.of(), List.of(statement)), "anna", at(10));
        assertThat(other.judge(client(1), at(11))).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void orderAndRepetitionDoNotMatter() {
        Seeds.check(100, random -> {
            List<Delta> deltas = new ArrayList<>();
            for (int number = random.nextInt(40); number > 0; number--) {
                Behavior client = client("ns-" + random.nextInt(3), random.nextInt(20));
                deltas.add(delta(1 + random.nextInt(3), 1, 1 + random.nextInt(4), random.nextInt(50), 0, client));
            }
            List<Delta> shuffled = new ArrayList<>(deltas);
            shuffled.addAll(deltas);
            Collections.shuffle(shuffled, new Random(random.nextLong()));

            Baseline one = merged(deltas);
            Baseline other = merged(shuffled);
            assertThat(other.profile(RULE, at(100))).isEqualTo(one.profile(RULE, at(100)));
            assertThat(other.profile(RULE, at(100)).contentHash())
                    .isEqualTo(one.profile(RULE, at(100)).contentHash());
            assertThat(other.evidence()).isEqualTo(one.evidence());
            assertThat(one.copy().profile(RULE, at(100))).isEqualTo(one.profile(RULE, at(100)));
        });
    }

    private static Peer peer(int number) {
        return client(number).peer();
    }

    private static Baseline merged(List<Delta> deltas) {
        Baseline baseline = Runs.baseline();
        deltas.forEach(delta -> baseline.merge(delta, at(100)));
        return baseline;
    }
}
