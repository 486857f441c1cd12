// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.PortRange;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sockets of one network namespace: dumps tell those that live, the destroy groups those that lived between two dumps. Each
 * connection is reported once. Belongs to the thread plumbline-sockets.
 */
final class NetworkWatch implements AutoCloseable {
    private static final int TIME_WAIT = 1 << 6;

    /** All but SYN_RECV (half open, so far nobody's), TIME_WAIT, CLOSE and LISTEN. */
    private static final int CONNECTIONS = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 8 | 1 << 9 | 1 << 11;

    private static final int LISTENING = 1 << DiagMessage.LISTEN;
    private static final int NAME_PORT = 53;
    private static final long LISTENERS_FRESH_NANOS = 100_000_000L;

    private final long networkNamespace;
    private final SocketDump dump;
    private final DestroyedSockets destroyed;
    private final PortRange clientPorts;
    private final EventSink sink;
    private final SensorCounters counters;
    private final BootClock clock;
    private final Listeners listeners = new Listeners();
    private final FlowTable flows;
    private final Set<Pair> timeWaits = new HashSet<>();
    private final Map<String, Long> refused = new HashMap<>();
    private boolean first = true;
    private long listenersAt = System.nanoTime() - LISTENERS_FRESH_NANOS;

    NetworkWatch(
            long networkNamespace,
            SocketDump dump,
            DestroyedSockets destroyed,
            PortRange clientPorts,
            int flowsMost,
            EventSink sink,
            SensorCounters counters,
            BootClock clock) {
        this.networkNamespace = networkNamespace;
        this.dump = dump;
        this.destroyed = destroyed;
        this.clientPorts = clientPorts;
        this.sink = sink;
        this.counters = counters;
        this.clock = clock;
        flows = new FlowTable(flowsMost);
    }

    int fd() {
        return destroyed.fd();
    }

    /** Looks at all sockets. */
    void dump() {
        listeners.beginRound();
        flows.beginRound();
        try {
            boolean complete = dump.tcp(LISTENING, this::listener);
            listenersAt = System.nanoTime();
            complete &= dumpUdp();
            if (complete) {
                closeListeners();
            }
            complete &= dump.tcp(first ? CONNECTIONS | TIME_WAIT : CONNECTIONS, this::tcp);
            counters.increment(complete ? "socket-dumps" : "socket-dumps-incomplete");
            first = false;
        } catch (IOException failed) {
            counters.increment("socket-dumps-failed");
        }
        drain();
        flows.endRound();
        timeWaits.clear();
        refused.forEach((cause, count) -> {
            counters.add(cause, count);
            send(new SensorEvent.EventsLost(clock.getAsLong(), cause, count));
        });
        refused.clear();
    }

    /** Connections are looked at when all listeners are known. A kernel without udp_diag still tells about TCP. */
    private boolean dumpUdp() {
        var connected = new ArrayList<Connected>();
        try {
            boolean complete = dump.udp(LibC.AF_INET, socket -> udp(socket, connected));
            complete &= dump.udp(LibC.AF_INET6, socket -> udp(socket, connected));
            connected.forEach(this::connectedUdp);
            return complete;
        } catch (IOException failed) {
            counters.increment("udp-dumps-failed");
            return false;
        }
    }

    /** Handles the sockets that were destroyed since the last call. */
    void drain() {
        long lost = destroyed.drain(this::destroyed);
        if (lost > 0) {
            counters.add("flow-overrun", lost);
            send(new SensorEvent.EventsLost(clock.getAsLong(), "flow-overrun", lost));
        }
    }

    @Override
    public void close() {
        dump.close();
        destroyed.close();
    }

    private void listener(DiagMessage socket) {
        opened(Transport.TCP, socket);
    }

    private void udp(DiagMessage socket, List<Connected> connected) {
        if (!socket.unconnected()) {
            connected.add(new Connected(socket.cookie(), socket.local(), socket.remote(), socket.inode()));
        } else if (clientPorts.contains(socket.localPort())) {
            // Nobody serves on a port that the kernel chose; it is a client that names its peer with each datagram (DNS
            // lookups).
            counters.increment("udp-client-sockets");
        } else if (socket.localPort() != 0) {
            opened(Transport.UDP, socket);
        }
    }

    private void opened(Transport transport, DiagMessage socket) {
        Endpoint local = socket.local();
        switch (listeners.see(new Listeners.Key(transport, local))) {
            case NEW ->
                send(new SensorEvent.ListenerOpened(
                        clock.getAsLong(),
                        networkNamespace,
                        transport,
                        local,
                        inode(socket.inode()),
                        first,
                        SensorEvent.Owner.UNKNOWN));
            case KNOWN -> {}
            case REFUSED -> refused("listener-table-full");
        }
    }

    private void closeListeners() {
        for (Listeners.Key gone : listeners.endRound(System.nanoTime())) {
            send(new SensorEvent.ListenerClosed(clock.getAsLong(), networkNamespace, gone.transport(), gone.local()));
        }
    }

