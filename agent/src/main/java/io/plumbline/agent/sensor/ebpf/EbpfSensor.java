// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.SensorTurns;
import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.sensor.ebpf.program.ProgramLoader;
import io.plumbline.agent.sensor.ebpf.program.Programs;
import io.plumbline.agent.sensor.ebpf.record.CgroupTable;
import io.plumbline.agent.sensor.ebpf.record.LocalPids;
import io.plumbline.agent.sensor.ebpf.record.RecordDecoder;
import io.plumbline.agent.sensor.ebpf.ring.RingBuffer;
import io.plumbline.agent.sensor.ebpf.ring.SharedCounts;
import io.plumbline.agent.sensor.ebpf.ring.SharedCounts.Kind;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.sensor.ebpf.signal.Watching;
import io.plumbline.agent.sensor.ebpf.sockets.FoundFlows;
import io.plumbline.agent.sensor.ebpf.sockets.ListenerTable;
import io.plumbline.agent.sensor.ebpf.sockets.SocketSnapshot;
import io.plumbline.agent.sensor.ebpf.sockets.WatchedNetworks;
import io.plumbline.agent.sensor.mapping.MappingWatch;
import io.plumbline.agent.sensor.procfs.ProcessReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tier 1: programs in the kernel that see each exec with all that belongs to it, and lose nothing without counting it. The programs
 * are attached when this is made, so that the snapshot at the start leaves no gap.
 */
public final class EbpfSensor implements Sensor {
    private static final Logger log = LoggerFactory.getLogger(EbpfSensor.class);

    /**
     * After something was read the thread rests before it looks again, each time twice as long: an exec that follows its fork is
     * told at once, and in a storm the thread wakes 250 times a second instead of for each record.
     */
    private static final long FIRST_REST_NANOS = 500_000L;

    private static final long LONGEST_REST_NANOS = 4_000_000L;

    /** Without events it looks after losses and mapped code so often. */
    private static final int IDLE_MILLIS = 250;

    private static final long HOUSEKEEPING_NANOS = 1_000_000_000L;

    /** Reading what the kernel missed takes a file of each program. */
    private static final long MISSED_NANOS = 10_000_000_000L;

    private final SensorCounters counters = new SensorCounters();
    private final BootClock clock = new BootClock();
    private final Programs programs;
    private final Snapshots snapshots;
    private final LongArguments longArguments;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final SharedCounts counts;
    private final CgroupTable cgroups;
    private final RecordDecoder decoder;
    private final WatchedNetworks networks;
    private final EventReader reader;
    private final OverlayWatch overlay;
    private final LossWatch losses;
    private final MissedRuns missed;
    private final @Nullable MappingWatch mappings;
    private final Thread thread;
    private volatile EventSink sink = ignored -> {};
    private volatile boolean closed;
    private final SensorTurns turns;
    private List<SensorEvent> batch = new ArrayList<>();
    /** What is handed over at the moment. */
    private List<SensorEvent> handed = List.of();

    private final List<CodeMapped> mapped = new ArrayList<>();
    private final MappingOrder mappingOrder = new MappingOrder();
    private long rest = FIRST_REST_NANOS;
    private long housekept;
    private long missedRead;

