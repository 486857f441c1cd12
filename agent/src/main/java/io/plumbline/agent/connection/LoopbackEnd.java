// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;

/**
 * One of the two ends of a connection within one network. TCP tells both addresses at both ends, so that who listens at another
 * loopback address is not taken for the peer. A datagram's sender does not know its own address and the receiver neither, so there
 * only ports count, and the client's is 0 in the end of a server, which serves all of them.
 *
 * @param network inode of the network namespace
 * @param serves true for the end that was connected to
 */
record LoopbackEnd(long network, Transport transport, Endpoint client, Endpoint server, boolean serves) {
    private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");

    /** The end that the event is of. */
    static LoopbackEnd own(SensorEvent.FlowSeen flow) {
        return of(flow, flow.direction() == Direction.INBOUND);
    }

    /** The end that the event names as remote. */
    static LoopbackEnd other(SensorEvent.FlowSeen flow) {
        return of(flow, flow.direction() == Direction.OUTBOUND);
    }

    /** The end of whoever serves datagrams at the port. */
    static LoopbackEnd server(long network, int port) {
        return new LoopbackEnd(network, Transport.UDP, new Endpoint(ANY, 0), new Endpoint(ANY, port), true);
    }

    private static LoopbackEnd of(SensorEvent.FlowSeen flow, boolean serves) {
        boolean outbound = flow.direction() == Direction.OUTBOUND;
        Endpoint client = outbound ? flow.local() : flow.remote();
        Endpoint server = outbound ? flow.remote() : flow.local();
        if (flow.transport() == Transport.TCP) {
            return new LoopbackEnd(flow.networkNamespace(), Transport.TCP, client, server, serves);
        }
        return serves
                ? server(flow.networkNamespace(), server.port())
                : new LoopbackEnd(
                        flow.networkNamespace(),
                        Transport.UDP,
                        new Endpoint(ANY, client.port()),
                        new Endpoint(ANY, server.port()),
                        false);
    }
}
