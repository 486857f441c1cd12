// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Tells what an address says by itself. */
public final class AddressKind {
    private static final int NAME_PORT = 53;

    /** Amazon, Google and most others; Amazon and Google over IPv6; Alibaba; Azure. */
    private static final Set<InetAddress> METADATA_SERVICES = Set.of(
            InetAddress.ofLiteral("169.254.169.254"),
            InetAddress.ofLiteral("fd00:ec2::254"),
            InetAddress.ofLiteral("fd20:ce::254"),
            InetAddress.ofLiteral("100.100.100.200"),
            InetAddress.ofLiteral("168.63.129.16"));

    private final Set<InetAddress> metadataServices;
    private final Set<InetAddress> apiServers;

    AddressKind(PeerSettings settings) {
        Set<InetAddress> all = new HashSet<>(METADATA_SERVICES);
        all.addAll(settings.metadataServices());
        metadataServices = Set.copyOf(all);
        apiServers = settings.apiServers();
    }

    /** Two clouds answer DNS at the address of their metadata service. */
    boolean isMetadataService(InetAddress address, int port) {
        return port != NAME_PORT && metadataServices.contains(address);
    }

    boolean isApiServer(InetAddress address) {
        return apiServers.contains(address);
    }

    /** True for ranges that clusters give to pods, services and nodes: RFC 1918, RFC 6598, RFC 4193, link-local. */
    public static boolean isPrivate(InetAddress address) {
        if (address.isSiteLocalAddress() || address.isLinkLocalAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? bytes[0] == 100 && (bytes[1] & 0xc0) == 64 : (bytes[0] & 0xfe) == 0xfc;
    }

    /**
     * True when an address is next to a public one that a pod has: some clusters give out public addresses, of IPv6 nearly always of
     * one /56, and so they may be of the cluster as private ones may.
     */
    static boolean isNear(InetAddress ofPod, InetAddress address) {
        byte[] one = ofPod.getAddress();
        byte[] other = address.getAddress();
        int shared = one.length == 4 ? 2 : 7;
        return one.length == other.length && !isPrivate(ofPod) && Arrays.equals(one, 0, shared, other, 0, shared);
    }

    /** The address as a range of one; clients of the whole internet are alike. */
    static Peer.Cidr range(InetAddress address, boolean outbound) {
        AddressRange one = AddressRange.of(address);
        if (!outbound && !isPrivate(address)) {
            return new Peer.Cidr((one.v6() ? AddressRange.ANY_V6 : AddressRange.ANY_V4).toString());
        }
        return new Peer.Cidr(one.toString());
    }
}
