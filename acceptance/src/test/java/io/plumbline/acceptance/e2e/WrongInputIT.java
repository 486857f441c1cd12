// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.acceptance.program.Launched;
import io.plumbline.v1.AgentInfo;
import io.plumbline.v1.ListAgentsRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong is told in one clear line that names the value and what was expected; nothing crashes, nothing is lost. */
final class WrongInputIT {
    private static final int CANNOT_START = 1;
    private static final int WRONG_SETTINGS = 2;
    private static final int REFUSED = 1;

    @TempDir
    private Path directory = Path.of("");

    private final List<AutoCloseable> running = new ArrayList<>();
    private final AtomicInteger programs = new AtomicInteger();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable program : running.reversed()) {
            program.close();
        }
    }

    @Test
    void settingsThatAreUnknownOrMalformedStopTheStart() throws IOException {
        Path file = Files.writeString(directory.resolve("agent.yaml"), """
                node:
                  name: a
                collector:
                  adress: 127.0.0.1:4420
                """);

        assertEnds(
                agentWith("--node.name", "a", "--sensor.teir", "procfs"),
                WRONG_SETTINGS,
                "--sensor.teir: unknown key (expected: sensor.tier?)");
        assertEnds(
                agentWith("--node.name", "a", "--sensor.tier", "fast"),
                WRONG_SETTINGS,
                "--sensor.tier: \"fast\" (expected: one of auto, ebpf, netlink, procfs)");
        assertEnds(agentWith(), WRONG_SETTINGS, "node.name: not set (expected: text)");
        assertEnds(
                agentWith("--config", file.toString()),
                WRONG_SETTINGS,
                file + ":4:11: collector.adress: unknown key (expected: collector.address?)");
        assertEnds(
                agentWith("--node.name", "a", "--collector.address", "10.1.2.3:4420"),
                WRONG_SETTINGS,
                "collector.address: 10.1.2.3:4420 (expected: collector.tls.authority with it;"
                        + " plaintext only to a loopback address or unix:/path)");
        assertEnds(
                launch("collector", "--lock.quiet-tme", "6h"),
                WRONG_SETTINGS,
                "--lock.quiet-tme: unknown key (expected: lock.quiet-time?)");
        assertEnds(
                launch("collector", "--lock.quiet-time", "soon"),
                WRONG_SETTINGS,
                "--lock.quiet-time: \"soon\" (expected: a duration");
    }

    @Test
    void plainTextBeyondTheLoopbackIsRefused() throws IOException {
        assertEnds(
                launch(
                        "collector",
                        "--address",
                        "0.0.0.0:0",
                        "--admin.address",
                        "127.0.0.1:0",
                        "--store.path",
                        directory.resolve("c.db").toString()),
                WRONG_SETTINGS,
                "address: 0.0.0.0:0 (expected: a loopback address or unix:/path, or tls.certificate,"
                        + " tls.key and tls.client-authority)");
    }

    @Test
    void aProfileWithABadFieldIsRefusedWithLineAndColumn() throws Exception {
        CollectorProgram collector = collector();
        collector.start();
        collector.query().listAgents(ListAgentsRequest.getDefaultInstance());
        Path document = Files.writeString(directory.resolve("profile.yaml"), """
                apiVersion: plumbline.io/v1alpha1
                kind: BehaviorProfile
                metadata:
                  name: deployment-web-web
                  namespace: shop
                spec:
                  target: {kind: Deployment, name: web, container: web}
                  mode: of
                """);

        Launched command = launch("cli", "--collector", collector.address(), "profiles", "import", document.toString());

        assertEnds(command, REFUSED, ":8:9: spec.mode: \"of\" (expected: auto, learn, frozen or off)");
        assertThat(Shop.profiles(collector, "web")).isEmpty();
    }

    @Test
    void aSocketThatIsNotContainerdIsToldWhileTheAgentRunsOn() throws Exception {
        Path file = Files.writeString(directory.resolve("file.sock"), "no socket");
        Path missing = directory.resolve("missing.sock");
        Path foreign = directory.resolve("foreign.sock");
        CollectorProgram collector = collector();
        collector.start();
        Path otherService = Path.of(collector.address().substring("unix:".length()));
        try (ServerSocketChannel server = greeter(foreign)) {
            Alone ofFile = alone(file);
            Alone ofMissing = alone(missing);
            Alone ofForeign = alone(foreign);
            Alone ofOtherService = alone(otherService);

            String expected = " (expected: the unix socket of a containerd with CRI)";
            ofFile.health.awaitProblem("containerd", file + " is a regular file" + expected);
            ofMissing.health.awaitProblem("containerd", missing + " does not exist" + expected);
            ofForeign.health.awaitProblem("containerd", foreign + " does not speak gRPC" + expected);
            ofOtherService.health.awaitProblem(
                    "containerd",
                    otherService + " speaks gRPC, but is not containerd, or is one without its CRI plugin" + expected);
            assertThat(server.isOpen()).isTrue();
            for (Alone each : List.of(ofFile, ofMissing, ofForeign, ofOtherService)) {
                assertThat(each.program.isAlive()).isTrue();
                assertThat(each.health.get("/livez").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void aSecondAgentOfANodeIsRefusedWhileTheFirstWorksOn() throws Exception {
        CollectorProgram collector = collector();
        collector.start();
        Path noRuntime = directory.resolve("none.sock");
        Alone first = alone(noRuntime, "--collector.address", collector.address());
        first.health.awaitOrder("collector");
        String epoch = onlyAgent(collector).getEpoch();

        Alone second = alone(noRuntime, "--collector.address", collector.address());

        String refusal = "refuses this agent: epoch: ";
        second.health.awaitProblem(
                "collector", refusal, " (expected: " + epoch + ", which is connected for node node-a, or hand_over");
        assertThat(second.program.output().lines())
                .filteredOn(line -> line.contains(refusal))
                .hasSize(1);
        assertThat(first.health.part("collector")).isEqualTo("ok");
        assertThat(onlyAgent(collector).getEpoch()).isEqualTo(epoch);
        assertThat(onlyAgent(collector).getConnected()).isTrue();
    }

    @Test
    void aSecondAgentOnAStateDirectoryEnds() throws Exception {
        Alone first = alone(directory.resolve("none.sock"));
        first.health.awaitOrder("store");

        Launched second = agentWith(
                "--node.name", "node-b", "--state.directory", first.state.toString(), "--admin.address", "127.0.0.1:0");

        assertEnds(
                second,
                CANNOT_START,
                "state.directory: " + first.state + " (expected: a directory that no other agent uses): held by pid ");
        assertThat(first.health.part("store")).isEqualTo("ok");
    }

    /** What happens on a node is kept until somebody takes it. */
    @Nested
    final class WithoutACollector {
        @RegisterExtension
        static final LabExtension LAB = new LabExtension("late");

        @Test
        void everythingArrivesWhenItAppears() throws IOException {
            LabNode node = LAB.lab().start(NodeSpec.debian("a"));
            CollectorProgram collector =
                    new CollectorProgram(node.directory("collector"), Duration.ofSeconds(12), Duration.ofSeconds(6));
            running.add(collector);
            AgentProgram agent = new AgentProgram(
                    node,
                    "node-a",
                    node.directory("agent"),
                    List.of("--collector.address", collector.address(), "--kubernetes.mode", "off"));
            running.add(agent);
            agent.start();
            Pod web = node.pods().run(Shop.web(node, "web-7c5f9d8b6d-x2x7k"));
            new Health(agent.adminUrl()).awaitProblem("collector", "is not reachable: no such file");
            Shop.breakInto(node, web, "cp /bin/busybox /tmp/busybox-dropped; /tmp/busybox-dropped sleep 5");
            await("told to the outbox")
                    .atMost(Shop.PATIENCE)
                    .until(() -> agent.metrics().contains("plumbline_agent_incidents_open 1"));
            node.pods().remove(web);

            collector.start();

            Shop.awaitDeviation(
                    collector,
                    "what happened before",
                    deviation -> deviation.getProcess().getExecutable().equals("/tmp/busybox-dropped"));
            await().atMost(Shop.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(Shop.profile(collector, "web").getEntries())
                                    .isPositive());
            await().atMost(Shop.PATIENCE).until(agent::isReady);
        }
    }

    private AgentInfo onlyAgent(CollectorProgram collector) {
        List<AgentInfo> agents = collector
                .query()
                .listAgents(ListAgentsRequest.getDefaultInstance())
                .getAgentsList();
        assertThat(agents).hasSize(1);
        return agents.getFirst();
    }

    private CollectorProgram collector() throws IOException {
        CollectorProgram collector = new CollectorProgram(
                Files.createDirectories(directory.resolve("c")), Duration.ofSeconds(12), Duration.ofSeconds(6));
        running.add(collector);
        return collector;
    }

    private Launched agentWith(String... arguments) throws IOException {
        return launch("agent", arguments);
    }

    private Launched launch(String module, String... arguments) throws IOException {
        String name = module.equals("cli") ? "plumbline" : "plumbline-" + module;
        List<String> command =
                new ArrayList<>(List.of(Launched.launcher(module, name).toString()));
        command.addAll(List.of(arguments));
        Launched launched = Launched.start(command, directory.resolve("out-" + programs.incrementAndGet()));
        running.add(launched);
        return launched;
    }

    /** An agent that needs no rights: it looks at /proc alone and has no containers. */
    private Alone alone(Path containerd, String... settings) throws IOException {
        Path state = directory.resolve("state-" + programs.incrementAndGet());
        int port = freePort();
        List<String> arguments = new ArrayList<>(List.of(
                "--node.name",
                "node-a",
                "--sensor.tier",
                "procfs",
                "--cgroup-root",
                "/plumbline-none",
                "--kubernetes.mode",
                "off",
                "--containerd.socket",
                containerd.toString(),
                "--state.directory",
                state.toString(),
                "--admin.address",
                "127.0.0.1:" + port));
        arguments.addAll(List.of(settings));
        return new Alone(agentWith(arguments.toArray(String[]::new)), state, new Health("http://127.0.0.1:" + port));
    }

    /** An agent with its directory. */
    private record Alone(Launched program, Path state, Health health) {}

    /** What an agent says of itself. */
    private record Health(String url) {
        HttpResponse<String> get(String path) throws IOException {
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(
                        HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stopping);
            }
        }

        String part(String name) throws IOException {
            return get("/readyz")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .collect(Collectors.joining("\n"));
        }

        void awaitOrder(String name) {
            await(name)
                    .atMost(Shop.PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() -> assertThat(part(name)).isEqualTo("ok"));
        }

        void awaitProblem(String name, String... words) throws IOException {
            await(name)
                    .atMost(Shop.PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() -> assertThat(part(name)).contains(words));
            assertThat(get("/readyz").statusCode()).isEqualTo(503);
        }
    }

    /** Ends with that code, having printed one line. */
    private static void assertEnds(Launched program, int code, String line) throws IOException {
        await(line).atMost(Shop.PATIENCE).until(() -> !program.isAlive());
        assertThat(program.output().lines()).singleElement().asString().contains(line);
        assertThat(program.exitCode()).isEqualTo(code);
    }

    /** A service that says something else than gRPC to whoever comes. */
    private ServerSocketChannel greeter(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(() -> {
            while (server.isOpen()) {
                try (SocketChannel caller = server.accept()) {
                    caller.write(ByteBuffer.wrap("220 ready to receive mail\r\n".getBytes(StandardCharsets.US_ASCII)));
                    caller.read(ByteBuffer.allocate(1024));
                } catch (IOException closed) {
                    // The caller hung up, or the test is over.
                }
            }
        });
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }
}
