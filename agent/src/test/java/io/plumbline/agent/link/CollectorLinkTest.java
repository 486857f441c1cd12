// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.outbox.Messages;
import io.plumbline.agent.state.Batch;
import io.plumbline.agent.state.StoreSettings;
import io.plumbline.service.config.Address;
import io.plumbline.service.ids.UuidV7;
import io.plumbline.v1.AgentStatus;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.Hello;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.PodContext;
import io.plumbline.v1.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class CollectorLinkTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    /** Remembers what the link tells. */
    private static final class Heard implements LinkListener {

        final List<String> welcomes = new CopyOnWriteArrayList<>();
        final List<Profile> profiles = new CopyOnWriteArrayList<>();
        final List<PodContext> contexts = new CopyOnWriteArrayList<>();
        final List<ClusterView> views = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();

        @Override
        public void onWelcome(String cluster, byte[] redactionKey) {
            welcomes.add(cluster);
        }

        @Override
        public void onProfile(Profile profile) {
            profiles.add(profile);
            if (profile.getStateReason().equals("poison")) {
                throw new IllegalStateException("cannot use it");
            }
        }

        @Override
        public void onContext(PodContext context) {
            contexts.add(context);
        }

        @Override
        public void onView(ClusterView view) {
            views.add(view);
        }

        @Override
        public void onDisconnected(String reason) {
            ends.add(reason);
        }
    }

    private final UuidV7 ids = new UuidV7(InstantSource.system(), new Random());
    private final Heard heard = new Heard();
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path socket;
    private FakeCollector collector;
    private AgentStore store;

    @BeforeEach
    void prepare() throws IOException {
        socket = directory.resolve("collector.sock");
        collector = new FakeCollector(socket);
        store = AgentStore.open(new StoreSettings(directory.resolve("state")), ids);
        open.add(store);
    }

    @AfterEach
    void closeAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable part : open) {
            part.close();
        }
    }

    @Test
    void handsOnWhatTheCollectorSaysOfTheCluster() throws IOException {
        startCollector();
        CollectorLink ignored = link(unix(512));

        await().atMost(LONG).until(() -> !heard.contexts.isEmpty());
        assertThat(heard.views).containsExactly(ClusterView.getDefaultInstance());
        assertThat(heard.contexts).extracting(PodContext::getUid).containsExactly("pod-of-the-node");
    }

    @Test
    void saysHelloAndDeliversTheOutbox() throws IOException {
        write(3);
        startCollector();
        CollectorLink link = link(unix(512));
        await().atMost(LONG).until(() -> store.outboxMessages() == 0);

        assertThat(collector.hellos).singleElement().satisfies(hello -> {
            assertThat(hello.getNode()).isEqualTo("node-1");
            assertThat(hello.getEpoch()).isEqualTo(store.epoch());
            assertThat(hello.getInstance()).isEqualTo("instance-1");
            assertThat(hello.getBootId()).hasSize(36);
            assertThat(hello.getKernel()).isNotEmpty();
            assertThat(hello.getClockUnixNanos()).isPositive();
            assertThat(hello.getHandOver()).isFalse();
        });
        assertThat(collector.sequences()).containsExactly(1L, 2L, 3L);
        assertThat(heard.welcomes).containsExactly("shop-cluster");
        assertThat(link.problem()).isEmpty();
        assertThat(link.connections()).isEqualTo(1);
        assertThat(link.messagesSent()).isEqualTo(3);
        await().atMost(LONG).until(() -> !collector.statuses.isEmpty());
        assertThat(collector.statuses.getFirst().getSequence()).isZero();
        assertThat(collector.statuses.getFirst().getStatus().getSensor()).isEqualTo("netlink");
    }

    @Test
    void deliversWhatIsWrittenLater() throws IOException {
        startCollector();
        link(unix(512));
        await().atMost(LONG).until(() -> !heard.welcomes.isEmpty());
        write(2);
        await().atMost(LONG).until(() -> collector.sequences().equals(List.of(1L, 2L)));
        await().atMost(LONG).until(() -> store.outboxMessages() == 0);
    }

    @Test
    void sendsAgainWhatWasNotAcknowledged() throws Exception {
        startCollector();
        collector.acknowledges = false;
        link(unix(512));
        write(3);
        await().atMost(LONG).until(() -> collector.received.size() == 3);
        assertThat(store.outboxMessages()).isEqualTo(3);

        collector.stop();
        await().atMost(LONG).until(() -> !heard.ends.isEmpty());
        collector.acknowledges = true;
        collector.start();
        await().atMost(LONG).until(() -> store.outboxMessages() == 0);
        assertThat(collector.sequences()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    }

    @Test
    void goesOnBehindWhatTheCollectorHasAlready() throws Exception {
        // The acknowledgement was lost on the way: the collector has 1 and 2, and says so in its Welcome.
        write(3);
        collector.durable.put(store.epoch(), 2L);
        startCollector();
        link(unix(512));
        await().atMost(LONG).until(() -> store.outboxMessages() == 0);
        assertThat(collector.sequences()).containsExactly(3L);
    }

    @Test
    void losesNothingAndRepeatsNothingOverManyRestarts() throws Exception {
        startCollector();
        link(unix(8));
        for (int round = 0; round < 3; round++) {
            write(100);
            int expected = 40 + 100 * round;
            await().atMost(LONG).until(() -> collector.received.size() >= expected);
            collector.stop();
            write(20);
            collector.start();
        }
        await().atMost(LONG).until(() -> store.outboxMessages() == 0);
        // Acknowledged ones are never sent twice; those on their way when the stream broke may be.
        assertThat(collector.sequences().stream().distinct().sorted())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 360).boxed().toList());
        assertThat(collector.received.size() - 360).isLessThanOrEqualTo(3 * 8);
    }

    @Test
    void boundsWhatIsAheadOfTheAcknowledgement() throws IOException {
        startCollector();
        collector.acknowledges = false;
        link(unix(4));
        write(10);
        await().atMost(LONG).until(() -> collector.received.size() == 4);
        await().during(Duration.ofMillis(300)).atMost(LONG).until(() -> collector.received.size() == 4);
    }

    @Test
    void startsWithoutACollectorAndFindsItLater() throws Exception {
        CollectorLink link = link(unix(512));
        write(1);
        await().atMost(LONG).until(() -> link.problem().orElse("").contains("not reachable"));
        assertThat(link.problem().orElseThrow())
                .startsWith("collector unix:" + socket + " is not reachable: ")
                .containsIgnoringCase("no such file");
        startCollector();
        await().atMost(LONG).until(() -> store.outboxMessages() == 0);
        assertThat(link.problem()).isEmpty();
    }

    @Test
    void repeatsTheCollectorsRefusal() throws IOException {
        collector.refusal = Status.ALREADY_EXISTS.withDescription("node: node-1 (expected: one agent)\nx");
        startCollector();
        CollectorLink link = link(unix(512));
        await().atMost(LONG).until(() -> collector.hellos.size() >= 2);
        assertThat(link.problem())
                .contains("collector unix:" + socket + " refuses this agent: node: node-1 (expected: one agent) x");
        assertThat(heard.welcomes).isEmpty();
        collector.refusal = Status.OK;
        await().atMost(LONG).until(() -> link.problem().isEmpty());
    }

    @Test
    void leavesTheStreamToANewerInstance() throws IOException {
        startCollector();
        CollectorLink link = link(unix(512));
        await().atMost(LONG).until(() -> !heard.welcomes.isEmpty());
        collector.end(Status.ABORTED.withDescription("instance-2 is newer"));
        await().atMost(LONG).until(() -> link.problem().isPresent());
        assertThat(link.problem()).contains("another instance of this agent took over: instance-2 is newer");
        await().during(Duration.ofMillis(700)).atMost(LONG).until(() -> collector.hellos.size() == 1);
        assertThat(heard.ends).containsExactly("another instance of this agent took over: instance-2 is newer");
    }

    @Test
    void handsProfilesOnAndSurvivesAListenerThatFails() throws IOException {
        startCollector();
        link(unix(512));
        await().atMost(LONG).until(() -> !heard.welcomes.isEmpty());
        collector.send(Profile.newBuilder().setStateReason("poison").build());
        collector.send(Profile.newBuilder().setGeneration(7).build());
        await().atMost(LONG).until(() -> heard.profiles.size() == 2);
        assertThat(heard.profiles.getLast().getGeneration()).isEqualTo(7);
        assertThat(collector.hellos).hasSize(1);
    }

    @Test
    void asksWhoHadAnAddress() throws Exception {
        startCollector();
        CollectorLink link = link(unix(512));
        await().atMost(LONG).until(() -> link.problem().isEmpty());
        var answers = link.resolvePeers(
                        List.of(PeerQuestion.newBuilder().setIp("10.1.2.3").build()))
                .get(20, TimeUnit.SECONDS);
        assertThat(answers.getAnswersList())
                .singleElement()
                .satisfies(a -> assertThat(a.getPod().getName()).isEqualTo("pod-of-10.1.2.3"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> link.resolvePeers(Collections.nCopies(257, PeerQuestion.getDefaultInstance())))
                .withMessage("questions: 257 (expected: at most 256)");
    }

    @Test
    void answersAtOnceThatThereIsNobodyToAsk() throws IOException {
        CollectorLink link = link(unix(512));
        assertThat(link.resolvePeers(List.of(PeerQuestion.getDefaultInstance())))
                .isCompletedExceptionally();
    }

    @Test
    void remembersTheClusterOverRestarts() throws Exception {
        startCollector();
        CollectorLink link = link(unix(512));
        assertThat(link.rememberedCluster()).isEmpty();
        await().atMost(LONG).until(() -> !heard.welcomes.isEmpty());
        store.flush(LONG);
        assertThat(link.rememberedCluster()).contains("shop-cluster");
    }

    @Test
    void startsANewEpochWhenItsFileIsAnOldCopy() throws Exception {
        write(3);
        String before = store.epoch();
        collector.durable.put(before, 1_000L);
        startCollector();
        CollectorLink link = link(unix(512));
        await().atMost(LONG).until(() -> collector.received.size() == 3 && store.outboxMessages() == 0);
        assertThat(store.epoch()).isNotEqualTo(before);
        assertThat(collector.hellos).extracting(Hello::getHandOver).containsExactly(false, true);
        assertThat(link.problem()).isEmpty();
    }

    @Test
    void startsANewEpochWhenTheCollectorForgot() throws Exception {
        startCollector();
        CollectorLink link = link(unix(512));
        write(3);
        await().atMost(LONG).until(() -> store.outboxMessages() == 0);
        String before = store.epoch();
        collector.stop();
        collector.durable.clear();
        collector.received.clear();
        write(2);
        collector.start();
        await().atMost(LONG).until(() -> collector.received.size() == 2 && store.outboxMessages() == 0);
        assertThat(collector.sequences()).containsExactly(1L, 2L);
        assertThat(store.epoch()).isNotEqualTo(before);
        assertThat(collector.hellos.getLast().getHandOver()).isTrue();
        await().atMost(LONG).until(() -> link.problem().isEmpty());
    }

    @Test
    void namesWhatIsNoCollector() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var connection = other.accept()) {
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException closed) {
                    // The link closed first: the test waits for what it says then.
                }
            });
            CollectorLink link = link(settings(new Address.Tcp("127.0.0.1", other.getLocalPort()), 512));
            await().atMost(LONG).until(() -> !link.problem().orElse("").contains("not connected yet"));
            assertThat(link.problem().orElseThrow()).startsWith("collector 127.0.0.1:" + other.getLocalPort());
        }
    }

    private void startCollector() throws IOException {
        open.add(collector.start());
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            store.write(Batch.of(Messages.incident("i" + i)));
        }
        assertThat(store.flush(LONG)).isTrue();
    }

    private CollectorLinkSettings unix(int window) {
        return settings(new Address.Unix(socket), window);
    }

    private static CollectorLinkSettings settings(Address address, int window) {
        return new CollectorLinkSettings(address, null, Duration.ofSeconds(30), window);
    }

    private CollectorLink link(CollectorLinkSettings settings) {
        var link = new CollectorLink(
                settings,
                store,
                AgentIdentity.read("node-1", "instance-1", "0.1.0", Path.of("/proc")),
                () -> AgentStatus.newBuilder().setSensor("netlink").build(),
                heard,
                ids,
                InstantSource.system(),
                new Random(1));
        open.add(link);
        link.start();
        return link;
    }
}
