// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.training;

import io.plumbline.agent.container.containerd.FakeContainerd;
import io.plumbline.agent.link.FakeCollector;
import io.plumbline.agent.linux.Machine;
import io.plumbline.agent.sensor.procfs.FakeProc;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/**
 * Makes the AOT cache of a packaged agent for the machine that it runs on: starts the agent by its own launcher beside a
 * containerd, a collector and a /proc that this program plays, waits until it has done a little of all that it does, and ends it,
 * whereupon the JVM writes the cache. Needs no rights, no containers, and no network but unix sockets in a temporary directory.
 *
 * <p>Part of the distribution, because a cache can be made on a machine of its own kind alone: no test library is at hand.
 */
public final class TrainingMain {
    private static final int PODS = 3;
    private static final int MIN_MESSAGES = 3;
    /** Seconds are enough, but not on a machine that is emulated while its image is built. */
    private static final long PATIENCE_SECONDS = 240;

    private static final long POLL_MILLIS = 20;

    private TrainingMain() {}

    /**
     * Runs for a few seconds.
     *
     * @param arguments the directory of the packaged agent
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream err = System.err;
        Path home = Path.of(arguments[0]).toAbsolutePath();
        Path cache = home.resolve("agent-" + Machine.own().label() + ".aot");
        Files.deleteIfExists(cache);
        Path directory = Files.createTempDirectory("plumbline");
        Path log = directory.resolve("log");
        boolean made = false;
        try {
            made = train(home, cache, directory, log);
            if (!made) {
                Files.deleteIfExists(cache);
                Files.deleteIfExists(home.resolve(cache.getFileName() + ".config"));
                err.println("AOT cache: " + cache + " was not written (expected: within " + PATIENCE_SECONDS + " s)");
                if (Files.exists(log)) {
                    err.println(Files.readString(log));
                }
            }
        } finally {
            try (var files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        // The servers leave threads behind.
        System.exit(made ? 0 : 1);
    }

    private static boolean train(Path home, Path cache, Path directory, Path log)
            throws IOException, InterruptedException {
        try (FakeContainerd containerd = new FakeContainerd(directory.resolve("containerd"), true);
                FakeCollector collector = new FakeCollector(directory.resolve("collector")).start();
                FakeProc proc = new FakeProc(directory)) {
            TrainingNode node = new TrainingNode(containerd, proc);
            for (int pod = 0; pod < PODS; pod++) {
                node.addPod(pod);
            }
            containerd.start();
            Process agent = start(home, cache, directory, proc.root(), log);
            try {
                await(agent, containerd::isSubscribed);
                node.startAnotherProgram();
                await(agent, () -> collector.received.size() >= MIN_MESSAGES);
                agent.destroy();
                return agent.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        && Files.exists(cache)
                        && Files.size(cache) > 0;
            } finally {
                // The JVM has another one write the cache.
                agent.descendants().forEach(ProcessHandle::destroyForcibly);
                agent.destroyForcibly();
            }
        }
    }

    private static Process start(Path home, Path cache, Path directory, Path proc, Path log) throws IOException {
        ProcessBuilder launcher = new ProcessBuilder(
                home.resolve("bin/plumbline-agent").toString(),
                "--node.name=training",
                "--sensor.proc=" + proc,
                "--sensor.tier=procfs",
                "--kubernetes.mode=collector",
                "--containerd.socket=" + directory.resolve("containerd"),
                "--collector.address=unix:" + directory.resolve("collector"),
                "--state.directory=" + directory.resolve("state"),
                "--admin.address=127.0.0.1:0");
        launcher.environment().keySet().removeIf(variable -> variable.startsWith("PLUMBLINE_"));
        launcher.environment().put("PLUMBLINE_JAVA", System.getProperty("java.home"));
        launcher.environment().put("PLUMBLINE_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache);
        return launcher.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** What takes too long is left out of the training; that costs a few classes, not the build. */
    private static void await(Process agent, Reached reached) throws InterruptedException {
        long begin = System.nanoTime();
        while (!reached.isTrue()
                && agent.isAlive()
                && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS / 4)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private interface Reached {
        boolean isTrue();
    }
}
