// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.demo;

import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.cluster.ClusterApi;
import io.plumbline.acceptance.lab.cluster.Controller;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodContainer;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shop: web (nginx) before cart (perl) before redis, a customer, and a report that comes every ten seconds. The cart is paid at a
 * payment service outside. All find each other by name. Probes run as a kubelet would run them.
 */
final class Shop implements AutoCloseable {
    static final String NAMESPACE = "shop";
    private static final Logger LOG = LoggerFactory.getLogger(Shop.class);
    private static final int PROBE_SECONDS = 3;
    private static final int REPORT_SECONDS = 10;
    private static final List<String> WEB_PROBE =
            List.of("/usr/bin/curl", "-sf", "-o", "/dev/null", "http://127.0.0.1:8080/");
    private static final List<String> REDIS_PROBE = List.of("/usr/bin/redis-cli", "ping");

    private static final String DOMAIN = NAMESPACE + ".svc.cluster.local";

    private final LabNode node;
    private final ClusterApi api;
    private final Town town;
    private final OciImage image;
    private final ScheduledExecutorService kubelet = Executors.newScheduledThreadPool(
            2, Thread.ofVirtual().name("demo-kubelet-", 0).factory());
    private final AtomicInteger reports = new AtomicInteger();

    Shop(LabNode node, ClusterApi api, Town town) throws IOException {
        this.node = node;
        this.api = api;
        this.town = town;
        this.image = node.image(new ShopImage());
    }

    /** Starts the pods and what a kubelet and a CronJob do from then on; returns the web pod. */
    Opened open() throws IOException {
        Pod redis = run(
                Controller.statefulSet(NAMESPACE, "redis"),
                "0",
                ContainerSpec.of("redis", image, "/usr/bin/redis-server")
                        .args("--save", "", "--protected-mode", "no", "--bind", "0.0.0.0")
                        .user(100),
                REDIS_PROBE);
        run(
                Controller.deployment(NAMESPACE, "cart", "5d9c7b6f48"),
                "q8z7v",
                ContainerSpec.of("cart", image, "/usr/bin/perl", "/srv/shop/cart.pl")
                        .user(33),
                List.of());
        Pod web = run(
                Controller.deployment(NAMESPACE, "web", "7c5f9d8b6d"),
                "x2x7k",
                ContainerSpec.of("web", image, "/usr/sbin/nginx", "-c", "/srv/shop/nginx.conf"),
                WEB_PROBE);
        run(
                Controller.deployment(NAMESPACE, "customer", "66b8fbd5c9"),
                "m4n2p",
                ContainerSpec.of("customer", image, "/bin/bash", "/srv/shop/visit.sh")
                        .user(65534),
                List.of());
        probe(web.container("web"), WEB_PROBE);
        probe(redis.container("redis"), REDIS_PROBE);
        every(REPORT_SECONDS, "report", this::report);
        return new Opened(web, redis);
    }

    /** The parts of the shop that the intrusion needs to know. */
    record Opened(Pod web, Pod redis) {}

    /** A stranger's pod in another namespace: serves a file and waits for calls. */
    Pod openStranger() throws IOException {
        OciImage tools = node.image(Images.TOOLS);
        Controller stranger = Controller.deployment("playground", "debug", "85c4f9d7bb");
        PodSpec spec = stranger.pod("t6w9s")
                .container(ContainerSpec.of("files", tools, "/bin/httpd", "-f", "-p", "8000", "-h", "/usr/local/bin"));
        return node.pods().run(api.add(stranger, spec, node.name(), Map.of()));
    }

    /** Starts a pod; the others find it by the name of its container. */
    private Pod run(Controller controller, String suffix, ContainerSpec container, List<String> probe)
            throws IOException {
        PodSpec spec = controller.pod(suffix).resolver(town.resolver(), DOMAIN).container(container);
        Pod pod = node.pods().run(api.add(controller, spec, node.name(), Map.of(container.name(), probe)));
        api.running(pod);
        town.name(container.name() + "." + DOMAIN, pod.ip());
        return pod;
    }

    private void report() throws IOException {
        long minute = System.currentTimeMillis() / 60_000;
        int run = reports.incrementAndGet();
        Controller job = Controller.cronJob(NAMESPACE, "report", minute);
        PodSpec spec = job.pod("r" + run + "x7k")
                .resolver(town.resolver(), DOMAIN)
                .container(ContainerSpec.of("report", image, "/usr/bin/redis-cli", "-h", "redis", "get", "cart")
                        .user(65534));
        Pod pod = node.pods().run(api.add(job, spec, node.name(), Map.of()));
        node.pods().awaitExit(pod.container("report"));
        node.pods().remove(pod);
        api.remove(spec);
    }

    private void probe(PodContainer container, List<String> command) {
        every(PROBE_SECONDS, "probe of " + container.spec().name(), () -> {
            int exitCode =
                    node.pods().exec(container, command.toArray(String[]::new)).exitCode();
            if (exitCode != 0) {
                LOG.debug("probe of {}: exit {}", container.spec().name(), exitCode);
            }
        });
    }

    private interface Chore {
        void run() throws IOException;
    }

    /** One failed round, as when the runtime is being restarted, does not end the next ones. */
    private void every(int seconds, String what, Chore chore) {
        var ignored = kubelet.scheduleWithFixedDelay(
                () -> {
                    try {
                        chore.run();
                    } catch (IOException | RuntimeException e) {
                        LOG.debug("{}: {}", what, e.toString());
                    }
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        kubelet.shutdownNow();
    }
}
