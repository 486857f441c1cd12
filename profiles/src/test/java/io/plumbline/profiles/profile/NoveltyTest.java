// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.peer.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoveltyTest {
    private static final Peer ADDRESS = new Peer.Cidr("203.0.113.7/32");
    private static final Outbound RESOLVER =
            new Outbound(new Peer.Service("kube-system", "kube-dns"), 53, Transport.UDP);
    private static final Outbound API = tcp(new Peer.DnsName("api.example.com"), 443);

    private static Outbound tcp(Peer peer, int port) {
        return new Outbound(peer, port, Transport.TCP);
    }

    private static Verdict.Unmatched judge(Behavior behavior, Behavior... known) {
        return judge(EntryState.ACTIVE, behavior, known);
    }

    private static Verdict.Unmatched judge(EntryState state, Behavior behavior, Behavior... known) {
        Map<String, ProfileEntry> entries = new LinkedHashMap<>();
        for (Behavior one : known) {
            ProfileEntry entry =
                    ProfileEntry.decided(one, state, EntrySource.ACCEPTED, new Attribution("anna", "", null));
            entries.put(entry.id(), entry);
        }
        assertThat(Judge.judge(entries, behavior, 0)).isInstanceOf(Verdict.Unmatched.class);
        return (Verdict.Unmatched) Judge.judge(entries, behavior, 0);
    }

    private static void assertSays(Verdict.Unmatched novel, Novelty novelty, String because) {
        assertThat(novel.novelty()).isEqualTo(novelty);
        assertThat(novel.because()).containsExactly(because);
    }

    @Test
    void tellsANewPortFromANewPeer() {
        Outbound redis = Samples.outbound("redis", 5432);

        assertSays(
                judge(Samples.outbound("redis", 6379), redis),
                Novelty.NEW_PORT,
                "peer shop/Deployment/redis was always contacted on tcp 5432, now on tcp 6379");
        assertSays(
                judge(Samples.outbound("vault", 5432), redis),
                Novelty.OTHER,
                "peer shop/Deployment/vault was never contacted; known peers: shop/Deployment/redis");
        assertSays(
                judge(new Outbound(redis.peer(), 5432, Transport.UDP), redis),
                Novelty.NEW_PORT,
                "peer shop/Deployment/redis was always contacted on tcp 5432, now on udp 5432");
    }

    @Test
    void aPeerThatAPatternStandsForIsKnown() {
        assertSays(
                judge(tcp(new Peer.DnsName("n7.example.com"), 22), tcp(new Peer.DnsName("*.example.com"), 443)),
                Novelty.NEW_PORT,
                "peer n7.example.com was always contacted on tcp 443, now on tcp 22");
        assertThat(judge(tcp(ADDRESS, 22), tcp(new Peer.Cidr("203.0.113.0/24"), 443))
                        .novelty())
                .isEqualTo(Novelty.NEW_PORT);
    }

    @Test
    void aNeighbourOnANewPortIsANewPort() {
        Inbound known = new Inbound(Samples.outbound("web", 1).peer(), 80, Transport.TCP);

        assertSays(
                judge(new Inbound(known.peer(), 22, Transport.TCP), known),
                Novelty.NEW_PORT,
                "peer shop/Deployment/web always connected to tcp 80, now to tcp 22");
        assertSays(
                judge(new Inbound(new Peer.Node(), 80, Transport.TCP), known),
                Novelty.OTHER,
                "peer a node of the cluster never connected before; known peers: shop/Deployment/web");
    }

    @Test
    void anAddressIsNewsWhereEverythingHasAName() {
        assertSays(
                judge(tcp(ADDRESS, 443), API, RESOLVER),
                Novelty.ADDRESS_WITHOUT_NAME,
                "no name is known for 203.0.113.7/32, which was never contacted; known peers have names:"
                        + " api.example.com, service kube-system/kube-dns");
        assertThat(judge(
                                tcp(ADDRESS, 443),
                                Samples.outbound("a", 80),
                                Samples.outbound("b", 80),
                                Samples.outbound("c", 80))
                        .novelty())
                .isEqualTo(Novelty.ADDRESS_WITHOUT_NAME);
    }

    @Test
    void thatAResolverHasNoNameMeansNothing() {
        Outbound outside = new Outbound(new Peer.Cidr("198.51.100.53/32"), 53, Transport.UDP);

        assertThat(judge(tcp(ADDRESS, 443), API, outside).novelty()).isEqualTo(Novelty.ADDRESS_WITHOUT_NAME);
        assertThat(judge(tcp(ADDRESS, 443), outside).novelty()).isEqualTo(Novelty.OTHER);
    }

    @Test
    void anAddressIsNoSuchNewsElsewhere() {
        for (List<Outbound> known : List.of(
                List.<Outbound>of(),
                List.of(Samples.outbound("a", 80), Samples.outbound("a", 81), Samples.outbound("b", 80)),
                List.of(API, tcp(new Peer.Cidr("198.51.100.1/32"), 443)))) {
            assertThat(judge(tcp(ADDRESS, 443), known.toArray(Outbound[]::new)).novelty())
                    .isEqualTo(Novelty.OTHER);
        }
        assertThat(judge(EntryState.DENIED, tcp(ADDRESS, 443), API).novelty()).isEqualTo(Novelty.OTHER);
        assertThat(judge(new Inbound(ADDRESS, 443, Transport.TCP), API).novelty())
                .isEqualTo(Novelty.OTHER);
    }

    @Test
    void tellsANewResolver() {
        assertSays(
                judge(new Outbound(ADDRESS, 53, Transport.UDP), API, RESOLVER),
                Novelty.NEW_RESOLVER,
                "names were always asked of service kube-system/kube-dns, now of 203.0.113.7/32");
        assertThat(judge(tcp(API.peer(), 53), API, RESOLVER).novelty()).isEqualTo(Novelty.NEW_RESOLVER);
        assertThat(judge(tcp(RESOLVER.peer(), 53), API, RESOLVER).novelty()).isEqualTo(Novelty.NEW_PORT);
        assertThat(judge(new Outbound(ADDRESS, 53, Transport.UDP)).novelty()).isEqualTo(Novelty.OTHER);
    }

    @Test
    void namesOfTheSameOwnerComeFirst() {
        assertThat(judge(
                                new NameLookup("new.example.com"),
                                new NameLookup("a.example.org"),
                                new NameLookup("notexample.com"),
                                new NameLookup("old.example.com"),
                                new NameLookup("*.b.example.com"))
                        .because())
                .containsExactly("new.example.com was never asked for; known names: *.b.example.com, old.example.com,"
                        + " a.example.org, notexample.com");
        assertThat(judge(
                                tcp(new Peer.DnsName("new.example.com"), 443),
                                tcp(new Peer.DnsName("a.example.org"), 80),
                                tcp(new Peer.DnsName("b.example.org"), 443),
                                tcp(new Peer.DnsName("z.example.com"), 80))
                        .because())
                .containsExactly("peer new.example.com was never contacted; known peers: z.example.com, b.example.org,"
                        + " a.example.org");
        assertThat(judge(new NameLookup("new.example.com")).because())
                .containsExactly("this container never asked for a name before");
    }

    @Test
    void aFewAreShownAndHostileTextIsCut() {
        Outbound[] known = new Outbound[40];
        for (int i = 0; i < known.length; i++) {
            known[i] = tcp(new Peer.DnsName("h" + i + ".example.com"), 443);
        }
        String because = judge(tcp(new Peer.DnsName("\u001b[31m" + "x".repeat(1 << 16)), 443), known)
                .because()
                .getFirst();

        assertThat(because).endsWith(" and 35 more").doesNotContain("\u001b").hasSizeLessThan(400);
    }

    @Test
    void otherBehaviourIsOther() {
        assertThat(judge(Samples.listening(80), API).novelty()).isEqualTo(Novelty.OTHER);
        assertThat(judge(new NameLookup("example.com"), API).novelty()).isEqualTo(Novelty.OTHER);
    }
}
