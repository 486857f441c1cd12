// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.dns.DnsReader;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.Owner;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** Ports that the kernel gives to clients, by default: who binds one of these serves nobody. */
    private static final int FIRST_CLIENT_PORT = 32_768;

    private static final int MOST_LISTENERS = 16_384;
    private static final Reading<Integer> NO_PROCESS = Reading.unknown("not-provided");
    private static final Reading<Long> NO_INODE = Reading.unknown("not-provided");
    private static final Reading<Boolean> ESTABLISHED = Reading.known(true);
    private static final Reading<Boolean> FAILED = Reading.known(false);
    private static final Reading<Boolean> CONNECTIONLESS = Reading.unknown("connectionless");

    private final CgroupTable cgroups;
    private final SensorCounters counters;
    private final Map<Place, Integer> listeners = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Integer> eldest) {
            return size() > MOST_LISTENERS;
        }
    };

    private record Place(long networkNamespace, int port) {}

    FlowDecoder(CgroupTable cgroups, SensorCounters counters) {
        this.cgroups = cgroups;
        this.counters = counters;
    }

    void listens(long networkNamespace, int port, int pid) {
        listeners.put(new Place(networkNamespace, port), pid);
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
                listens(network, local.port(), pid);
                sink.accept(listener(time, network, Transport.TCP, local, new Owner(process(pid), cgroup)));
            }
            case LISTENS_NO_MORE -> {
                listeners.remove(new Place(network, local.port()));
                sink.accept(new SensorEvent.ListenerClosed(time, network, Transport.TCP, local));
            }
            case UDP_BOUND -> {
                if (local.port() < FIRST_CLIENT_PORT) {
                    sink.accept(listener(time, network, Transport.UDP, local, new Owner(process(pid), cgroup)));
                } else {
                    counters.increment("udp-client-sockets");
                }
            }
            case CLOSED -> {
                boolean inbound = memory.get(record + RecordLayout.FLOW_INBOUND) != 0;
                sink.accept(new SensorEvent.FlowClosed(
                        time,
                        network,
                        Transport.TCP,
                        inbound ? Direction.INBOUND : Direction.OUTBOUND,
                        local,
                        remote,
                        memory.getLong(record + RecordLayout.FLOW_SENT),
                        memory.getLong(record + RecordLayout.FLOW_RECEIVED),
                        new Owner(inbound ? listenerOf(network, local) : process(pid), cgroup)));
            }
            case ACCEPTED ->
                seen(
                        time,
                        network,
                        Transport.TCP,
                        Direction.INBOUND,
                        local,
                        remote,
                        ESTABLISHED,
                        new Owner(listenerOf(network, local), cgroup),
                        sink);
            case CONNECTED ->
                seen(
                        time,
                        network,
                        Transport.TCP,
                        Direction.OUTBOUND,
                        local,
                        remote,
                        ESTABLISHED,
                        new Owner(process(pid), cgroup),
                        sink);
            case REFUSED ->
                seen(
                        time,
                        network,
                        Transport.TCP,
                        Direction.OUTBOUND,
                        local,
                        remote,
                        FAILED,
                        new Owner(process(pid), cgroup),
                        sink);
            case UDP_CONNECTED, UDP_SENT ->
                seen(
                        time,
                        network,
                        Transport.UDP,
                        Direction.OUTBOUND,
                        local,
                        remote,
                        CONNECTIONLESS,
                        new Owner(process(pid), cgroup),
                        sink);
            case UDP_RECEIVED ->
                seen(
                        time,
                        network,
                        Transport.UDP,
                        Direction.INBOUND,
                        local,
                        remote,
                        CONNECTIONLESS,
                        new Owner(process(pid), cgroup),
                        sink);
            default -> counters.increment("records-malformed");
        }
    }

    void names(ByteBuffer memory, int record, int length, long time, int pid, Consumer<SensorEvent> sink) {
        int taken = Math.clamp(memory.getInt(record + RecordLayout.NAMES_TAKEN), 0, length - RecordLayout.NAMES_DATA);
        boolean cut = Integer.toUnsignedLong(memory.getInt(record + RecordLayout.NAMES_LENGTH)) > taken;
        boolean stream = memory.get(record + RecordLayout.NAMES_TRANSPORT) == TCP;
        byte[] bytes = new byte[taken];
        memory.get(record + RecordLayout.NAMES_DATA, bytes);
        Optional<DnsMessage> message = stream ? DnsReader.readStream(bytes, cut) : DnsReader.read(bytes, cut);
        if (message.isEmpty()) {
            counters.increment("dns-malformed");
            return;
        }
        int family = memory.getShort(record + RecordLayout.NAMES_FAMILY);
        sink.accept(new SensorEvent.NameMessage(
                time,
                Integer.toUnsignedLong(memory.getInt(record + RecordLayout.NETWORK)),
                stream ? Transport.TCP : Transport.UDP,
                memory.get(record + RecordLayout.NAMES_SENT) != 0,
                endpoint(memory, record, family, RecordLayout.NAMES_LOCAL, RecordLayout.NAMES_LOCAL_PORT),
                endpoint(memory, record, family, RecordLayout.NAMES_REMOTE, RecordLayout.NAMES_REMOTE_PORT),
                message.get(),
                new Owner(process(pid), cgroups.text(memory.getLong(record + RecordLayout.CGROUP), time))));
    }

    private void seen(
            long time,
            long network,
            Transport transport,
            Direction direction,
            Endpoint local,
            Endpoint remote,
            Reading<Boolean> established,
            Owner owner,
            Consumer<SensorEvent> sink) {
        counters.increment("flows");
        sink.accept(new SensorEvent.FlowSeen(
                time, network, transport, direction, local, remote, NO_INODE, established, false, owner));
    }

    private static SensorEvent.ListenerOpened listener(
            long time, long network, Transport transport, Endpoint local, Owner owner) {
        return new SensorEvent.ListenerOpened(time, network, transport, local, NO_INODE, false, owner);
    }

    private Reading<Integer> listenerOf(long network, Endpoint local) {
        Integer pid = listeners.get(new Place(network, local.port()));
        return pid == null ? NO_PROCESS : process(pid);
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
