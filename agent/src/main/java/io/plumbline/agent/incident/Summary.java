// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Rule;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Privilege;
import io.plumbline.profiles.behavior.SocketUse;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.util.Locale;

/** Says in a few words what a deviation is: what the title of an incident is made of. */
final class Summary {
    private Summary() {}

    static String of(Rule rule, Behavior behavior) {
        return switch (behavior) {
            case Execution execution -> execution(rule, execution);
            case Listening listening ->
                "listens on " + port(listening.transport(), listening.port())
                        + (listening.loopback() ? " (loopback)" : "");
            case Outbound outbound -> outbound(rule, outbound);
            case Inbound inbound ->
                "was connected to by " + name(inbound.peer()) + " on " + port(inbound.transport(), inbound.port());
            case Privilege privilege ->
                ProgramName.lastPart(privilege.executable()) + " became "
                        + privilege.to().name().toLowerCase(Locale.ROOT);
            case CodeMapping mapping ->
                ProgramName.lastPart(mapping.executable())
                        + (mapping.code().origin() == Origin.GENERATED
                                ? " runs code that it makes itself, in "
                                        + mapping.code().path()
                                : " loaded code from " + mapping.code().path() + ", which is not from the image");
            case NameLookup lookup ->
                rule == Rule.DNS_TUNNEL
                        ? "asked for very many names of the form " + lookup.name()
                        : "asked for the name " + lookup.name();
            case SocketUse socket ->
                ProgramName.lastPart(socket.executable()) + " made a socket of family " + socket.family() + " and type "
                        + socket.type();
            case KernelUse use -> kernel(rule, use);
        };
    }

    private static String outbound(Rule rule, Outbound outbound) {
        String peer = name(outbound.peer());
        String port = outbound.transport() == Transport.UNIX ? "" : " " + port(outbound.transport(), outbound.port());
        return switch (rule) {
            case NETWORK_SCAN ->
                "scanned " + peer + (outbound.port() == Outbound.MANY_PORTS ? ", many ports" : "," + port);
            case BEACONING -> "connected to " + peer + port + " at regular intervals";
            case BYTES_OUT -> "sent unusually much to " + peer + port;
            case ENCRYPTED_DNS -> "connected to " + peer + port + ", which hides names that are asked for";
            case NEW_RESOLVER -> "asked for names at " + peer + port;
            case ADDRESS_WITHOUT_NAME -> "connected to " + peer + port + " without a name";
            default -> "connected to " + peer + port;
        };
    }

    private static String kernel(Rule rule, KernelUse use) {
        String who = use.executable() == null ? "a program" : ProgramName.lastPart(use.executable());
        return switch (rule) {
            case CROSS_CONTAINER_ACCESS -> who + " reached into another container";
            case NAMESPACE_MISMATCH -> who + " runs in a mount namespace that is not of its cgroup";
            case FOREIGN_MOUNT_NAMESPACE -> who + " was started in a mount namespace of its own";
            case EVENT_FLOOD -> "did so much that it was only counted";
            default -> who + " used " + use.operation().words();
        };
    }

    private static String execution(Rule rule, Execution execution) {
        String program = execution.executable().path();
        String by = execution.parent() == null ? "" : " by " + ProgramName.lastPart(execution.parent());
        return switch (rule) {
            case EXECUTABLE_NOT_FROM_IMAGE -> program + " was run" + by + ", but is not from the image";
            case EXECUTION_FROM_WRITABLE_MOUNT -> program + " was run" + by + " from a writable mount";
            case FILELESS_EXECUTION -> program + " was run" + by + " without a file";
            case SHELL_ON_SOCKET -> ProgramName.of(execution) + " was started" + by + " with a socket as its terminal";
            case RUNTIME_SESSION -> ProgramName.of(execution) + " was started through the container runtime";
            default -> ProgramName.of(execution) + " was started" + by;
        };
    }

    private static String port(Transport transport, int port) {
        return "port " + (port == Listening.EPHEMERAL ? "(ephemeral)" : Integer.toString(port)) + "/"
                + transport.name().toLowerCase(Locale.ROOT);
    }

    private static String name(Peer peer) {
        return switch (peer) {
            case Peer.WorkloadPeer workload -> workload.workload().toString();
            case Peer.Service service -> "service " + service.namespace() + "/" + service.name();
            case Peer.Node ignored -> "a node";
            case Peer.ApiServer ignored -> "the API server";
            case Peer.MetadataService ignored -> "the metadata service";
            case Peer.DnsName name -> name.name();
            case Peer.UnixSocket socket -> socket.path();
            case Peer.Cidr cidr -> cidr.range();
            case Peer.Loopback ignored -> "itself";
            case Peer.Cluster ignored -> "any workload of the cluster";
        };
    }
}
