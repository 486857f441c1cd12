// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.sockets;

import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.PortRange;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.Owner;
import io.plumbline.agent.sensor.procfs.SocketOwners;
import io.plumbline.profiles.behavior.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A look at all sockets of one network namespace: tells those that were not told yet as found, and what a loss kept from being
 * told. Not thread-safe.
 */
public final class SocketSnapshot {
    private static final Reading<Boolean> ESTABLISHED = Reading.known(true);
    private static final Reading<Boolean> CONNECTIONLESS = Reading.unknown("connectionless");

    /** Connections that are made, in whatever way they end: FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT, LAST_ACK, CLOSING. */
    private static final Set<Integer> MADE = Set.of(SocketRow.ESTABLISHED, 4, 5, 8, 9, 11);

    private final Path proc;
    private final int most;
    private final String prefix;
    private final SocketOwners owners;
    private final ListenerTable listeners;
    private final FoundFlows flows;
    private final SensorCounters counters;

    /**
     * Makes one that has looked at nothing.
     *
     * @param most sockets that are looked at in a network; what is beyond is counted as "flow-table-full"
     * @param prefix of the line of /proc/PID/cgroup that tells the container, such as "0::"
     */
    public SocketSnapshot(
            Path proc, int most, String prefix, ListenerTable listeners, FoundFlows flows, SensorCounters counters) {
        this.proc = proc;
        this.most = most;
        this.prefix = prefix;
        this.listeners = listeners;
        this.flows = flows;
        this.counters = counters;
        owners = new SocketOwners(proc);
    }

    /** Looks at the network in which {@code pid} is. Nothing is told when no process of that network is there any more. */
    void take(long networkNamespace, int pid, long now, Consumer<SensorEvent> sink) {
        List<Integer> members = owners.members(networkNamespace);
        int through = members.contains(pid) || members.isEmpty() ? pid : members.getFirst();
        SocketTables tables;
        try {
            if (members.isEmpty()) {
                throw new IOException("no process in the network");
            }
            tables = SocketTables.read(proc.resolve(through + "/net"), most);
        } catch (IOException gone) {
            counters.increment("socket-looks-failed");
            return;
        }
        counters.increment("socket-looks");
        if (tables.beyond() > 0) {
            counters.add("flow-table-full", tables.beyond());
            sink.accept(new SensorEvent.EventsLost(now, "flow-table-full", tables.beyond()));
        }
        new Look(networkNamespace, now, holders(members, tables), sink).tell(tables);
    }

    void forget(long networkNamespace) {
        listeners.forget(networkNamespace);
        flows.forget(networkNamespace);
    }

    private Map<Long, Integer> holders(List<Integer> members, SocketTables tables) {
        Set<Long> inodes = new HashSet<>();
        tables.sockets().forEach(socket -> inodes.add(socket.row().inode()));
        inodes.remove(0L);
        return owners.holders(members, inodes);
    }

    /** What one look needs. */
    private final class Look {
        private final long network;
        private final long now;
        private final Map<Long, Integer> holders;
        private final Map<Integer, Reading<String>> cgroups = new LinkedHashMap<>();
        private final Consumer<SensorEvent> sink;

        Look(long network, long now, Map<Long, Integer> holders, Consumer<SensorEvent> sink) {
            this.network = network;
            this.now = now;
            this.holders = holders;
            this.sink = sink;
        }

        /** Connections are judged when all listeners are known. */
        void tell(SocketTables tables) {
            Map<ListenerTable.Key, List<SocketRow>> listening = new LinkedHashMap<>();
            List<SocketTables.Line> connected = new ArrayList<>();
            for (SocketTables.Line socket : tables.sockets()) {
                SocketRow row = socket.row();
                if (serves(socket)) {
                    listening
                            .computeIfAbsent(
                                    new ListenerTable.Key(network, socket.transport(), row.local()),
                                    ignored -> new ArrayList<>())
                            .add(row);
                } else if (MADE.contains(row.state()) && row.remote().port() != 0) {
                    connected.add(socket);
                }
            }
            listening.forEach(this::listener);
            if (tables.beyond() == 0) {
                for (ListenerTable.Key gone : listeners.missing(network, listening.keySet())) {
                    sink.accept(new SensorEvent.ListenerClosed(now, network, gone.transport(), gone.local()));
                }
            }
            Set<FoundFlows.Ends> seen = new HashSet<>();
            for (SocketTables.Line socket : connected) {
                SocketRow row = socket.row();
                if (socket.transport() == Transport.TCP) {
                    seen.add(new FoundFlows.Ends(row.local(), row.remote()));
                }
                flow(socket.transport(), row);
            }
            flows.retain(network, seen);
        }

        private boolean serves(SocketTables.Line socket) {
            SocketRow row = socket.row();
            if (socket.transport() == Transport.TCP) {
                return row.state() == SocketRow.LISTEN;
            }
            if (row.state() != SocketRow.CLOSE || row.local().port() == 0) {
                return false;
            }
            boolean client = PortRange.USUAL.contains(row.local().port());
            if (client) {
                counters.increment("udp-client-sockets");
            }
            return !client;
        }

        private void listener(ListenerTable.Key key, List<SocketRow> sockets) {
            SocketRow first = sockets.getFirst();
            OptionalInt holder = holder(first);
            if (listeners.found(key, sockets.size(), holder.orElse(0), now)) {
                sink.accept(new SensorEvent.ListenerOpened(
                        now, network, key.transport(), key.local(), inode(first), true, owner(holder)));
            }
        }

        private void flow(Transport transport, SocketRow row) {
            Direction direction = direction(transport, row);
            Owner owner = owner(holder(row));
            // Datagram sockets do not say when they end, so there is nothing to remember of them.
            boolean news = transport == Transport.UDP
                    || flows.add(
                            network,
                            new FoundFlows.Ends(row.local(), row.remote()),
                            new FoundFlows.Found(direction, owner));
            if (news) {
                counters.increment("flows");
                sink.accept(new SensorEvent.FlowSeen(
                        now,
                        network,
                        transport,
                        direction,
                        row.local(),
                        row.remote(),
                        inode(row),
                        transport == Transport.TCP ? ESTABLISHED : CONNECTIONLESS,
                        true,
                        owner));
            }
        }

        private Direction direction(Transport transport, SocketRow row) {
            Endpoint local = row.local();
            if (listeners.listens(network, transport, local)) {
                return Direction.INBOUND;
            }
            // Its listener is gone: the client is the one whose port the kernel chose.
            boolean guessed = transport == Transport.TCP
                    && !PortRange.USUAL.contains(local.port())
                    && PortRange.USUAL.contains(row.remote().port());
            if (guessed) {
                counters.increment("directions-by-port");
            }
            return guessed ? Direction.INBOUND : Direction.OUTBOUND;
        }

        private OptionalInt holder(SocketRow row) {
            Integer pid = holders.get(row.inode());
            return pid == null ? OptionalInt.empty() : OptionalInt.of(pid);
        }

        private Owner owner(OptionalInt holder) {
            if (holder.isEmpty()) {
                return Owner.UNKNOWN;
            }
            Reading<String> cgroup = cgroups.computeIfAbsent(holder.getAsInt(), pid -> owners.cgroup(pid, prefix));
            return new Owner(Reading.known(holder.getAsInt()), cgroup);
        }

        private static Reading<Long> inode(SocketRow row) {
            return row.inode() == 0 ? Reading.unknown("closed") : Reading.known(row.inode());
        }
    }
}
