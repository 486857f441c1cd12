// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.demo;

import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.Lab;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.Prerequisites;
import io.plumbline.acceptance.lab.cluster.ClusterApi;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.ListIncidentsRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code make demo}: real containers, learned in a minute, attacked in another. Cleans up however it ends. */
public final class DemoMain {
    private static final Duration MINIMUM_AGE = Duration.ofSeconds(45);
    private static final Duration QUIET_TIME = Duration.ofSeconds(20);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final List<String> WORKLOADS = List.of("web", "cart", "redis", "customer");
    private static final Duration LEARNING_LIMIT = Duration.ofSeconds(110);

    private final Screen screen = new Screen(System.out);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closing;

    private DemoMain() {}

    public static void main(String[] arguments) {
        List<String> missing = Prerequisites.missing();
        if (!missing.isEmpty()) {
            System.err.println("demo: cannot run here: " + String.join(", ", missing));
            System.exit(1);
        }
        var demo = new DemoMain();
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "demo-stop"));
        try {
            demo.play("1".equals(System.getenv("KEEP")));
        } catch (IOException | RuntimeException e) {
            if (!demo.isClosing()) {
                System.err.println("demo: " + e.getMessage());
                System.exit(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(0);
    }

    private void play(boolean keep) throws IOException, InterruptedException {
        screen.heading("A node of its own: containerd, network and images, no registry");
        Lab lab = open(Lab.open("demo"));
        LabNode node = lab.start(NodeSpec.debian("node-1"));
        ClusterApi api = open(new ClusterApi());
        api.namespace(Shop.NAMESPACE, Map.of("team", "shop"));
        api.namespace("playground", Map.of("team", "nobody"));
        api.namespace("kube-system", Map.of());
        screen.say(
                "%s; the image of the shop is made once per machine, from this machine's Debian",
                node.pods().version());
        Town town = open(Town.open(lab, node, api));
        Shop shop = new Shop(node, api, town);

        screen.heading("Collector and agent");
        var collector = open(new CollectorProgram(
                node.directory("collector"), MINIMUM_AGE, QUIET_TIME, List.of("--kubernetes.api", api.url())));
        collector.start();
        var agent = open(new AgentProgram(
                node, node.name(), node.directory("agent"), List.of("--collector.address", collector.address())));
        agent.start();
        awaitReady(agent);
        screen.say("collector: %s, log %s/collector.log", collector.address(), node.directory("collector"));
        screen.say("agent:     %s/metrics, log %s/agent.log", agent.adminUrl(), node.directory("agent"));

        screen.heading("The shop opens: web, cart, redis, a customer, a report every ten seconds");
        open(shop);
        Shop.Opened opened = shop.open();
        node.pods().list().forEach(pod -> screen.say("%s", pod));

        screen.heading("Learning");
        screen.say(
                "lock rule of this demo (an override): at least %d s old and %d s without anything new or lost",
                MINIMUM_AGE.toSeconds(), QUIET_TIME.toSeconds());
        screen.say("the default in production:            at least 24 h old and 6 h without anything new or lost");
        screen.say("");
        if (!new Learning(collector, screen).follow(WORKLOADS, LEARNING_LIMIT)) {
            screen.say("not all workloads are locked in time; going on with what is");
        }

        screen.heading("An intruder in the web pod");
        Pod stranger = shop.openStranger();
        List<String> watch = plumbline(collector, "incidents", "watch");
        screen.follow(watch, List.of("plumbline", "incidents", "watch"), process -> open(process::destroy));
        Thread.sleep(Duration.ofSeconds(3));
        new Intrusion(node, opened, stranger, screen).play();
        Thread.sleep(Duration.ofSeconds(5));

        screen.heading("What the on-call person sees");
        type(collector, "incidents", "list");
        List<IncidentRecord> incidents =
                collector.query().listIncidents(ListIncidentsRequest.getDefaultInstance()).getIncidentsList().stream()
                        .sorted(Comparator.comparingInt(
                                record -> -record.getIncident().getSeverity().getNumber()))
                        .toList();
        if (!incidents.isEmpty()) {
            type(
                    collector,
                    "incidents",
                    "show",
                    incidents.getFirst().getIncident().getIncidentId());
        }
        type(collector, "profiles", "show", "deployment/web", "-n", Shop.NAMESPACE);

        screen.heading("Who talks to whom, and the policy that would have stopped the intruder");
        type(collector, "graph", "-n", Shop.NAMESPACE);
        type(collector, "policy", "network", "shop/deployment/web", "--replay");

        if (keep) {
            screen.heading("Left running, for exploration");
            screen.say("alias plumbline='%s'", String.join(" ", plumbline(collector)));
            screen.say("plumbline incidents list; plumbline profiles list; plumbline accept|reject ID ...");
            screen.say(
                    "plumbline graph; plumbline policy network shop/deployment/cart --cilium; plumbline agents list");
            screen.say("ctr -a %s -n k8s.io containers ls", node.socket());
            screen.say("Ctrl-C stops everything and cleans up.");
            new CountDownLatch(1).await();
        }
        screen.heading("Cleaning up");
    }

    private void type(CollectorProgram collector, String... arguments) throws IOException {
        List<String> shown = new ArrayList<>(List.of("plumbline"));
        shown.addAll(List.of(arguments));
        screen.run(plumbline(collector, arguments), shown);
    }

    private static List<String> plumbline(CollectorProgram collector, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Checkout.launcher("plumbline").toString(), "--collector=" + collector.address()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void awaitReady(AgentProgram agent) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!agent.isReady()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(
                        "the agent is not ready after " + START_LIMIT.toSeconds() + " s: " + agent.output());
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private synchronized <T extends AutoCloseable> T open(T part) {
        if (closing) {
            throw new IllegalStateException("the demo is stopping");
        }
        parts.push(part);
        return part;
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    /** Closes what was opened, last first; one failure does not keep the rest. */
    private void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("demo: while cleaning up: " + e.getMessage());
            }
        }
    }
}
