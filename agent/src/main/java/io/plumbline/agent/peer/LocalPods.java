// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which pod of this node had which address, and when. Addresses are used again by other pods within seconds, so an
 * address alone says nothing. Owned by the pipeline thread; an interval that ended longer than {@link #KEEP_NANOS} ago is
 * forgotten.
 */
public final class LocalPods {
    /** Long enough for every connection that a sensor may still report. */
    static final long KEEP_NANOS = 10 * 60 * 1_000_000_000L;

    private final Map<InetAddress, List<Tenancy>> byAddress = new HashMap<>();

    /**
     * A pod had an address for some time.
     *
     * @param untilUnixNanos {@link Long#MAX_VALUE} while the pod lives
     */
    public record Tenancy(String sandboxId, Workload workload, long fromUnixNanos, long untilUnixNanos) {
        boolean covers(long atUnixNanos) {
            return fromUnixNanos <= atUnixNanos && atUnixNanos < untilUnixNanos;
        }
    }

    /** A sandbox has an address; what was known of the same sandbox and address is replaced. */
    public void started(InetAddress address, Tenancy tenancy) {
        List<Tenancy> tenancies = byAddress.computeIfAbsent(address, ignored -> new ArrayList<>());
        tenancies.removeIf(known -> known.sandboxId().equals(tenancy.sandboxId()));
        tenancies.add(tenancy);
    }

    /** A sandbox is gone. */
    public void stopped(String sandboxId, long atUnixNanos) {
        for (List<Tenancy> tenancies : byAddress.values()) {
            tenancies.replaceAll(
                    tenancy -> tenancy.sandboxId().equals(sandboxId) && tenancy.untilUnixNanos() == Long.MAX_VALUE
                            ? new Tenancy(sandboxId, tenancy.workload(), tenancy.fromUnixNanos(), atUnixNanos)
                            : tenancy);
        }
    }

    /** The pod of this node that had the address at that time; of several the last to get it. */
    public Optional<Tenancy> at(InetAddress address, long atUnixNanos) {
        Tenancy best = null;
        for (Tenancy tenancy : byAddress.getOrDefault(address, List.of())) {
            if (tenancy.covers(atUnixNanos) && (best == null || tenancy.fromUnixNanos() > best.fromUnixNanos())) {
                best = tenancy;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Forgets what ended long ago. */
    public void expire(long nowUnixNanos) {
        for (Iterator<List<Tenancy>> all = byAddress.values().iterator(); all.hasNext(); ) {
            List<Tenancy> tenancies = all.next();
            tenancies.removeIf(tenancy -> tenancy.untilUnixNanos() < nowUnixNanos - KEEP_NANOS);
            if (tenancies.isEmpty()) {
                all.remove();
            }
        }
    }
}