    private EbpfSensor(SensorSettings settings, EbpfSettings ebpf) throws IOException {
        snapshots = new Snapshots(settings, clock, counters);
        longArguments = new LongArguments(new ProcessReader(settings.proc()), counters);
        CgroupHierarchy hierarchy = CgroupHierarchy.find(settings.proc());
        try {
            programs = closing(ProgramLoader.load(ebpf, hierarchy));
            mappings = mappings();
            counts = closing(new SharedCounts(programs.shared(), Processors.possible()));
            counts.packets(programs.variants().containsKey(Signal.DNS));
            RingBuffer processes = closing(new RingBuffer(programs.processRing(), programs.processRingBytes()));
            RingBuffer network = closing(new RingBuffer(programs.networkRing(), programs.networkRingBytes()));
            cgroups = new CgroupTable(hierarchy.mount(), hierarchy.prefix());
            overlay = new OverlayWatch(counts);
            losses = new LossWatch(programs, counts, cgroups, counters);
            missed = new MissedRuns(programs.programs(), counts);
            ListenerTable listeners = new ListenerTable();
            FoundFlows found = new FoundFlows();
            decoder = new RecordDecoder(
                    cgroups, new LocalPids(settings.proc(), counters), listeners, found, counters, losses::throttled);
            networks = new WatchedNetworks(
                    new SocketSnapshot(
                            settings.proc(),
                            settings.flowsPerNetwork(),
                            hierarchy.prefix(),
                            listeners,
                            found,
                            counters),
                    new ProcessReader(settings.proc()),
                    clock.getAsLong(),
                    settings.resyncInterval().toNanos());
            reader = new EventReader(processes, network, counts, decoder);
        } catch (IOException | RuntimeException failed) {
            closeAll();
            throw failed;
        }
        turns = new SensorTurns("plumbline-events", counters, Duration.ZERO);
        thread = Thread.ofPlatform().name("plumbline-events").daemon().unstarted(this::run);
    }

    /**
     * Loads and attaches the programs.
     *
     * @throws IOException when the kernel or the rights of this process do not allow to watch processes; the message says what is
     *     missing
     */
    public static EbpfSensor open(SensorSettings settings, EbpfSettings ebpf) throws IOException {
        return new EbpfSensor(settings, ebpf);
    }

    @Override
    public String tier() {
        return "ebpf";
    }

    @Override
    public void start(EventSink sink) {
        this.sink = sink;
        thread.start();
    }

    @Override
    public void watchNetwork(long networkNamespace, int pid) {
        networks.watch(networkNamespace, pid);
    }

    @Override
    public void unwatchNetwork(long networkNamespace) {
        networks.unwatch(networkNamespace);
    }

    @Override
    public void resync() {
        snapshots.want();
    }

    @Override
    public Map<String, String> variants() {
        Map<String, String> result = new TreeMap<>();
        watching().forEach((signal, how) -> result.put(signal, how.toString()));
        return result;
    }

    /** How each signal is watched, by its word. */
    Map<String, Watching> watching() {
        Map<String, Watching> result = new TreeMap<>();
        programs.variants().forEach((signal, how) -> result.put(signal.word(), how));
        return result;
    }

