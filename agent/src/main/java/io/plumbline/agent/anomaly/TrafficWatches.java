// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.traffic.Scan;
import io.plumbline.agent.traffic.ScanWatch;
import io.plumbline.agent.traffic.TunnelWatch;
import io.plumbline.agent.traffic.UsageWatch;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Outbound;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What is watched of the traffic of one container, and what was told of it. Owned by the pipeline thread. */
final class TrafficWatches {
    private final WatchedContainer container;
    private final ScanWatch scans = new ScanWatch();
    private final UsageWatch usage = new UsageWatch();
    private final TunnelWatch tunnels;
    private @Nullable TrackedProcess scanner;
    private @Nullable Long scannerSocket;
    private @Nullable TrackedProcess asker;
    private @Nullable Outbound toldScan;
    private long toldConnections;

    /** What is new of a scan: its behaviour as it is now, and the connections since it was told under that. */
    record ScanNews(Outbound behavior, long connections) {}

    TrafficWatches(WatchedContainer container, ToIntFunction<String> learnedNames) {
        this.container = container;
        this.tunnels = new TunnelWatch(learnedNames);
    }

    WatchedContainer container() {
        return container;
    }

    ScanWatch scans() {
        return scans;
    }

    UsageWatch usage() {
        return usage;
    }

    TunnelWatch tunnels() {
        return tunnels;
    }

    /** Somebody went on with a scan. */
    void scanner(@Nullable TrackedProcess process, @Nullable Long socketInode) {
        scanner = process;
        scannerSocket = toldScan == null ? socketInode : null;
    }

    @Nullable
    TrackedProcess scanner() {
        return scanner;
    }

    /** The socket by which the owner of a scan may be found: once, because that is a search. */
    @Nullable
    Long takeScannerSocket() {
        Long socket = scannerSocket;
        scannerSocket = null;
        return socket;
    }

    void asker(@Nullable TrackedProcess process) {
        asker = process;
    }

    @Nullable
    TrackedProcess asker() {
        return asker;
    }

    boolean isNewScan() {
        return toldScan == null;
    }

    /** Takes note that a scan is told; empty when there is nothing new. One that grew wider is told from its beginning. */
    Optional<ScanNews> toldOf(Scan scan) {
        Outbound behavior = scan.behavior();
        long news = scan.connections() - (behavior.equals(toldScan) ? toldConnections : 0);
        toldScan = behavior;
        toldConnections = scan.connections();
        return news > 0 ? Optional.of(new ScanNews(behavior, news)) : Optional.empty();
    }

    void scanIsOver() {
        toldScan = null;
        toldConnections = 0;
    }
}
