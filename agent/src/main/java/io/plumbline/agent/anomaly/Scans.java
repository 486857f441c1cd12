// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import io.plumbline.agent.detection.Baselines;
import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.observation.Evidence;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.traffic.Scan;
import io.plumbline.agent.traffic.ScanWatch;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the watches for scans what they need to know of peers, and people what the watches found. Owned by the pipeline thread. */
final class Scans {
    private final Detection detection;
    private final Baselines baselines;
    private final ProcessTable processes;
    private final PeerSearch peers;

    Scans(Detection detection, Baselines baselines, ProcessTable processes, PeerSearch peers) {
        this.detection = detection;
        this.baselines = baselines;
        this.processes = processes;
        this.peers = peers;
    }

    /** A connection was opened, or tried and failed; false when it is one of a scan. */
    boolean opened(TrafficWatches watches, SensorEvent.FlowSeen flow, long atUnixNanos) {
        Endpoint remote = flow.remote();
        boolean failed = !flow.established().orElse(true);
        boolean locked = isLocked(watches.container());
        ScanWatch scans = watches.scans();
        if (scans.opened(remote.address(), remote.port(), flow.transport(), failed, locked, atUnixNanos)
                == ScanWatch.Finding.SCAN) {
            goesOn(watches, flow, atUnixNanos);
            return false;
        }
        if (failed && locked && scans.wantsToKnow(remote.address(), remote.port(), flow.transport())) {
            peers.resolve(
                    watches.container(),
                    flow,
                    atUnixNanos,
                    peer -> peer.ifPresent(found -> resolved(watches, found, flow, true, atUnixNanos)));
        }
        return true;
    }

    /** The peer of a target is known; false when the connection is one of a scan. */
    boolean resolved(TrafficWatches watches, Peer peer, SensorEvent.FlowSeen flow, boolean failed, long atUnixNanos) {
        Endpoint remote = flow.remote();
        WatchedContainer container = watches.container();
        boolean stranger = !(peer instanceof Peer.Loopback)
                && isLocked(container)
                && PeerLimits.isStranger(
                        judge(container, new Outbound(peer, remote.port(), flow.transport()), atUnixNanos));
        if (!stranger) {
            watches.scans().known(remote.address(), remote.port(), flow.transport());
            return true;
        }
        if (flow.found()
                || watches.scans().stranger(remote.address(), remote.port(), flow.transport(), failed, atUnixNanos)
                        == ScanWatch.Finding.ORDINARY) {
            return true;
        }
        goesOn(watches, flow, atUnixNanos);
        return false;
    }

    /** Nobody had the time to name the peer of a target. */
    void unnamed(TrafficWatches watches, SensorEvent.FlowSeen flow, long atUnixNanos) {
        Endpoint remote = flow.remote();
        if (watches.scans().unnamed(remote.address(), remote.port(), flow.transport(), atUnixNanos)
                == ScanWatch.Finding.SCAN) {
            goesOn(watches, flow, atUnixNanos);
        }
    }

    private void goesOn(TrafficWatches watches, SensorEvent.FlowSeen flow, long atUnixNanos) {
        watches.scanner(
                processes.get(flow.owner()), flow.socketInode().toOptional().orElse(null));
        if (watches.isNewScan()) {
            watches.scans().scan().ifPresent(scan -> tell(watches, scan, atUnixNanos));
        }
    }

    /** Time went on: a scan that goes on is told, and one that is over for the last time. */
    void tick(TrafficWatches watches, long nowUnixNanos) {
        Optional<Scan> over = watches.scans().tick(nowUnixNanos);
        over.or(watches.scans()::scan).ifPresent(scan -> tell(watches, scan, nowUnixNanos));
        if (over.isPresent()) {
            watches.scanIsOver();
        }
    }

    private void tell(TrafficWatches watches, Scan scan, long atUnixNanos) {
        watches.toldOf(scan).ifPresent(news -> {
            Observation observation = Observation.of(news.behavior(), watches.scanner(), atUnixNanos)
                    .withEvidence(Evidence.ofNetwork(null, watches.takeScannerSocket()));
            detection.measured(watches.container(), observation, Rule.NETWORK_SCAN, scan.because(), news.connections());
        });
    }

    private boolean isLocked(WatchedContainer container) {
        return baselines.locked(container.key()).isPresent();
    }

    private @Nullable Verdict judge(WatchedContainer container, Outbound outbound, long atUnixNanos) {
        return baselines.judge(container.key(), outbound, atUnixNanos).orElse(null);
    }
}
