// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

import io.plumbline.kubernetes.PodContext.Owner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pod, reduced to what somebody asks for. Labels, controller and template are shared with its like. Thread-safe. */
public final class PodRecord implements Tenancy {
    private final String uid;
    private final String namespace;
    private final String name;
    private final String node;
    private final boolean fromManifest;
    private final boolean hostNetwork;
    private final List<String> ips;
    private final Map<String, String> labels;
    private final @Nullable OwnerRef controller;
    private final PodTemplate template;
    private final long fromNanos;
    private volatile long untilNanos;
    private volatile @Nullable Owner top;

    /**
     * @param uid that the runtime knows
     * @param node empty while it has none
     * @param fromManifest true for a pod from a manifest on its node
     * @param hostNetwork true when it uses its node's network
     * @param ips textual, canonical; empty for a pod that uses its node's network
     * @param controller null when it has none
     * @param fromNanos when it was started; 0 when unknown
     * @param untilNanos when it was over; {@link Long#MAX_VALUE} while it runs
     */
    public PodRecord(
            String uid,
            String namespace,
            String name,
            String node,
            boolean fromManifest,
            boolean hostNetwork,
            List<String> ips,
            Map<String, String> labels,
            @Nullable OwnerRef controller,
            PodTemplate template,
            long fromNanos,
            long untilNanos) {
        this.uid = uid;
        this.namespace = namespace;
        this.name = name;
        this.node = node;
        this.fromManifest = fromManifest;
        this.hostNetwork = hostNetwork;
        this.ips = List.copyOf(ips);
        this.labels = labels;
        this.controller = controller;
        this.template = template;
        this.fromNanos = fromNanos;
        this.untilNanos = untilNanos;
    }

    public String uid() {
        return uid;
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    public String node() {
        return node;
    }

    public boolean isFromManifest() {
        return fromManifest;
    }

    public boolean isHostNetwork() {
        return hostNetwork;
    }

    public List<String> ips() {
        return ips;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public @Nullable OwnerRef controller() {
        return controller;
    }

    public PodTemplate template() {
        return template;
    }

    @Override
    public long fromNanos() {
        return fromNanos;
    }

    @Override
    public long untilNanos() {
        return untilNanos;
    }

    /** Ends the pod at that moment, if it was not over before. */
    public void end(long nanos) {
        untilNanos = Math.min(untilNanos, nanos);
    }

    /** Null while that is not known: an owner never changes, so what was found once is kept. */
    @Nullable
    public Owner top() {
        return top;
    }

    public void top(@Nullable Owner found) {
        top = found;
    }

    /** True when an agent would be told the same of both. */
    public boolean looksLike(PodRecord other) {
        return uid.equals(other.uid)
                && node.equals(other.node)
                && template.equals(other.template)
                && Objects.equals(controller, other.controller);
    }
}
