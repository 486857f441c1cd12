// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.dns.DnsReader;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.PortRange;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.Owner;
import io.plumbline.agent.sensor.ebpf.sockets.FoundFlows;
import io.plumbline.agent.sensor.ebpf.sockets.ListenerTable;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** Connections, listeners, datagrams and DNS messages. Not thread-safe. */
final class FlowDecoder {
    private static final int LISTENS = 1;
    private static final int LISTENS_NO_MORE = 2;
    private static final int CONNECTED = 3;
    private static final int REFUSED = 4;
    private static final int ACCEPTED = 5;
    private static final int CLOSED = 6;
    private static final int UDP_BOUND = 7;
    private static final int UDP_CONNECTED = 8;
    private static final int UDP_SENT = 9;
    private static final int UDP_RECEIVED = 10;
    private static final int AF_INET6 = 10;
    private static final int TCP = 6;

    /** Of a connection that was made before the programs were there. */
    private static final int EITHER_DIRECTION = 2;

    private static final Reading<Integer> NO_PROCESS = Reading.unknown("not-provided");
    private static final Reading<Long> NO_INODE = Reading.unknown("not-provided");
    private static final Reading<Boolean> ESTABLISHED = Reading.known(true);
    private static final Reading<Boolean> FAILED = Reading.known(false);
    private static final Reading<Boolean> CONNECTIONLESS = Reading.unknown("connectionless");

    private final CgroupTable cgroups;
    private final SensorCounters counters;
    private final ListenerTable listeners;
    private final FoundFlows found;
    private final NameStreams streams;

    FlowDecoder(CgroupTable cgroups, ListenerTable listeners, FoundFlows found, SensorCounters counters) {
        this.cgroups = cgroups;
        this.listeners = listeners;
        this.found = found;
        this.counters = counters;
        streams = new NameStreams(counters);
    }

    void flow(ByteBuffer memory, int record, long time, int pid, Consumer<SensorEvent> sink) {
        int kind = memory.getShort(record + RecordLayout.FLOW_KIND);
        long network = Integer.toUnsignedLong(memory.getInt(record + RecordLayout.NETWORK));
        Reading<String> cgroup = cgroups.text(memory.getLong(record + RecordLayout.CGROUP), time);
        int family = memory.getShort(record + RecordLayout.FLOW_FAMILY);
        Endpoint local = endpoint(memory, record, family, RecordLayout.FLOW_LOCAL, RecordLayout.FLOW_LOCAL_PORT);
        Endpoint remote = endpoint(memory, record, family, RecordLayout.FLOW_REMOTE, RecordLayout.FLOW_REMOTE_PORT);
        switch (kind) {
            case LISTENS -> {
                if (listeners.opened(network, Transport.TCP, local, pid, time)) {
                    sink.accept(listener(time, network, Transport.TCP, local, new Owner(process(pid), cgroup)));
                }
            }
            case LISTENS_NO_MORE -> {
                if (listeners.closed(network, Transport.TCP, local, time)) {
                    sink.accept(new SensorEvent.ListenerClosed(time, network, Transport.TCP, local));
                }
            }
            case UDP_BOUND -> {
                if (PortRange.USUAL.contains(local.port())) {
                    counters.increment("udp-client-sockets");
                } else {
                    listeners.opened(network, Transport.UDP, local, pid, time);
                    sink.accept(listener(time, network, Transport.UDP, local, new Owner(process(pid), cgroup)));
                }
            }
            case CLOSED -> closed(memory, record, time, network, local, remote, new Owner(process(pid), cgroup), sink);
            case ACCEPTED -> {
                // Who began to listen before the programs were there is known by a look at most.
                int owner = pid != 0 ? pid : listeners.owner(network, Transport.TCP, local);
                seen(time, network, Transport.TCP, Direction.INBOUND, local, remote, ESTABLISHED, owner, cgroup, sink);
            }
            case CONNECTED ->
                seen(time, network, Transport.TCP, Direction.OUTBOUND, local, remote, ESTABLISHED, pid, cgroup, sink);
            case REFUSED ->
                seen(time, network, Transport.TCP, Direction.OUTBOUND, local, remote, FAILED, pid, cgroup, sink);
            case UDP_CONNECTED, UDP_SENT ->
                seen(
                        time,
                        network,
                        Transport.UDP,
                        Direction.OUTBOUND,
                        local,
                        remote,
                        CONNECTIONLESS,
                        pid,
                        cgroup,
                        sink);
            case UDP_RECEIVED ->
                seen(time, network, Transport.UDP, Direction.INBOUND, local, remote, CONNECTIONLESS, pid, cgroup, sink);
            default -> counters.increment("records-malformed");
        }
    }

