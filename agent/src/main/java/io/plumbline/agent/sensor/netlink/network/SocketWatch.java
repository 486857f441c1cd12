// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.PortRange;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.SensorTurns;
import io.plumbline.agent.sensor.netlink.channel.MessageBatch;
import io.plumbline.agent.sensor.netlink.channel.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the sockets of all network namespaces that are asked for, on the one thread plumbline-sockets: that moves into a
 * namespace to open two sockets, moves back, and uses them from outside from then on. Others only say what is wanted.
 */
public final class SocketWatch implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(SocketWatch.class);

    /** How often a namespace that cannot be opened is tried, once per dump interval. */
    private static final int ATTEMPTS = 5;

    /**
     * A dump costs 0.3 to 0.8 ms even of an empty namespace (the kernel walks a table of 262,144 rows for each), so many pods stretch
     * the interval: all dumps together may take a two-hundredth of a core, up to {@link #STRETCHED_NANOS}.
     */
    private static final int TOTAL_SHARE = 200;

    private static final long STRETCHED_NANOS = 10_000_000_000L;

    /** A pod can open sockets without end; its dumps alone take at most a twentieth of a core, however late they become. */
    private static final int SINGLE_SHARE = 20;

    private static final int DESTROYED_BUFFER_BYTES = 4 << 20;

    private final SensorSettings settings;
    private final EventSink sink;
    private final SensorCounters counters;
    private final BootClock clock = new BootClock();
    private final NetworkNamespace namespaces;
    private final Map<Long, Integer> wanted = new ConcurrentHashMap<>();
    private final Map<Long, Watched> watched = new HashMap<>();
    private final Map<Long, Refused> refused = new ConcurrentHashMap<>();
    private final MessageBatch dumpBuffers = SocketDump.buffers();
    private final MessageBatch destroyedBuffers = DestroyedSockets.buffers();
    private final SensorTurns turns;
    private int wake = -1;
    private volatile boolean closed;

    public SocketWatch(SensorSettings settings, EventSink sink, SensorCounters counters) {
        this.settings = settings;
        this.sink = sink;
        this.counters = counters;
        turns = new SensorTurns("plumbline-sockets", counters, settings.socketDumpInterval());
        namespaces = new NetworkNamespace(settings.proc());
    }

    public void watch(long networkNamespace, int pid) {
        if (wanted.putIfAbsent(networkNamespace, pid) == null) {
            wake();
        }
    }

    public void unwatch(long networkNamespace) {
        if (wanted.remove(networkNamespace) != null) {
            wake();
        }
    }

    /** Network namespaces that are wanted but cannot be watched, with the reason. */
    public Map<Long, String> unwatched() {
        var result = new HashMap<Long, String>();
        refused.forEach((namespace, refusal) -> result.put(namespace, refusal.reason));
        return result;
    }

    public void close() {
        closed = true;
        wake();
    }

    @Override
    public void run() {
        openWake();
        try {
            turns.run(() -> closed, this::turn, this::turnFailed);
        } finally {
            watched.values().forEach(each -> each.watch.close());
            watched.clear();
            closeWake();
        }
    }

    private void turn() {
        reconcile();
        dumpDue();
        awaitSockets();
        watched.values().forEach(each -> each.watch.drain());
    }

    /** The next dump finds the sockets that are still there. Whose the others were, nobody can say. */
    private void turnFailed() {
        counters.increment("batch-failed");
        sink.accept(new SensorEvent.EventsLost(clock.getAsLong(), "batch-failed", 1));
    }

    /** Empty while its thread turns. Any thread may ask. */
    public Optional<String> stalled() {
        return turns.problem();
    }

    private void reconcile() {
        watched.entrySet().removeIf(entry -> {
            boolean unwanted = !wanted.containsKey(entry.getKey());
            if (unwanted) {
                entry.getValue().watch.drain();
                entry.getValue().watch.close();
                counters.increment("networks-closed");
            }
            return unwanted;
        });
        refused.keySet().retainAll(wanted.keySet());
        wanted.forEach((namespace, pid) -> {
            if (!watched.containsKey(namespace)) {
                open(namespace, pid);
            }
        });
    }

    private void open(long namespace, int pid) {
        long now = System.nanoTime();
        Refused before = refused.get(namespace);
        if (before != null && (before.attempts >= ATTEMPTS || now - before.nextAttempt < 0)) {
            return;
        }
        try {
            NetworkWatch watch = namespaces.inProcess(pid, namespace, () -> {
                SocketDump dump = SocketDump.open(dumpBuffers);
                try {
                    return new NetworkWatch(
                            namespace,
                            dump,
                            DestroyedSockets.open(destroyedBuffers, DESTROYED_BUFFER_BYTES),
                            PortRange.read(settings.proc()),
                            settings.flowsPerNetwork(),
                            sink,
                            counters,
                            clock);
                } catch (IOException failed) {
                    dump.close();
                    throw failed;
                }
            });
            watched.put(namespace, new Watched(watch, now));
            refused.remove(namespace);
            counters.increment("networks-opened");
        } catch (IOException failed) {
            counters.increment("networks-refused");
            int attempts = before == null ? 1 : before.attempts + 1;
            refused.put(
                    namespace,
                    new Refused(
                            String.valueOf(failed.getMessage()),
                            attempts,
                            now + settings.socketDumpInterval().toNanos()));
            if (attempts == ATTEMPTS) {
                log.warn("network namespace {} of pid {} is not watched: {}", namespace, pid, failed.getMessage());
            }
        }
    }

    private void dumpDue() {
        long now = System.nanoTime();
        for (Watched each : watched.values()) {
            if (now - each.nextDump >= 0) {
                long start = System.nanoTime();
                each.watch.dump();
                long end = System.nanoTime();
                each.nextDump = end + pause(end - start);
            }
        }
    }

    private long pause(long dumpNanos) {
        long fair = Math.min(STRETCHED_NANOS, dumpNanos * TOTAL_SHARE * watched.size());
        return Math.max(settings.socketDumpInterval().toNanos(), Math.max(fair, dumpNanos * SINGLE_SHARE));
    }

    /** Waits until a socket is destroyed, something else is wanted, or the next dump is due. */
    private void awaitSockets() {
        long now = System.nanoTime();
        long wait = settings.socketDumpInterval().toNanos();
        ByteBuffer fds = MessageBatch.direct(8 * (watched.size() + 1));
        fds.putInt(wake).putShort(LibC.POLLIN).putShort((short) 0);
        for (Watched each : watched.values()) {
            wait = Math.min(wait, each.nextDump - now);
            fds.putInt(each.watch.fd()).putShort(LibC.POLLIN).putShort((short) 0);
        }
        int ready = LibC.poll(fds.flip(), watched.size() + 1L, (int) Math.max(0, wait / 1_000_000 + 1));
        if (ready > 0 && fds.getShort(6) != 0) {
            LibC.read(wake, MessageBatch.direct(8), 8);
        }
    }

    private synchronized void openWake() {
        wake = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
    }

    private synchronized void closeWake() {
        LibC.close(wake);
        wake = -1;
    }

    private synchronized void wake() {
        ByteBuffer one = MessageBatch.direct(8);
        one.putLong(0, 1);
        LibC.write(wake, one, 8);
    }

    private static final class Watched {
        private final NetworkWatch watch;
        private long nextDump;

        Watched(NetworkWatch watch, long nextDump) {
            this.watch = watch;
            this.nextDump = nextDump;
        }
    }

    private record Refused(String reason, int attempts, long nextAttempt) {}
}