    @Override
    public Map<String, String> unwatched() {
        Map<String, String> result = new TreeMap<>();
        programs.refused().forEach((signal, reason) -> result.put(signal.word(), signal.description() + ": " + reason));
        if (mappings != null) {
            // It may also fail later, when processors come and go.
            mappings.problem().ifPresent(reason -> result.put(Signal.CODE.word(), withoutPerfEvents(reason)));
        }
        overlay.problem().ifPresent(reason -> result.put("overlay-layers", reason));
        result.put("file-io", "reads and writes of files");
        return result;
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> result = new TreeMap<>(counters.snapshot());
        if (!closed) {
            result.put("execs", counts.seen(Kind.EXEC));
            result.put("forks", counts.seen(Kind.FORK));
            result.put("exits", counts.seen(Kind.EXIT));
            result.put("network-records", counts.seen(Kind.NETWORK));
            result.put("dns-records", counts.seen(Kind.NAMES));
            result.put("arguments-faulted", counts.argumentsFaulted());
            result.put("datagrams-repeated", counts.repeated());
            result.put("code-repeated", counts.codeRepeated());
        }
        Map<String, String> unwatched = unwatched();
        for (Signal signal : Signal.values()) {
            result.put("signal-" + signal.word(), unwatched.containsKey(signal.word()) ? 0L : 1L);
        }
        return result;
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Optional<String> stalled() {
        return turns.problem();
    }

    private void run() {
        cgroups.walk(clock.getAsLong());
        if (programs.untold() > 0) {
            counters.add("pinned-untold", programs.untold());
            batch.add(new SensorEvent.EventsLost(clock.getAsLong(), "pinned-untold", programs.untold()));
        }
        turns.run(() -> closed, this::turn, this::turnFailed);
        // What was counted since the last look is told by nobody else.
        batch = new ArrayList<>();
        losses.tell(clock.getAsLong(), batch::add);
        sink.acceptAll(batch);
    }

    /** All that the turn had read is gone, and the record at which it failed: told as a loss of whoever it was. */
    private void turnFailed() {
        long dropped = 1L + batch.size() + mapped.size() + handed.size();
        handed = List.of();
        mapped.clear();
        batch = new ArrayList<>();
        counters.add("batch-failed", dropped);
        batch.add(new SensorEvent.EventsLost(clock.getAsLong(), "batch-failed", dropped));
        snapshots.want();
    }

    private void turn() {
        long now = clock.getAsLong();
        snapshots.takeIfDue(now, batch::add);
        overlay.look();
        if (mappings != null) {
            mappings.drain();
        }
        int read = reader.drain(this::add);
        // A turn that left something unread is complete up to what it read last.
        boolean behind = reader.isBehind(read) && !batch.isEmpty();
        long complete = behind ? batch.getLast().bootNanos() : now;
        if (now - housekept >= HOUSEKEEPING_NANOS) {
            housekept = now;
            cgroups.expire(now);
            if (losses.tell(now, batch::add)) {
                snapshots.want();
            }
            if (losses.takeNetworkLoss()) {
                networks.lookAgain();
            }
        }
        if (networks.turn(now, batch::add)) {
            read++;
        }
        if (now - missedRead >= MISSED_NANOS) {
            missedRead = now;
            tellMissed(now);
        }
        List<SensorEvent> full = mappingOrder.merge(batch, mapped, complete);
        mapped.clear();
        batch = new ArrayList<>();
        handed = full;
        if (!full.isEmpty()) {
            counters.add("events-received", full.size());
            sink.acceptAll(full);
        }
        handed = List.of();
        if (read == 0 && !mappingOrder.holds()) {
            reader.await(IDLE_MILLIS);
            rest = FIRST_REST_NANOS;
        } else {
            LockSupport.parkNanos(rest);
            rest = Math.min(LONGEST_REST_NANOS, 2 * rest);
        }
    }

    private void addMapped(SensorEvent event) {
        if (event instanceof CodeMapped code) {
            mapped.add(code);
        } else {
            batch.add(event);
        }
    }

    private void tellMissed(long now) {
        long since = missed.take();
        if (since > 0) {
            counters.add("program-busy", since);
            batch.add(new SensorEvent.EventsLost(now, "program-busy", since));
            networks.lookAgain();
            snapshots.want();
        }
    }

    private void add(SensorEvent event) {
        if (event instanceof CodeMapped code) {
            mapped.add(code);
        } else if (!snapshots.hasTold(event)) {
            batch.add(longArguments.complete(event));
        }
    }

    private String withoutPerfEvents(String reason) {
        List<String> reasons = new ArrayList<>(List.of(Signal.CODE.description() + ": " + reason));
        Watching code = programs.variants().get(Signal.CODE);
        if (code != null) {
            reasons.addAll(code.passedOver());
        }
        return String.join("; ", reasons);
    }

    private @Nullable MappingWatch mappings() {
        Watching code = programs.variants().get(Signal.CODE);
        if (code == null || !code.byPerfEvents()) {
            return null;
        }
        MappingWatch watch =
                new MappingWatch(this::addMapped, counters, clock, MappingWatch.ringBytes(Processors.possible()));
        watch.open();
        return closing(watch);
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    private void closeAll() {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception failure) {
                log.warn("a part of the sensor did not close: {}", failure.toString());
            }
        }
    }

    /** Ends the thread before the memory that it reads goes. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(5000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            closeAll();
        }
    }
}
