// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import io.plumbline.acceptance.lab.runtime.NetworkSpace;
import io.plumbline.acceptance.lab.runtime.Subnets;
import java.io.IOException;

/** Devices and routes between the networks of a lab, for both families of addresses. */
final class Wiring {
    private static final int OUTSIDE = 0;

    private Wiring() {}

    /** One end of a wire: the network, its number, and the device in it. */
    private record End(NetworkSpace space, int number, String device) {
        /** The address that it has towards another end. */
        String ipv4(End other) {
            return "10.89." + number + "." + other.number;
        }

        String ipv6(End other) {
            return "fd00:89:" + number + "::" + Integer.toHexString(other.number + 1);
        }

        void route(String family, String destination, String via) throws IOException {
            space.run("ip", family, "route", "add", destination, "via", via, "dev", device);
        }

        void routeToPods(End other) throws IOException {
            var pods = new Subnets(other.number);
            route("-4", pods.ipv4(), other.ipv4(this));
            route("-6", pods.ipv6(), other.ipv6(this));
        }

        private void address(End other) throws IOException {
            space.run("ip", "-4", "address", "add", ipv4(other), "peer", other.ipv4(this), "dev", device);
            // Without waiting for a second that nobody else has it.
            space.run("ip", "-6", "address", "add", ipv6(other), "peer", other.ipv6(this), "dev", device, "nodad");
            space.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
            space.run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
        }
    }

    /** Two nodes: pods of the one reach pods of the other. */
    static void connect(NetworkSpace first, int a, NetworkSpace second, int b) throws IOException {
        var near = new End(first, a, "node" + b);
        var far = new End(second, b, "node" + a);
        wire(near, far);
        near.routeToPods(far);
        far.routeToPods(near);
    }

    /** A node and what is outside of the cluster: pods reach all of that. */
    static void leadOut(NetworkSpace node, int number, NetworkSpace outside) throws IOException {
        var near = new End(node, number, "outside");
        var far = new End(outside, OUTSIDE, "node" + number);
        wire(near, far);
        far.routeToPods(near);
        near.route("-4", "default", far.ipv4(near));
        near.route("-6", "default", far.ipv6(near));
    }

    private static void wire(End near, End far) throws IOException {
        near.space.run(
                "ip",
                "link",
                "add",
                near.device,
                "type",
                "veth",
                "peer",
                "name",
                far.device,
                "netns",
                far.space.file().toString());
        // Routes to peers are made when both ends are up.
        near.space.run("ip", "link", "set", near.device, "up");
        far.space.run("ip", "link", "set", far.device, "up");
        near.address(far);
        far.address(near);
    }
}
