// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import io.plumbline.profiles.peer.Peer;
import io.plumbline.v1.ApiServerPeer;
import io.plumbline.v1.ClusterPeer;
import io.plumbline.v1.DnsNamePeer;
import io.plumbline.v1.LoopbackPeer;
import io.plumbline.v1.MetadataServicePeer;
import io.plumbline.v1.NodePeer;
import io.plumbline.v1.ServicePeer;
import io.plumbline.v1.UnixSocketPeer;
import java.util.Optional;

/** Turns peers into messages and back. */
public final class PeerCodec {
    private PeerCodec() {}

    public static io.plumbline.v1.Peer toProto(Peer peer) {
        var message = io.plumbline.v1.Peer.newBuilder();
        return switch (peer) {
            case Peer.WorkloadPeer other ->
                message.setWorkload(WorkloadCodec.toProto(other.workload())).build();
            case Peer.Service service ->
                message.setService(ServicePeer.newBuilder()
                                .setNamespace(service.namespace())
                                .setName(service.name()))
                        .build();
            case Peer.Node ignored ->
                message.setNode(NodePeer.getDefaultInstance()).build();
            case Peer.ApiServer ignored ->
                message.setApiServer(ApiServerPeer.getDefaultInstance()).build();
            case Peer.MetadataService ignored ->
                message.setMetadataService(MetadataServicePeer.getDefaultInstance())
                        .build();
            case Peer.DnsName name ->
                message.setDnsName(DnsNamePeer.newBuilder().setName(name.name()))
                        .build();
            case Peer.UnixSocket socket ->
                message.setUnixSocket(UnixSocketPeer.newBuilder().setPath(socket.path()))
                        .build();
            case Peer.Cidr cidr -> message.setCidr(cidr.range()).build();
            case Peer.Loopback ignored ->
                message.setLoopback(LoopbackPeer.getDefaultInstance()).build();
            case Peer.Cluster ignored ->
                message.setCluster(ClusterPeer.getDefaultInstance()).build();
        };
    }

    /** Empty for a kind of peer that this version does not know. */
    public static Optional<Peer> fromProto(io.plumbline.v1.Peer peer) {
        return switch (peer.getKindCase()) {
            case WORKLOAD -> Optional.of(new Peer.WorkloadPeer(WorkloadCodec.fromProto(peer.getWorkload())));
            case SERVICE ->
                Optional.of(new Peer.Service(
                        peer.getService().getNamespace(), peer.getService().getName()));
            case NODE -> Optional.of(new Peer.Node());
            case API_SERVER -> Optional.of(new Peer.ApiServer());
            case METADATA_SERVICE -> Optional.of(new Peer.MetadataService());
            case DNS_NAME -> Optional.of(new Peer.DnsName(peer.getDnsName().getName()));
            case UNIX_SOCKET ->
                Optional.of(new Peer.UnixSocket(peer.getUnixSocket().getPath()));
            case CIDR -> Optional.of(new Peer.Cidr(peer.getCidr()));
            case LOOPBACK -> Optional.of(new Peer.Loopback());
            case CLUSTER -> Optional.of(new Peer.Cluster());
            case KIND_NOT_SET -> Optional.empty();
        };
    }
}
