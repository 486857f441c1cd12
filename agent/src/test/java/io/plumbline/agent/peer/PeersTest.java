// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeersTest {
    private static final Workload REDIS = new Workload("c", "shop", "Deployment", "redis");
    private static final Peer REDIS_PEER = new Peer.WorkloadPeer(REDIS);
    private static final Peer SERVICE = new Peer.Service("shop", "redis");
    private static final InetAddress NODE = InetAddress.ofLiteral("10.0.0.1");
    private static final long MILLI = 1_000_000L;
    private static final long MADE_AT = 7_000_000 * MILLI;

    private final LocalPods pods = new LocalPods();
    private final Map<String, Peer> cluster = new HashMap<>();
    private final Set<PeerQuestion> asked = new HashSet<>();
    private final Map<InetAddress, PeerInquiry.Name> names = new HashMap<>();
    private final Deque<Runnable> blocking = new ArrayDeque<>();
    private final List<Optional<Peer>> answers = new ArrayList<>();
    private boolean reachable = true;
    private boolean current = true;
    private int batches;
    private long now = 1_000_000 * MILLI;
    private Peers peers = peers(this::answer);

    private Peers peers(PeerDirectory directory) {
        Peers made = new Peers(
                pods,
                directory,
                new PeerSettings(Duration.ofSeconds(60), Set.of(), Set.of(InetAddress.ofLiteral("10.0.0.250"))),
                blocking::add,
                (questions, answer) -> this.peers().onAnswer(questions, answer),
                () -> now);
        made.nodeAddresses(Set.of(NODE));
        return made;
    }

    private Peers peers() {
        return peers;
    }

    private Optional<PeerDirectory.Answers> answer(List<PeerQuestion> questions) {
        batches++;
        asked.addAll(questions);
        Map<PeerQuestion, Peer> found = new HashMap<>();
        for (PeerQuestion question : questions) {
            Peer peer =
                    cluster.getOrDefault(question.address() + ":" + question.port(), cluster.get(question.address()));
            if (peer != null) {
                found.put(question, peer);
            }
        }
        return reachable ? Optional.of(new PeerDirectory.Answers(found, Map.of(), current)) : Optional.empty();
    }

    @Test
    void knowsItselfItsNeighboursAndWhatIsSetWithoutAsking() {
        pods.started(InetAddress.ofLiteral("10.0.0.9"), new LocalPods.Tenancy("s", REDIS, 0, Long.MAX_VALUE));

        connect("127.0.0.1");
        connect("10.0.0.5");
        connect("10.0.0.9");
        connect("169.254.169.254");
        connect("fd00:ec2::254");
        connect("10.0.0.250");

        assertThat(answers)
                .containsExactly(
                        Optional.of(new Peer.Loopback()),
                        Optional.of(new Peer.Loopback()),
                        Optional.of(REDIS_PEER),
                        Optional.of(new Peer.MetadataService()),
                        Optional.of(new Peer.MetadataService()),
                        Optional.of(new Peer.ApiServer()));
        assertThat(peers.pending()).isZero();
        assertThat(asked).isEmpty();
    }

    @Test
    void addressesOfIpv4InIpv6FormAreIpv4() {
        pods.started(InetAddress.ofLiteral("10.0.0.9"), new LocalPods.Tenancy("s", REDIS, 0, Long.MAX_VALUE));

        connect("::ffff:10.0.0.9");

        assertThat(answers).containsExactly(Optional.of(REDIS_PEER));
    }

    @Test
    void behindAPortOfTheNodeMayBeAService() {
        cluster.put("10.0.0.1:30080", SERVICE);

        open("10.0.0.1", 30080, false);
        open("10.0.0.1", 10250, false);
        pass(250);

        assertThat(answers).containsExactlyInAnyOrder(Optional.of(SERVICE), Optional.of(new Peer.Node()));
    }

    @Test
    void aClientWithTheNodesAddressIsTheNode() {
        open("10.0.0.1", 0, false);

        assertThat(answers).containsExactly(Optional.of(new Peer.Node()));
    }

    @Test
    void asksTheClusterForTheRestWithThePort() {
        cluster.put("10.1.0.7:443", REDIS_PEER);

        connect("10.1.0.7");
        pass(250);

        assertThat(answers).containsExactly(Optional.of(REDIS_PEER));
        assertThat(asked).containsExactly(new PeerQuestion("10.1.0.7", MADE_AT, 443, Transport.TCP));
    }

    @Test
    void aSandboxOfThisNodeThatIsToldLateStillNamesThePeer() {
        connect("10.0.0.77");
        pass(1000);
        assertThat(answers).isEmpty();

        pods.started(InetAddress.ofLiteral("10.0.0.77"), new LocalPods.Tenancy("s", REDIS, 0, Long.MAX_VALUE));
        pass(1000);

        assertThat(answers).containsExactly(Optional.of(REDIS_PEER));
    }

    @Test
    void theClusterMayBeHalfAMinuteLateAndTheAddressIsNeverTheFact() {
        connect("10.1.0.7");
        pass(35_000);
        assertThat(answers).isEmpty();

        cluster.put("10.1.0.7", REDIS_PEER);
        pass(6_000);

        assertThat(answers).containsExactly(Optional.of(REDIS_PEER));
    }

    @Test
    void whatSettledAsUnknownIsAnAddress() {
        connect("10.1.0.7");
        pass(59_000);
        assertThat(answers).isEmpty();
        pass(7_000);

        assertThat(answers).containsExactly(Optional.of(new Peer.Cidr("10.1.0.7/32")));
        assertThat(peers.unresolved()).isEmpty();
    }

    @Test
    void anAddressOfTheInternetSettlesSoon() {
        connect("198.51.100.7");
        connect("2001:db8::7");
        pass(2_900);
        assertThat(answers).isEmpty();
        pass(2_000);

        assertThat(answers)
                .containsExactly(
                        Optional.of(new Peer.Cidr("198.51.100.7/32")), Optional.of(new Peer.Cidr("2001:db8::7/128")));
    }

    @Test
    void clientsFromTheInternetAreAllAlike() {
        open("198.51.100.7", 0, false);
        open("2001:db8::7", 0, false);
        pass(5_000);

        assertThat(answers)
                .containsExactly(Optional.of(new Peer.Cidr("0.0.0.0/0")), Optional.of(new Peer.Cidr("::/0")));
    }

    @Test
    void whileTheClusterIsBehindAPrivateAddressWaitsLonger() {
        current = false;
        connect("10.1.0.7");
        pass(200_000);
        assertThat(answers).isEmpty();

        // Who was behind has much to catch up with.
        current = true;
        pass(50_000);
        assertThat(answers).isEmpty();
        pass(20_000);

        assertThat(answers).containsExactly(Optional.of(new Peer.Cidr("10.1.0.7/32")));
    }

    @Test
    void whileTheClusterIsBehindAnAddressOfTheInternetMayBeThatOfANewLoadBalancer() {
        current = false;
        connect("198.51.100.7");
        pass(30_000);
        assertThat(answers).isEmpty();

        current = true;
        cluster.put("198.51.100.7", SERVICE);
        pass(6_000);

        assertThat(answers).containsExactly(Optional.of(SERVICE));
    }

    @Test
    void aClusterThatGivesPublicAddressesToPodsMayBeLateToo() {
        InetAddress own = InetAddress.ofLiteral("2001:db8:0:1::5");
        resolve("web", Set.of(own), "2001:db8:0:2::7", 443, false, MADE_AT);
        resolve("web", Set.of(own), "2001:db8:1:0:100::7", 443, false, MADE_AT);
        pass(20_000);
        assertThat(answers).containsExactly(Optional.of(new Peer.Cidr("2001:db8:1:0:100::7/128")));

        cluster.put("2001:db8:0:2:0:0:0:7", REDIS_PEER);
        pass(6_000);

        assertThat(answers).contains(Optional.of(REDIS_PEER));
    }

    @Test
    void aNameFromOutsideTheClusterNamesAnAddressOfTheInternetAtOnce() {
        name("198.51.100.7", "api.example.org", false);

        connect("198.51.100.7");

        assertThat(answers).containsExactly(Optional.of(new Peer.DnsName("api.example.org")));
    }

    @Test
    void theAnswerMayComeAfterTheConnection() {
        connect("198.51.100.7");
        pass(500);
        name("198.51.100.7", "api.example.org", false);
        pass(1_000);

        assertThat(answers).containsExactly(Optional.of(new Peer.DnsName("api.example.org")));
    }

    @Test
    void ofAPrivateAddressTheClusterIsAskedBeforeItsNameIsBelieved() {
        name("10.1.0.7", "redis.corp.example", false);
        name("10.1.0.8", "db.corp.example", false);
        cluster.put("10.1.0.7", REDIS_PEER);

        connect("10.1.0.7");
        connect("10.1.0.8");
        pass(5_000);

        assertThat(answers).containsExactly(Optional.of(REDIS_PEER), Optional.of(new Peer.DnsName("db.corp.example")));
    }

    @Test
    void aNameOfTheClusterIsBelievedWhenTheClusterDoesNotKnowBetter() {
        name("10.96.0.8", "redis", true);

        connect("10.96.0.8");
        pass(59_000);
        assertThat(answers).isEmpty();
        pass(7_000);

        assertThat(answers).containsExactly(Optional.of(new Peer.DnsName("redis")));
    }

    @Test
    void aClientHasNoName() {
        name("198.51.100.7", "api.example.org", false);

        open("198.51.100.7", 0, false);
        pass(5_000);

        assertThat(answers).containsExactly(Optional.of(new Peer.Cidr("0.0.0.0/0")));
    }

    @Test
    void whatWasThereBeforeAnybodyWatchedIsNoAddressWithoutName() {
        open("198.51.100.7", 443, true);
        pass(5_000);

        assertThat(answers).containsExactly(Optional.empty());
        assertThat(peers.unresolved()).containsExactly(Map.entry("found-unnamed", 1L));
    }

    @Test
    void waitsWhileTheClusterCanNotBeReached() {
        reachable = false;
        connect("10.1.0.7");
        connect("198.51.100.7");
        pass(900_000);
        assertThat(answers).isEmpty();

        reachable = true;
        cluster.put("10.1.0.7", REDIS_PEER);
        pass(2_000);
        assertThat(answers).containsExactly(Optional.of(REDIS_PEER));
        pass(6_000);

        assertThat(answers).containsExactly(Optional.of(REDIS_PEER), Optional.of(new Peer.Cidr("198.51.100.7/32")));
    }

    @Test
    void whoComesBackAfterAnHourHasToHearOfThePodsOfThatHourFirst() {
        reachable = false;
        connect("10.1.0.7");
        pass(3_600_000);
        reachable = true;
        pass(30_000);
        assertThat(answers).isEmpty();

        cluster.put("10.1.0.7", REDIS_PEER);
        pass(6_000);

        assertThat(answers).containsExactly(Optional.of(REDIS_PEER));
    }

    @Test
    void whoConnectsToOneAddressAgainAndAgainDoesNotKeepAnyFromBeingNamed() {
        inquire("web", "198.51.100.7", 443, false);
        for (int i = 0; i < 70 * 20; i++) {
            connectAt("10.9.0.9", MADE_AT + i * 50L * MILLI);
            pass(50);
        }

        assertThat(answers)
                .contains(Optional.of(new Peer.Cidr("198.51.100.7/32")), Optional.of(new Peer.Cidr("10.9.0.9/32")));
    }

    @Test
    void alonePrivateAddressesAreFactsToo() {
        peers = peers(PeerDirectory.nobody());
        name("10.1.0.8", "db.corp.example", false);

        connect("10.1.0.7");
        connect("10.1.0.8");
        connect("10.0.0.1");
        pass(5_000);

        assertThat(answers)
                .containsExactly(
                        Optional.of(new Peer.DnsName("db.corp.example")),
                        Optional.of(new Peer.Node()),
                        Optional.of(new Peer.Cidr("10.1.0.7/32")));
        assertThat(asked).isEmpty();
    }

    @Test
    void aScanOfOneContainerDoesNotPushOutTheQuestionsOfOthers() {
        reachable = false;
        inquire("other", "10.1.0.7", 443, false);
        for (int i = 0; i < 20_000; i++) {
            inquire("scanner", "10.2." + i / 256 + "." + i % 256, 443, false);
        }

        assertThat(peers.pending()).isEqualTo(1 + OpenInquiries.MOST_EACH);
        assertThat(peers.unresolved()).containsExactly(Map.entry("container-full", 20_000L - OpenInquiries.MOST_EACH));
        reachable = true;
        cluster.put("10.1.0.7", REDIS_PEER);
        answers.clear();
        pass(2_000);
        assertThat(answers).contains(Optional.of(REDIS_PEER));
    }

    @Test
    void allContainersTogetherHaveABoundToo() {
        reachable = false;
        for (int i = 0; i < 20_000; i++) {
            inquire("container-" + i % 40, "10.2." + i / 256 + "." + i % 256, 443, false);
        }

        assertThat(peers.pending()).isEqualTo(OpenInquiries.MOST);
        assertThat(peers.unresolved()).containsExactly(Map.entry("node-full", 20_000L - OpenInquiries.MOST));
    }

    @Test
    void anAnswerServesWhatIsAskedNext() {
        cluster.put("10.96.0.8", SERVICE);
        connect("10.96.0.8");
        pass(250);

        connectAt("10.96.0.8", MADE_AT + 4_000 * MILLI);

        assertThat(answers).containsExactly(Optional.of(SERVICE), Optional.of(SERVICE));
        assertThat(batches).isOne();
    }

    @Test
    void theAddressOfAPodMayBeAnothersTwoSecondsLater() {
        cluster.put("10.1.0.7", REDIS_PEER);
        connect("10.1.0.7");
        pass(250);
        Peer other = new Peer.WorkloadPeer(new Workload("c", "bank", "Deployment", "ledger"));
        cluster.put("10.1.0.7", other);

        connectAt("10.1.0.7", MADE_AT + 1_900 * MILLI);
        pass(250);

        assertThat(answers).containsExactly(Optional.of(REDIS_PEER), Optional.of(other));
    }

    @Test
    void whoIsUnknownIsNotAskedForEachConnection() {
        connect("10.1.0.7");
        pass(1);
        for (int i = 1; i < 9; i++) {
            connectAt("10.1.0.7", MADE_AT + i * 200L * MILLI);
            now += MILLI;
            peers.tick();
            work();
        }

        assertThat(batches).isOne();
    }

    private void name(String address, String name, boolean ofCluster) {
        names.put(InetAddress.ofLiteral(address), new PeerInquiry.Name(name, ofCluster));
    }

    private void pass(int millis) {
        for (int passed = 0; passed < millis; passed += 250) {
            now += Math.min(250, millis - passed) * MILLI;
            peers.tick();
            work();
        }
    }

    private void work() {
        for (Runnable task = blocking.poll(); task != null; task = blocking.poll()) {
            task.run();
        }
    }

    private void connect(String address) {
        open(address, 443, false);
    }

    private void open(String address, int port, boolean found) {
        inquire("web", address, port, found);
    }

    private void connectAt(String address, long atUnixNanos) {
        resolve("web", address, 443, false, atUnixNanos);
    }

    private void inquire(String container, String address, int port, boolean found) {
        resolve(container, address, port, found, MADE_AT);
    }

    private void resolve(String container, String address, int port, boolean found, long atUnixNanos) {
        resolve(container, Set.of(InetAddress.ofLiteral("10.0.0.5")), address, port, found, atUnixNanos);
    }

    private void resolve(
            String container, Set<InetAddress> own, String address, int port, boolean found, long atUnixNanos) {
        InetAddress literal = InetAddress.ofLiteral(address);
        peers.resolve(
                new PeerInquiry(
                        container,
                        own,
                        literal,
                        port,
                        Transport.TCP,
                        atUnixNanos,
                        found,
                        () -> Optional.ofNullable(names.get(literal))),
                answers::add);
    }
}
