// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Support;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Technique;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private static final long MIB = 1 << 20;
    private static final String API = "198.51.100.7";
    private static final Outbound API_PEER = new Outbound(new Peer.DnsName("api.example.com"), 443, Transport.TCP);
    private static final int TXT = 16;

    private final JudgedTraffic traffic = new JudgedTraffic();

    private static ProfileEntry learned(Behavior behavior, EntryState state, Usage usage) {
        return new ProfileEntry(
                BehaviorId.of(behavior),
                behavior,
                Classifier.classify(behavior),
                state,
                EntrySource.LEARNED,
                new Support(200, 1, 2, 2, 2, 1, List.of()),
                null,
                usage,
                List.of());
    }

    private static ProfileEntry learned(Behavior behavior, Usage usage) {
        return learned(behavior, EntryState.ACTIVE, usage);
    }

    private static ProfileEntry said(Behavior behavior, EntryState state) {
        return ProfileEntry.decided(behavior, state, EntrySource.ACCEPTED, new Attribution("ann", "known", null));
    }

    private static String address(int number) {
        return "10.7." + number / 250 + "." + (1 + number % 250);
    }

    private static String label(int number) {
        return BehaviorId.digest("a" + number) + "." + BehaviorId.digest("b" + number) + ".t.example.org";
    }

    @Test
    void aScanIsOneIncidentWithExactCounts() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        for (int i = 0; i < 20_000; i++) {
            traffic.fails(address(i), 6379);
            if (i % 1_000 == 0) {
                traffic.pass(1);
            }
        }
        traffic.pass(200);

        assertThat(traffic.incidents()).hasSize(1);
        assertThat(traffic.deviations()).hasSize(1);
        Deviation scan = traffic.deviation("network-scan");
        assertThat(scan.getCount()).isEqualTo(20_000);
        assertThat(scan.getBecause(0)).startsWith("20,000 addresses within 10.7.0.0/17 were tried on port 6379");
        assertThat(scan.getBecause(1)).endsWith("of which 20,000 failed");
        assertThat(scan.getTechniquesList()).extracting(Technique::getId).containsExactly("T1046", "T1018");
        assertThat(traffic.incidents().getFirst().getTitle()).isEqualTo("scanned 10.7.0.0/16, port 6379/tcp");
    }

    @Test
    void aScanThatFindsOpenPortsIsTheWorstOfOneIncidentAndIsNotPushedOutOfIt() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        boolean ordinary = true;
        for (int i = 0; i < 1_000; i++) {
            ordinary = traffic.connects(address(i), 6379, 10);
        }
        traffic.pass(2);

        assertThat(ordinary).isFalse();
        assertThat(traffic.incidents()).hasSize(1);
        assertThat(traffic.deviation("network-scan").getCount()).isEqualTo(1_000);
        assertThat(traffic.incidents().getFirst().getTitle()).startsWith("scanned 10.7.0.0/16, port 6379/tcp, and ");
        assertThat(traffic.incidents().getFirst().getDeviationsOmitted()).isPositive();
    }

    @Test
    void aScanThatAPersonAcceptedIsQuietAndItsTargetsAreNotRaisedOneByOne() {
        traffic.locked(
                learned(API_PEER, Usage.NONE),
                said(new Outbound(new Peer.Cidr("10.0.0.0/8"), 6379, Transport.TCP), EntryState.ACTIVE));
        for (int i = 0; i < 1_000; i++) {
            traffic.fails(address(i), 6379);
        }
        traffic.pass(2);

        assertThat(traffic.incidents()).isEmpty();
    }

    @Test
    void veryManyTargetsThatNobodyHadTheTimeToNameAreAScan() {
        traffic.locked();
        for (int i = 0; i < 1024; i++) {
            traffic.isUnnamed(address(i), 161);
            traffic.isUnnamed(address(i), 161);
        }
        assertThat(traffic.deviations()).isEmpty();

        traffic.isUnnamed(address(1024), 161);

        assertThat(traffic.deviations()).extracting(Deviation::getRule).containsExactly("network-scan");
        assertThat(traffic.fails(address(2000), 161)).isFalse();
    }

    @Test
    void theNormalTrafficOfTheWorkloadGoesOnInTheMiddleOfAScan() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        traffic.connects(API, 443, 10);
        for (int i = 0; i < 1_000; i++) {
            traffic.fails(address(i), 22);
        }

        assertThat(traffic.connects(API, 443, 10)).isTrue();
    }

    @Test
    void rotatingAddressesOfOneLearnedNameAreQuiet() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        for (int round = 0; round < 20; round++) {
            for (int i = 1; i < 255; i++) {
                traffic.connects("198.51.100." + i, 443, 10);
                traffic.fails("198.51.100." + i, 443);
            }
        }

        assertThat(traffic.pass(2).incidents()).isEmpty();
    }

    @Test
    void aTunnelIsOneIncidentWithTheNumberOfQuestions() {
        traffic.locked(learned(new NameLookup("www.example.org"), Usage.NONE));
        boolean ordinary = true;
        for (int i = 0; i < 3_000; i++) {
            ordinary = traffic.asks(label(i), TXT, 0);
            if (i % 100 == 0) {
                traffic.pass(1);
            }
        }
        traffic.pass(2);

        assertThat(ordinary).isFalse();
        Deviation tunnel = traffic.deviation("dns-tunnel");
        assertThat(tunnel.getCount()).isEqualTo(3_000);
        assertThat(tunnel.getBehavior().getNameLookup().getName()).isEqualTo("*.example.org");
        assertThat(tunnel.getBecauseList()).contains("at most 1 were learned");
        assertThat(tunnel.getTechniquesList())
                .extracting(Technique::getId)
                .containsExactly("T1071.004", "T1572", "T1048");
        assertThat(traffic.incidents()).hasSize(1);
    }

    @Test
    void aLearnedPatternOfNamesDoesNotHideATunnelButAPersonsDoes() {
        traffic.locked(learned(new NameLookup("*.example.org"), Usage.NONE));
        for (int i = 0; i < 300; i++) {
            traffic.asks(label(i), TXT, 0);
        }
        assertThat(traffic.pass(2).deviations()).extracting(Deviation::getRule).containsExactly("dns-tunnel");

        JudgedTraffic accepted = new JudgedTraffic().locked(said(new NameLookup("*.example.org"), EntryState.ACTIVE));
        for (int i = 0; i < 300; i++) {
            accepted.asks(label(i), TXT, 0);
        }
        assertThat(accepted.pass(2).incidents()).isEmpty();
    }

    @Test
    void moreBytesThanTenTimesTheLearnedPeakAreTold() {
        traffic.locked(learned(API_PEER, new Usage(10 * MIB, 20, false)));
        traffic.connects(API, 443, 90 * MIB);
        assertThat(traffic.incidents()).isEmpty();

        traffic.connects(API, 443, 90 * MIB);

        Deviation out = traffic.deviation("bytes-out");
        assertThat(out.getBecause(0))
                .isEqualTo("180.0 MiB were sent within an hour; the most that was learned is 10.0 MiB");
        assertThat(out.getTechniquesList()).extracting(Technique::getId).containsExactly("T1567");
        assertThat(traffic.incidents().getFirst().getTitle())
                .isEqualTo("sent unusually much to api.example.com port 443/tcp");
    }

    @Test
    void ofAPeerWhoseUseWasNotMeasuredNobodyCanSay() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        traffic.connects(API, 443, 9_000 * MIB);

        assertThat(traffic.incidents()).isEmpty();
    }

    @Test
    void aTimerToAStrangerIsBeaconingInTheSameIncident() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        for (int i = 0; i < 20; i++) {
            traffic.connects("203.0.113.9", 443, 100);
            traffic.pass(60);
        }

        assertThat(traffic.incidents()).hasSize(1);
        assertThat(traffic.deviations())
                .extracting(Deviation::getRule)
                .containsExactly("address-without-name", "beaconing");
        assertThat(traffic.deviation("beaconing").getBecauseList())
                .containsExactly(
                        "the last 8 connections came every 60 seconds, give or take 0 %, as from a timer",
                        "the peer is not in the profile");
    }

    @Test
    void aTimerToAKnownPeerIsTheDriftWhenNoneWasLearned() {
        traffic.locked(learned(API_PEER, new Usage(MIB, 20, false)));
        for (int i = 0; i < 20; i++) {
            traffic.connects(API, 443, 100);
            traffic.pass(60);
        }
        assertThat(traffic.deviations()).extracting(Deviation::getRule).containsExactly("beaconing");

        JudgedTraffic regular = new JudgedTraffic().locked(learned(API_PEER, new Usage(MIB, 20, true)));
        for (int i = 0; i < 40; i++) {
            regular.connects(API, 443, 100);
            regular.pass(60);
        }
        assertThat(regular.incidents()).isEmpty();
    }

    @Test
    void howAPeerIsUsedIsLearned() {
        traffic.learning();
        for (int i = 0; i < 20; i++) {
            traffic.connects(API, 443, MIB);
            traffic.pass(60);
        }

        assertThat(traffic.usage(API_PEER)).isEqualTo(new Usage(20 * MIB, 20, true));
    }

    @Test
    void aNewPeerForHiddenNamesIsEncryptedDns() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        traffic.connects("203.0.113.9", 853, 100);

        Deviation hidden = traffic.deviation("encrypted-dns");
        assertThat(hidden.getBecause(0)).contains("DNS over TLS");
        assertThat(hidden.getTechniquesList()).extracting(Technique::getId).containsExactly("T1071.004", "T1572");
    }

    @Test
    void aKnownPeerOnANewPortIsToldAsThat() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        traffic.connects(API, 8443, 100);

        assertThat(traffic.deviation("new-port").getTechniquesList())
                .extracting(Technique::getId)
                .containsExactly("T1571");
    }

    @Test
    void anAddressThatNoNameLedToIsToldAsThat() {
        traffic.locked(learned(API_PEER, Usage.NONE));
        traffic.connects("203.0.113.9", 443, 100);

        assertThat(traffic.deviation("address-without-name").getBecause(0))
                .startsWith("no name is known for 203.0.113.9");
    }

    @Test
    void anotherResolverIsToldAsThat() {
        Outbound resolver = new Outbound(new Peer.Cidr("10.96.0.10/32"), 53, Transport.TCP);
        traffic.locked(learned(resolver, Usage.NONE));
        traffic.connects("203.0.113.9", 53, 100);

        assertThat(traffic.deviation("new-resolver").getSeverity()).isGreaterThanOrEqualTo(Severity.SEVERITY_MEDIUM);
    }

    @Test
    void theFirstContactWithTheApiServerIsOneStoryOfTheWorkloadAndQuietWhenItWasSeenWhileLearning() {
        Outbound api = new Outbound(new Peer.ApiServer(), 443, Transport.TCP);
        Outbound metadata = new Outbound(new Peer.MetadataService(), 80, Transport.TCP);
        traffic.locked(learned(metadata, EntryState.QUARANTINED, Usage.NONE));
        WatchedContainer replica = traffic.container("d");
        for (WatchedContainer each : List.of(traffic.container(), replica)) {
            for (int i = 0; i < 100; i++) {
                traffic.does(each, api);
                traffic.does(each, metadata);
            }
        }

        assertThat(traffic.incidents()).hasSize(2);
        assertThat(traffic.incidents().getFirst().getFingerprint())
                .isEqualTo(traffic.incidents().getLast().getFingerprint());
        assertThat(traffic.deviations()).allMatch(deviation -> deviation.getCount() == 100);
        assertThat(traffic.deviations()).extracting(Deviation::getRule).containsExactly("new-peer", "new-peer");

        traffic.locked(said(api, EntryState.ACTIVE), learned(metadata, EntryState.QUARANTINED, Usage.NONE));
        traffic.does(traffic.container("e"), api);
        assertThat(traffic.incidents()).hasSize(2);
    }
}
