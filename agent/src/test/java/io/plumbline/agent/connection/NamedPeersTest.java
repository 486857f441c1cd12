// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.dns.DnsReader;
import io.plumbline.agent.pipeline.PipelineMessage;
import io.plumbline.agent.pipeline.TestNode;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.testing.DnsBytes;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.name.NameLimit;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.EntryCounter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From DNS messages and connections of a container to what is learned and what is raised. */
class NamedPeersTest {
    private static final String RESOLVER = "10.96.0.10";
    private static final int ASKING = 40_001;

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void serverRuns() throws IOException {
        Path etc = Files.createDirectories(temp.resolve("proc/99/root/etc"));
        Files.writeString(
                etc.resolve("resolv.conf"),
                "nameserver " + RESOLVER + "\nsearch shop.svc.cluster.local svc.cluster.local cluster.local\n");
        node = new TestNode(temp).container("/usr/sbin/server").entrypoint();
    }

    @Test
    void aPeerIsTheNameThatWasAskedFor() {
        asks("api.example.org.shop.svc.cluster.local");
        asks("api.example.org");
        answers(RESOLVER, "api.example.org", "198.51.100.7");
        connects("198.51.100.7", 443);
        node.pass(6);

        assertThat(learned().keySet())
                .contains(new NameLookup("api.example.org"), outbound(new Peer.DnsName("api.example.org")))
                .doesNotContain(new NameLookup("api.example.org.shop.svc.cluster.local"));
        assertThat(counter("api.example.org").getAddressesList()).containsExactly("198.51.100.7");
    }

    @Test
    void theAnswerMayBeToldAfterTheConnection() {
        asks("api.example.org");
        long answered = node.now();
        node.pass(1);
        connects("198.51.100.7", 443);
        node.pass(1);
        assertThat(learned().keySet()).noneMatch(Outbound.class::isInstance);
        message(
                RESOLVER,
                false,
                answered,
                DnsBytes.answer(7, "api.example.org", 1).address("api.example.org", "198.51.100.7", 30));
        node.pass(6);

        assertThat(learned().keySet()).contains(outbound(new Peer.DnsName("api.example.org")));
        assertThat(learned().keySet()).doesNotContain(outbound(new Peer.Cidr("198.51.100.7/32")));
    }

    @Test
    void anAddressWithoutAnswerIsItselfTheFact() {
        connects("198.51.100.7", 443);
        node.pass(6);

        assertThat(learned().keySet()).contains(outbound(new Peer.Cidr("198.51.100.7/32")));
    }

    @Test
    void aForgedAnswerDoesNotNameTheAttackersAddress() {
        asks("api.example.org");
        answers(RESOLVER, "api.example.org", "198.51.100.7");
        connects("198.51.100.7", 443);
        node.pass(100);
        assertThat(node.deviations()).isEmpty();

        asks("api.example.org");
        answers("203.0.113.53", "api.example.org", "203.0.113.66");
        connects("203.0.113.66", 443);
        node.pass(6);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("address-without-name");
        assertThat(node.deviations().getFirst().getConnection().getPeer().getCidr())
                .isEqualTo("203.0.113.66/32");
    }

    @Test
    void fiveThousandRotatingAddressesOfOneNameAreOnePeer() {
        asks("cdn.example.org");
        answers(RESOLVER, "cdn.example.org", "198.18.255.1");
        connects("198.18.255.1", 443);
        node.pass(100);

        for (int i = 0; i < 5_000; i++) {
            String address = "198.18." + i / 256 + "." + i % 256;
            asks("cdn.example.org");
            answers(RESOLVER, "cdn.example.org", address);
            connects(address, 443);
        }
        node.pass(6);

        assertThat(node.incidents()).isEmpty();
        assertThat(learned().keySet().stream().filter(Outbound.class::isInstance))
                .containsExactly(outbound(new Peer.DnsName("cdn.example.org")));
        EntryCounter counter = counter("cdn.example.org");
        assertThat(counter.getCount()).isEqualTo(5_001);
        assertThat(counter.getAddressesList()).hasSize(8).endsWith("198.18.19.135");
    }