    private void closed(
            ByteBuffer memory,
            int record,
            long time,
            long network,
            Endpoint local,
            Endpoint remote,
            Owner owner,
            Consumer<SensorEvent> sink) {
        int way = memory.get(record + RecordLayout.FLOW_INBOUND);
        Direction direction = way == 0 ? Direction.OUTBOUND : Direction.INBOUND;
        FoundFlows.Found before = found.closed(network, local, remote);
        Owner whose = owner;
        long sent = memory.getLong(record + RecordLayout.FLOW_SENT);
        if (way == EITHER_DIRECTION) {
            if (before == null) {
                return;
            }
            direction = before.direction();
            whose = before.owner();
            // The kernel counts the beginning of a stream as one byte of who connected, and could not know who that
            // was.
            sent = direction == Direction.OUTBOUND ? Math.max(0, sent - 1) : sent;
        } else if (direction == Direction.INBOUND && owner.pid().toOptional().isEmpty()) {
            whose = new Owner(process(listeners.owner(network, Transport.TCP, local)), owner.cgroup());
        }
        sink.accept(new SensorEvent.FlowClosed(
                time,
                network,
                Transport.TCP,
                direction,
                local,
                remote,
                sent,
                memory.getLong(record + RecordLayout.FLOW_RECEIVED),
                whose));
    }

    void names(ByteBuffer memory, int record, int length, long time, int pid, Consumer<SensorEvent> sink) {
        int taken = Math.clamp(memory.getInt(record + RecordLayout.NAMES_TAKEN), 0, length - RecordLayout.NAMES_DATA);
        byte[] bytes = new byte[taken];
        memory.get(record + RecordLayout.NAMES_DATA, bytes);
        boolean stream = memory.get(record + RecordLayout.NAMES_TRANSPORT) == TCP;
        boolean sent = memory.get(record + RecordLayout.NAMES_SENT) != 0;
        long network = Integer.toUnsignedLong(memory.getInt(record + RecordLayout.NETWORK));
        int family = memory.getShort(record + RecordLayout.NAMES_FAMILY);
        Endpoint local = endpoint(memory, record, family, RecordLayout.NAMES_LOCAL, RecordLayout.NAMES_LOCAL_PORT);
        Endpoint remote = endpoint(memory, record, family, RecordLayout.NAMES_REMOTE, RecordLayout.NAMES_REMOTE_PORT);
        Owner owner = new Owner(process(pid), cgroups.text(memory.getLong(record + RecordLayout.CGROUP), time));
        Transport transport = stream ? Transport.TCP : Transport.UDP;
        Consumer<Optional<DnsMessage>> messages = message -> {
            if (message.isEmpty()) {
                counters.increment("dns-malformed");
            } else {
                sink.accept(new SensorEvent.NameMessage(
                        time, network, transport, sent, local, remote, message.get(), owner));
            }
        };
        if (stream) {
            int sequence = memory.getInt(record + RecordLayout.NAMES_SEQUENCE);
            var key = new NameStreams.Key(network, local, remote, sent);
            streams.add(key, sequence, bytes, length(memory, record), messages);
        } else {
            messages.accept(DnsReader.read(bytes, length(memory, record) > taken));
        }
    }

    private static long length(ByteBuffer memory, int record) {
        return Integer.toUnsignedLong(memory.getInt(record + RecordLayout.NAMES_LENGTH));
    }

    private void seen(
            long time,
            long network,
            Transport transport,
            Direction direction,
            Endpoint local,
            Endpoint remote,
            Reading<Boolean> established,
            int pid,
            Reading<String> cgroup,
            Consumer<SensorEvent> sink) {
        counters.increment("flows");
        Owner owner = new Owner(process(pid), cgroup);
        sink.accept(new SensorEvent.FlowSeen(
                time, network, transport, direction, local, remote, NO_INODE, established, false, owner));
    }

    private static SensorEvent.ListenerOpened listener(
            long time, long network, Transport transport, Endpoint local, Owner owner) {
        return new SensorEvent.ListenerOpened(time, network, transport, local, NO_INODE, false, owner);
    }

    private static Reading<Integer> process(int pid) {
        return pid == 0 ? NO_PROCESS : Reading.known(pid);
    }

    /** IPv4 addresses in IPv6 form become IPv4, as InetAddress makes of them. */
    private static Endpoint endpoint(ByteBuffer memory, int record, int family, int address, int port) {
        byte[] bytes = new byte[family == AF_INET6 ? 16 : 4];
        memory.get(record + address, bytes);
        try {
            return new Endpoint(InetAddress.getByAddress(bytes), Short.toUnsignedInt(memory.getShort(record + port)));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("address length: " + bytes.length + " (expected: 4 or 16)", impossible);
        }
    }
}
