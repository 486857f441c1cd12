// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.SensorTurns;
import io.plumbline.agent.sensor.netlink.channel.NetworkNamespace;
import io.plumbline.agent.sensor.netlink.network.SocketWatch;
import io.plumbline.agent.sensor.procfs.ProcfsSensor;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tier 2: processes from the proc connector and /proc, sockets from sock_diag. Where the proc connector cannot be had, processes
 * come from polls of /proc instead, the tier is "procfs" then, and {@link #problem()} says why.
 */
public final class NetlinkSensor implements Sensor {
    private static final Logger log = LoggerFactory.getLogger(NetlinkSensor.class);

    private final SensorSettings settings;
    private final SensorCounters counters = new SensorCounters();
    private final Map<String, String> missing;
    private final SensorTurns processTurns = new SensorTurns("plumbline-processes", counters, Duration.ZERO);
    private final ProcfsSensor poll;
    private final SocketWatch socketWatch;
    private final Thread processes;
    private final Thread sockets;
    private volatile EventSink sink = ignored -> {};
    private volatile @Nullable ProcessWatch processWatch;
    private volatile @Nullable String problem = "netlink: the sensor was not started yet";
    private volatile boolean degraded;
    private volatile boolean closed;

    /** Opens nothing yet. */
    public NetlinkSensor(SensorSettings settings) {
        this.settings = settings;
        missing = KernelProbe.missing(settings.proc());
        poll = new ProcfsSensor(settings);
        socketWatch = new SocketWatch(settings, event -> sink.accept(event), counters);
        processes = Thread.ofPlatform().name("plumbline-processes").daemon().unstarted(this::watchProcesses);
        sockets = Thread.ofPlatform().name("plumbline-sockets").daemon().unstarted(socketWatch);
    }

    @Override
    public String tier() {
        return degraded ? poll.tier() : "netlink";
    }

    @Override
    public void start(EventSink sink) {
        this.sink = sink;
        processes.start();
        sockets.start();
    }

    @Override
    public void watchNetwork(long networkNamespace, int pid) {
        socketWatch.watch(networkNamespace, pid);
    }

    @Override
    public void unwatchNetwork(long networkNamespace) {
        socketWatch.unwatch(networkNamespace);
    }

    @Override
    public void resync() {
        ProcessWatch current = processWatch;
        if (current != null) {
            current.resync();
        } else if (degraded) {
            poll.resync();
        }
    }

    @Override
    public Map<String, String> unwatched() {
        var result = new TreeMap<String, String>();
        if (degraded) {
            result.putAll(poll.unwatched());
            result.remove("network");
        }
        result.put("argv", "arguments and executable of processes that end before they are read");
        result.put("dns", "the content of name lookups");
        result.put("file-io", "reads and writes of files");
        result.put("udp-unconnected", "peers of datagrams sent without connect");
        result.put("raw-sockets", "raw and packet sockets");
        result.putAll(missing);
        socketWatch.unwatched().forEach((namespace, reason) -> result.put("network-" + namespace, reason));
        return result;
    }

    @Override
    public Map<String, Long> counters() {
        var result = new TreeMap<>(counters.snapshot());
        poll.counters().forEach((name, value) -> result.merge(name, value, Long::sum));
        return result;
    }

    @Override
    public Optional<String> stalled() {
        return (degraded ? poll.stalled() : processTurns.problem()).or(socketWatch::stalled);
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        closed = true;
        socketWatch.close();
        join(processes);
        join(sockets);
        if (degraded) {
            poll.close();
        }
    }

    private void watchProcesses() {
        Optional<String> foreign = KernelProbe.foreign();
        if (foreign.isPresent()) {
            degrade(foreign.get());
            return;
        }
        try (ProcConnector connector =
                ProcConnector.open(new NetworkNamespace(settings.proc()), settings.receiveBufferBytes())) {
            var watch = new ProcessWatch(connector, settings, sink, counters);
            watch.hurry();
            processWatch = watch;
            problem = null;
            processTurns.run(() -> closed, watch::doWork, watch::workFailed);
        } catch (IOException refused) {
            degrade(String.valueOf(refused.getMessage()));
        }
    }

    private void degrade(String reason) {
        long period = settings.pollInterval().toMillis();
        problem = reason + "; processes are polled from " + settings.proc() + " each " + period + " ms instead";
        degraded = true;
        log.warn("{}", problem);
        if (!closed) {
            poll.start(sink);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(5000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