    @Test
    void theFullNameOfAServiceIsItsShortOne() {
        asks("redis");
        asks("redis.shop.svc.cluster.local.shop.svc.cluster.local");
        asks("redis.shop.svc.cluster.local.svc.cluster.local");
        asks("redis.shop.svc.cluster.local.cluster.local");
        asks("redis.shop.svc.cluster.local");
        node.pass(6);

        assertThat(learned().keySet().stream().filter(NameLookup.class::isInstance))
                .containsExactly(new NameLookup("redis"));
    }

    /** Its name is known only when the profile is locked already: the time at which it was made counts. */
    @Test
    void aConnectionFromBeforeTheLockWhosePeerSettlesAfterItIsNoDrift() {
        node.pass(59);
        connects("198.51.100.7", 443);
        assertThat(node.profiles()).extracting(Profile::state).containsExactly(BaselineState.LEARNING);
        node.pass(20);

        assertThat(node.profiles()).extracting(Profile::state).containsExactly(BaselineState.STABLE);
        assertThat(node.deviations()).isEmpty();
        assertThat(node.profiles().getFirst().entries().values())
                .extracting(ProfileEntry::behavior)
                .contains(outbound(new Peer.Cidr("198.51.100.7/32")));

        connects("198.51.100.8", 443);
        node.pass(20);
        assertThat(node.deviations()).hasSize(1);
    }

    @Test
    void anUnseenNameOnAKnownPortIsOneIncident() {
        asks("api.example.org");
        answers(RESOLVER, "api.example.org", "198.51.100.7");
        connects("198.51.100.7", 443);
        node.pass(100);

        asks("evil.example.net");
        answers(RESOLVER, "evil.example.net", "203.0.113.66");
        connects("203.0.113.66", 443);
        node.pass(6);

        assertThat(node.incidents()).hasSize(1);
        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("new-name", "new-peer");
    }

