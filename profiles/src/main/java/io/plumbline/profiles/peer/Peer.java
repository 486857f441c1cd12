// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.peer;

import io.plumbline.profiles.workload.Workload;

/** The peer at the other end of a connection, as of the time of the connection. Never a bare pod address. */
public sealed interface Peer {
    /** Another workload of the cluster (or another pod of the same one). */
    record WorkloadPeer(Workload workload) implements Peer {}

    /** A Kubernetes service whose back end is not known more exactly. */
    record Service(String namespace, String name) implements Peer {}

    /** A node of the cluster: this one or another. */
    record Node() implements Peer {}

    /** The Kubernetes API server. */
    record ApiServer() implements Peer {}

    /** The cloud's metadata service. */
    record MetadataService() implements Peer {}

    /** A name that was looked up and answered with the address; lower case, without the final dot. */
    record DnsName(String name) implements Peer {}

    /** A unix socket; an abstract one starts with "@". */
    record UnixSocket(String path) implements Peer {}

    /** An address range, only where no name is known. */
    record Cidr(String range) implements Peer {}

    /** The pod itself. */
    record Loopback() implements Peer {}

    /** Any workload of the cluster: who connects to a port that is open to it. Never what is observed, and no address outside. */
    record Cluster() implements Peer {}

    /** Names the peer to people, for instance {@code shop/Deployment/redis}; not meant to be parsed. */
    default String display() {
        return switch (this) {
            case WorkloadPeer peer -> peer.workload().toString();
            case Service service -> "service " + service.namespace() + "/" + service.name();
            case Node ignored -> "a node of the cluster";
            case ApiServer ignored -> "the Kubernetes API server";
            case MetadataService ignored -> "the cloud's metadata service";
            case DnsName peer -> peer.name();
            case UnixSocket socket -> "unix socket " + socket.path();
            case Cidr cidr -> cidr.range();
            case Loopback ignored -> "the pod itself";
            case Cluster ignored -> "any workload of the cluster";
        };
    }
}