    /**
     * Nothing shows whether a datagram was sent: what only tries out whether an address can be reached (getaddrinfo, ping) has its
     * socket for microseconds, so that two looks do not show it. What was there before, and what asks for names, is told at once.
     */
    private void connectedUdp(Connected socket) {
        boolean trusted = first || socket.remote.port() == NAME_PORT;
        FlowTable.Seen seen =
                trusted ? flows.connected(socket.cookie) : flows.connecting(socket.cookie, () -> socket.remote);
        switch (seen) {
            case REPORT ->
                report(
                        Transport.UDP,
                        socket.local,
                        socket.remote,
                        inode(socket.inode),
                        Reading.unknown("connectionless"));
            case REFUSED -> refused("flow-table-full");
            case KNOWN, WAIT -> {}
        }
    }

    private void tcp(DiagMessage socket) {
        if (socket.timeWait()) {
            if (first && timeWaits.size() < Listeners.MOST) {
                timeWaits.add(new Pair(socket.local(), socket.remote()));
                report(Transport.TCP, socket.local(), socket.remote(), inode(0), Reading.known(true));
            }
            return;
        }
        boolean connecting = socket.state() == DiagMessage.SYN_SENT;
        FlowTable.Seen seen =
                connecting ? flows.connecting(socket.cookie(), socket::remote) : flows.connected(socket.cookie());
        switch (seen) {
            case REPORT ->
                report(
                        Transport.TCP,
                        socket.local(),
                        socket.remote(),
                        inode(socket.inode()),
                        connecting ? Reading.unknown("connecting") : Reading.known(true));
            case REFUSED -> refused("flow-table-full");
            case KNOWN, WAIT -> {}
        }
    }

    private void destroyed(Transport transport, DiagMessage socket) {
        FlowTable.Ended ended = flows.ended(socket.cookie());
        if (ended.reported()) {
            return;
        }
        Endpoint connectingTo = ended.connectingTo();
        if (socket.unconnected() && connectingTo == null) {
            counters.increment("unconnected-sockets-closed");
            return;
        }
        if (transport == Transport.UDP && socket.remotePort() != NAME_PORT) {
            counters.increment("udp-short-connections");
            return;
        }
        Endpoint local = socket.local();
        // The kernel forgets the port when a connection is refused to a caller that waits for it: then port 0 remains.
        Endpoint remote = socket.remotePort() == 0 && connectingTo != null ? connectingTo : socket.remote();
        if (transport == Transport.TCP && timeWaits.remove(new Pair(local, remote))) {
            return;
        }
        refreshListeners(transport, local);
        Direction direction = direction(transport, local, remote);
        Reading<Boolean> established =
                transport == Transport.TCP ? established(socket, direction) : Reading.unknown("connectionless");
        report(transport, direction, local, remote, Reading.unknown("closed"), established);
    }

    private static Reading<Boolean> established(DiagMessage socket, Direction direction) {
        if (direction == Direction.INBOUND) {
            // Nothing but an established connection becomes a socket of its own on the side of the listener.
            return Reading.known(true);
        }
        long acknowledged = socket.bytesAcknowledged();
        return acknowledged < 0 ? Reading.unknown("not-provided") : Reading.known(acknowledged > 0);
    }

    /** A listener that opened since the last dump is what tells an accepted connection from one that was made. */
    private void refreshListeners(Transport transport, Endpoint local) {
        long now = System.nanoTime();
        if (transport != Transport.TCP
                || listeners.listens(transport, local)
                || now - listenersAt < LISTENERS_FRESH_NANOS) {
            return;
        }
        listenersAt = now;
        try {
            dump.tcp(LISTENING, this::listener);
            counters.increment("listener-dumps");
        } catch (IOException failed) {
            counters.increment("socket-dumps-failed");
        }
    }

    private Direction direction(Transport transport, Endpoint local, Endpoint remote) {
        if (listeners.listens(transport, local)) {
            return Direction.INBOUND;
        }
        // A listener that opened and closed between two dumps: the client is the one whose port the kernel chose.
        boolean guessed = transport == Transport.TCP
                && !clientPorts.contains(local.port())
                && clientPorts.contains(remote.port());
        if (guessed) {
            counters.increment("directions-by-port");
        }
        return guessed ? Direction.INBOUND : Direction.OUTBOUND;
    }

    private void report(
            Transport transport,
            Endpoint local,
            Endpoint remote,
            Reading<Long> socketInode,
            Reading<Boolean> established) {
        report(transport, direction(transport, local, remote), local, remote, socketInode, established);
    }

    private void report(
            Transport transport,
            Direction direction,
            Endpoint local,
            Endpoint remote,
            Reading<Long> socketInode,
            Reading<Boolean> established) {
        counters.increment("flows");
        send(new SensorEvent.FlowSeen(
                clock.getAsLong(),
                networkNamespace,
                transport,
                direction,
                local,
                remote,
                socketInode,
                established,
                first,
                SensorEvent.Owner.UNKNOWN));
    }

    /** Told once per dump: a table stays full for long. */
    private void refused(String cause) {
        refused.merge(cause, 1L, Long::sum);
    }

    private void send(SensorEvent event) {
        try {
            sink.accept(event);
        } catch (RuntimeException failed) {
            counters.increment("sink-failed");
        }
    }

    private static Reading<Long> inode(long inode) {
        return inode == 0 ? Reading.unknown("closed") : Reading.known(inode);
    }

    private record Connected(long cookie, Endpoint local, Endpoint remote, long inode) {}

    private record Pair(Endpoint local, Endpoint remote) {}
}
