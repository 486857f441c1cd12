// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outbound connections that are open, so that the end of one finds what it was: at most {@value #MOST}, the oldest is forgotten
 * for a new one. A connection may be over before its peer is known: then its end is told when the peer is. Owned by the pipeline
 * thread.
 */
final class OpenFlows {
    static final int MOST = 16_384;

    private final EndListener listener;
    private final Map<Ends, Flow> flows = new LinkedHashMap<>();
    private long pushedOut;

    private record Ends(long networkNamespace, Transport transport, Endpoint local, Endpoint remote) {}

    /** Is told the end of each connection once. */
    @FunctionalInterface
    interface EndListener {
        void closed(WatchedContainer container, Outbound outbound, SensorEvent.FlowClosed event);
    }

    OpenFlows(EndListener listener) {
        this.listener = listener;
    }

    /** One connection. */
    final class Flow {
        private @Nullable WatchedContainer container;
        private @Nullable Outbound outbound;
        private Runnable release = () -> {};
        private SensorEvent.@Nullable FlowClosed closed;
        private boolean over;

        /** The peer is known; {@code end} is done when the connection is over or forgotten. */
        void resolved(WatchedContainer owner, Outbound behavior, Runnable end) {
            container = owner;
            outbound = behavior;
            release = end;
            if (closed != null) {
                closed(closed);
            } else if (over) {
                end.run();
            }
        }

        private void closed(SensorEvent.FlowClosed event) {
            closed = event;
            if (container != null && outbound != null) {
                listener.closed(container, outbound, event);
                forget();
            }
        }

        private void forget() {
            over = true;
            release.run();
            release = () -> {};
        }
    }

    /** A connection was seen; null when it is open already, and a look found it again. */
    @Nullable
    Flow seen(SensorEvent.FlowSeen event) {
        Ends ends = new Ends(event.networkNamespace(), event.transport(), event.local(), event.remote());
        if (event.found() && flows.containsKey(ends)) {
            return null;
        }
        Flow former = flows.remove(ends);
        if (former != null) {
            former.forget();
        }
        if (flows.size() >= MOST) {
            Iterator<Flow> eldest = flows.values().iterator();
            eldest.next().forget();
            eldest.remove();
            pushedOut++;
        }
        Flow flow = new Flow();
        flows.put(ends, flow);
        return flow;
    }

    void closed(SensorEvent.FlowClosed event) {
        Flow flow = flows.remove(new Ends(event.networkNamespace(), event.transport(), event.local(), event.remote()));
        if (flow != null) {
            flow.closed(event);
        }
    }

    int size() {
        return flows.size();
    }

    /** Open connections that were forgotten for others: their end is not told. */
    long pushedOut() {
        return pushedOut;
    }
}
