// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

import io.plumbline.collector.cluster.ServiceView;
import java.util.List;

/** A service. Thread-safe. */
public final class ServiceRecord implements Tenancy {
    private final String uid;
    private final ServiceView view;
    private final List<String> balancerIps;
    private final List<String> externalIps;
    private final long fromNanos;
    private volatile long untilNanos = Long.MAX_VALUE;

    /**
     * @param view what others are told; its addresses are canonical
     * @param balancerIps addresses that a load balancer was given
     * @param externalIps addresses that whoever made the service claims
     * @param fromNanos when it was made; 0 when unknown
     */
    public ServiceRecord(
            String uid, ServiceView view, List<String> balancerIps, List<String> externalIps, long fromNanos) {
        this.uid = uid;
        this.view = view;
        this.balancerIps = List.copyOf(balancerIps);
        this.externalIps = List.copyOf(externalIps);
        this.fromNanos = fromNanos;
    }

    public String uid() {
        return uid;
    }

    public ServiceView view() {
        return view;
    }

    public List<String> balancerIps() {
        return balancerIps;
    }

    public List<String> externalIps() {
        return externalIps;
    }

    /** Namespace/name. */
    public String key() {
        return view.namespace() + '/' + view.name();
    }

    @Override
    public long fromNanos() {
        return fromNanos;
    }

    @Override
    public long untilNanos() {
        return untilNanos;
    }

    public void end(long nanos) {
        untilNanos = Math.min(untilNanos, nanos);
    }
}
