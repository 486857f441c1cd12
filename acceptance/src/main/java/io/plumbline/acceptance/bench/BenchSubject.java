// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench;

import io.plumbline.acceptance.bench.calls.CallsBench;
import io.plumbline.acceptance.bench.cluster.ClusterBench;
import io.plumbline.acceptance.bench.idle.IdleBench;
import io.plumbline.acceptance.bench.idle.StartBench;
import io.plumbline.acceptance.bench.latency.LatencyBench;
import io.plumbline.acceptance.bench.micro.MicroBench;
import io.plumbline.acceptance.bench.network.NetworkBench;
import io.plumbline.acceptance.bench.overflow.OverflowBench;
import io.plumbline.acceptance.bench.packet.PacketBench;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.storm.ArgumentBench;
import io.plumbline.acceptance.bench.storm.StormBench;
import java.util.Locale;

/** The subjects that can be measured, in the order in which they are. */
enum BenchSubject {
    STORM("an exec storm in a container, about 8 minutes"),
    ARGUMENTS("an exec storm with the same and with changing arguments, about 2 minutes"),
    OVERFLOW("a stalled agent, about 1 minute"),
    START("five starts of each agent, about half a minute"),
    IDLE("30 containers that sleep, about 3 minutes"),
    LATENCY("from exec to durable incident, about 2 minutes"),
    NETWORK("storms of connections and of DNS queries, about 2 minutes"),
    PACKET("traffic that is no DNS, about 3 minutes"),
    CALLS("what watching adds to single system calls, about 1 minute"),
    CLUSTER("a collector that watches 100,000 pods, about 1 minute"),
    MICRO("hot code by itself, about 1 minute");

    private final String words;

    BenchSubject(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    Part part() {
        return switch (this) {
            case STORM -> new StormBench();
            case ARGUMENTS -> new ArgumentBench();
            case OVERFLOW -> new OverflowBench();
            case START -> new StartBench();
            case IDLE -> new IdleBench();
            case LATENCY -> new LatencyBench();
            case NETWORK -> new NetworkBench();
            case PACKET -> new PacketBench();
            case CALLS -> new CallsBench();
            case CLUSTER -> new ClusterBench();
            case MICRO -> new MicroBench();
        };
    }

    /** Returns the name as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