    @Test
    void manyNamesBelowOneParentBecomeOne() throws IOException {
        for (int i = 0; i < 100; i++) {
            String name = "shard-" + i + ".cdn.example.org";
            String address = "198.18.0." + i;
            asks(name);
            answers(RESOLVER, name, address);
            connects(address, 443);
        }
        node.pass(100);
        assertThat(learned().keySet())
                .contains(new NameLookup("*.cdn.example.org"), outbound(new Peer.DnsName("*.cdn.example.org")))
                .hasSizeLessThan(40);

        node = node.restarted().container("/usr/sbin/server").entrypoint();
        asks("shard-x.cdn.example.org");
        answers(RESOLVER, "shard-x.cdn.example.org", "198.18.0.200");
        connects("198.18.0.200", 443);
        node.pass(6);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aRestartedAgentStillKnowsTheNamesOfOpenConnections() throws IOException {
        asks("api.example.org");
        answers(RESOLVER, "api.example.org", "198.51.100.7");
        connects("198.51.100.7", 443);
        node.pass(100);

        node = node.restarted().container("/usr/sbin/server");
        flow("198.51.100.7", 443, true, true);
        flow("198.51.100.9", 443, true, true);
        node.pass(10);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aRestartedAgentNamesAlsoWhatHappenedBeforeTheRuntimeToldItOfTheContainer() throws IOException {
        asks("api.example.org");
        answers(RESOLVER, "api.example.org", "198.51.100.7");
        connects("198.51.100.7", 443);
        node.pass(100);

        node = node.restarted();
        connects("198.51.100.7", 443);
        node.pass(2).container("/usr/sbin/server");
        node.pass(10);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aContainerThatStartsAgainGainsNoTrustByWhatTheLastOneWrote() throws IOException {
        node.pass(2);
        Files.writeString(temp.resolve("proc/99/root/etc/resolv.conf"), "nameserver 203.0.113.53\n");
        node.tell(new PipelineMessage.ContainersChanged(
                new ContainerEvent.ContainerStopped(TestNode.CONTAINER, node.now())));
        node.pass(15).container("/usr/sbin/server").entrypoint();

        asks("api.example.org");
        answers("203.0.113.53", "api.example.org", "203.0.113.66");
        connects("203.0.113.66", 443);
        node.pass(6);

        assertThat(learned().keySet())
                .contains(outbound(new Peer.Cidr("203.0.113.66/32")))
                .doesNotContain(outbound(new Peer.DnsName("api.example.org")));
    }

    @Test
    void aConnectionThatFailedIsNotLearned() {
        flow("198.51.100.7", 443, false, false);
        node.pass(6);

        assertThat(learned().keySet()).noneMatch(Outbound.class::isInstance);
    }

    @Test
    void whoAsksForVeryManyNamesAsksForAnyName() {
        for (int i = 0; i < 2_000; i++) {
            asks("example-" + i + ".org");
        }
        node.pass(6);

        assertThat(learned().keySet())
                .contains(new NameLookup(NameLookup.MANY), new NameLookup("example-0.org"))
                .hasSizeBetween(NameLimit.MOST, NameLimit.MOST + 8);
    }

    @Test
    void whatIsAskedOfAddressesIsOneName() {
        asks("7.100.51.198.in-addr.arpa");
        asks("8.100.51.198.in-addr.arpa");
        node.pass(6);

        assertThat(learned().keySet()).contains(new NameLookup("*.in-addr.arpa"));
        assertThat(learned().keySet().stream().filter(NameLookup.class::isInstance))
                .hasSize(1);
    }

    @Test
    void aNameIsNeverLongerThanANameCanBe() {
        String label = "x".repeat(60);
        String longest = String.join(".", label, label, label, label, "example", "org");

        assertThat(NameLookUps.lookedUp(longest))
                .isEqualTo("*." + String.join(".", label, label, label, "example.org"));
        assertThat(NameLookUps.lookedUp("y".repeat(1000))).hasSize(253);
        assertThat(NameLookUps.lookedUp("")).isEqualTo(".");
    }

    private static Outbound outbound(Peer peer) {
        return new Outbound(peer, 443, Transport.TCP);
    }

    private Map<Behavior, EntryCounter> learned() {
        Map<Behavior, EntryCounter> learned = new LinkedHashMap<>();
        node.deltas().stream()
                .flatMap(delta -> delta.getCountersList().stream())
                .forEach(counter -> learned.put(BehaviorCodec.fromProto(counter.getBehavior()), counter));
        return learned;
    }

    private EntryCounter counter(String name) {
        return learned().getOrDefault(outbound(new Peer.DnsName(name)), EntryCounter.getDefaultInstance());
    }

    private void asks(String name) {
        message(RESOLVER, true, node.now(), DnsBytes.question(7, name, 1));
    }

    private void answers(String resolver, String name, String address) {
        message(resolver, false, node.now(), DnsBytes.answer(7, name, 1).address(name, address, 30));
    }

    private void message(String resolver, boolean sent, long atNanos, DnsBytes message) {
        node.sees(new SensorEvent.NameMessage(
                atNanos,
                1,
                Transport.UDP,
                sent,
                new Endpoint(InetAddress.ofLiteral("10.0.0.5"), ASKING),
                new Endpoint(InetAddress.ofLiteral(resolver), 53),
                DnsReader.read(message.bytes(), false).orElseThrow(),
                owner()));
    }

    private void connects(String address, int port) {
        flow(address, port, true, false);
    }

    private void flow(String address, int port, boolean established, boolean found) {
        node.sees(new SensorEvent.FlowSeen(
                node.now(),
                1,
                Transport.TCP,
                Direction.OUTBOUND,
                new Endpoint(InetAddress.ofLiteral("10.0.0.5"), 50_000),
                new Endpoint(InetAddress.ofLiteral(address), port),
                Reading.unknown("not-provided"),
                Reading.known(established),
                found,
                owner()));
    }

    private static SensorEvent.Owner owner() {
        return new SensorEvent.Owner(Reading.known(TestNode.INIT), Reading.known(TestNode.cgroup(TestNode.CONTAINER)));
    }
}
