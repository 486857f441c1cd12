// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.CgroupOwners;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which container of a pod a network event is of: the owner's where the sensor could tell the owner, else one of those that have the
 * network. Owned by the pipeline thread.
 */
public final class NetworkOwners {
    private final Containers containers;
    private final ProcessTable processes;
    private final CgroupOwners cgroups;
    private final SocketSearch sockets;
    private long unowned;

    /** Finds which of several containers owns a socket. */
    @FunctionalInterface
    public interface SocketSearch {
        /** Calls {@code then} on the pipeline thread; with null when nobody owns the socket any more. */
        void owner(List<WatchedContainer> candidates, long socketInode, Consumer<@Nullable WatchedContainer> then);
    }

    public NetworkOwners(Containers containers, ProcessTable processes, CgroupOwners cgroups, SocketSearch sockets) {
        this.containers = containers;
        this.processes = processes;
        this.cgroups = cgroups;
        this.sockets = sockets;
    }

    /** The process that connected, listens or asks, where the sensor could tell and while it is there. */
    @Nullable
    TrackedProcess process(SensorEvent.Owner owner) {
        return processes.get(owner);
    }

    /** The container of whoever has the socket, as far as the sensor could tell; null for the node itself, and where nobody knows. */
    @Nullable
    String containerId(SensorEvent.Owner owner) {
        TrackedProcess process = process(owner);
        if (process != null && process.containerId() != null) {
            return process.containerId();
        }
        return owner.cgroup() instanceof Reading.Known<String> cgroup
                ? cgroups.containerId(cgroup.value()).orElse(null)
                : null;
    }

    /** True for what the node itself does, as far as that is clear: nobody will be told of it. */
    boolean isOfNode(SensorEvent.Owner owner) {
        TrackedProcess process = process(owner);
        return (process == null || process.containerId() == null)
                && owner.cgroup() instanceof Reading.Known<String> cgroup
                && cgroups.containerId(cgroup.value()).isEmpty();
    }

    /** Does something with the container once it is known and ready. */
    void with(
            SensorEvent.NetworkEvent event,
            SensorEvent.Owner owner,
            Reading<Long> socketInode,
            long nowNanos,
            Consumer<WatchedContainer> then) {
        TrackedProcess process = process(owner);
        String ofProcess = process == null ? null : process.containerId();
        if (ofProcess != null) {
            containers.with(ofProcess, nowNanos, then);
        } else if (owner.cgroup() instanceof Reading.Known<String> cgroup) {
            String ofCgroup = cgroups.containerId(cgroup.value()).orElse(null);
            if (ofCgroup == null) {
                // Of the node itself, also where a container shares the node's network.
                unowned++;
            } else {
                containers.with(ofCgroup, nowNanos, then);
            }
        } else {
            amongNetwork(event.networkNamespace(), socketInode, then);
        }
    }

    /** A pod with one running container needs no search; else the owner of the socket says which container it was. */
    private void amongNetwork(long networkNamespace, Reading<Long> socketInode, Consumer<WatchedContainer> then) {
        // The node's own network is also the node's: there nothing but a cgroup tells whose a socket is.
        List<WatchedContainer> members = containers.inNetwork(networkNamespace).stream()
                .filter(member -> !member.addresses().isEmpty())
                .toList();
        List<WatchedContainer> running = members.stream()
                .filter(member -> member.stoppedNanos().isEmpty())
                .toList();
        List<WatchedContainer> candidates = running.isEmpty() ? members : running;
        if (candidates.isEmpty()) {
            unowned++;
        } else if (candidates.size() == 1) {
            candidates.getFirst().whenReady(() -> then.accept(candidates.getFirst()));
        } else if (socketInode instanceof Reading.Known<Long> inode) {
            sockets.owner(candidates, inode.value(), owner -> {
                if (owner == null) {
                    candidates.forEach(candidate -> candidate.undescribed("socket-owner-unknown"));
                    unowned++;
                } else {
                    owner.whenReady(() -> then.accept(owner));
                }
            });
        } else {
            candidates.forEach(candidate -> candidate.undescribed("socket-owner-unknown"));
            unowned++;
        }
    }

    /** Network events of which nobody knows the container. */
    public long unowned() {
        return unowned;
    }
}
