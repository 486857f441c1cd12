// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.agent.kubernetes.WorkloadIdentifier;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.CoverageLog;
import io.plumbline.agent.watch.MemoryBudget;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.WorkloadIdentity;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenFlowsTest {
    private static final Outbound OUTBOUND = new Outbound(new Peer.Node(), 443, Transport.TCP);

    private final WatchedContainer container = container();
    private final List<String> ends = new ArrayList<>();
    private final OpenFlows flows = new OpenFlows((of, outbound, closed) -> ends.add("told"));

    @Test
    void anEndThatComesBeforeThePeerIsToldWithIt() {
        OpenFlows.Flow flow = open(1);
        flows.closed(closed(1));
        assertThat(ends).isEmpty();

        flow.resolved(container, OUTBOUND, () -> ends.add("released"));

        assertThat(ends).containsExactly("told", "released");
        assertThat(flows.size()).isZero();
    }

    @Test
    void anEndIsToldOnce() {
        open(1).resolved(container, OUTBOUND, () -> ends.add("released"));
        flows.closed(closed(1));
        flows.closed(closed(1));

        assertThat(ends).containsExactly("told", "released");
    }

    @Test
    void whatWasOpenWhenItsEndsAreUsedAgainIsOverWithoutAWord() {
        open(1).resolved(container, OUTBOUND, () -> ends.add("released"));
        open(1);

        assertThat(ends).containsExactly("released");
        assertThat(flows.size()).isOne();
    }

    @Test
    void aLookOpensNothingTwice() {
        open(1);

        assertThat(flows.seen(seen(1, true))).isNull();
        assertThat(flows.seen(seen(2, true))).isNotNull();
    }

    @Test
    void soManyAreRememberedAndTheOldestForgotten() {
        for (int port = 0; port < OpenFlows.MOST + 100; port++) {
            OpenFlows.Flow flow = open(port);
            if (port < 50) {
                flow.resolved(container, OUTBOUND, () -> ends.add("released"));
            }
        }

        assertThat(flows.size()).isEqualTo(OpenFlows.MOST);
        assertThat(flows.pushedOut()).isEqualTo(100);
        assertThat(ends).hasSize(50).containsOnly("released");
    }

    private static WatchedContainer container() {
        Sandbox sandbox = new Sandbox("s", "uid", "web-0", "shop", Map.of(), Map.of(), List.of(), 1, 0);
        Container described = new Container(
                "c", "web", ContainerType.APP, sandbox, "web:1", null, 0, 2, 0, List.of("/bin/web"), null);
        WorkloadIdentity identity = WorkloadIdentifier.identify("local", sandbox, Optional.empty());
        return new WatchedContainer(
                described,
                identity,
                0,
                0,
                0,
                new CoverageLog("ebpf", Map.of()),
                new MemoryBudget(1 << 20, 1 << 20).account(),
                0);
    }

    private OpenFlows.Flow open(int port) {
        return Objects.requireNonNull(flows.seen(seen(port, false)));
    }

    private static SensorEvent.FlowSeen seen(int port, boolean found) {
        return new SensorEvent.FlowSeen(
                1,
                1,
                Transport.TCP,
                Direction.OUTBOUND,
                local(port),
                remote(),
                Reading.unknown("not-provided"),
                Reading.known(true),
                found,
                SensorEvent.Owner.UNKNOWN);
    }

    private static SensorEvent.FlowClosed closed(int port) {
        return new SensorEvent.FlowClosed(
                2, 1, Transport.TCP, Direction.OUTBOUND, local(port), remote(), 10, 20, SensorEvent.Owner.UNKNOWN);
    }

    private static Endpoint local(int port) {
        return new Endpoint(InetAddress.ofLiteral("10.0.0.5"), port);
    }

    private static Endpoint remote() {
        return new Endpoint(InetAddress.ofLiteral("198.51.100.7"), 443);
    }
}
