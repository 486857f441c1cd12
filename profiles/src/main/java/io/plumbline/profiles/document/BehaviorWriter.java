// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import io.plumbline.profiles.argv.ArgvToken;
import io.plumbline.profiles.argv.SlotType;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Privilege;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.SocketUse;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.util.LinkedHashMap;
import java.util.Map;

/** Behaviours as the maps of a document: what {@link BehaviorReader} reads. */
final class BehaviorWriter {
    private BehaviorWriter() {}

    /** Adds the one field that says what the behaviour is. */
    static void write(Behavior behavior, Map<String, Object> statement) {
        switch (behavior) {
            case Execution execution -> statement.put("execution", execution(execution));
            case Listening listening -> statement.put("listening", listening(listening));
            case Outbound outbound ->
                statement.put("outbound", connection(outbound.peer(), outbound.port(), outbound.transport()));
            case Inbound inbound ->
                statement.put("inbound", connection(inbound.peer(), inbound.port(), inbound.transport()));
            case Privilege privilege -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("from", Words.word(privilege.from()));
                map.put("to", Words.word(privilege.to()));
                map.put("executable", privilege.executable());
                statement.put("privilege", map);
            }
            case CodeMapping mapping -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("code", program(mapping.code()));
                map.put("executable", mapping.executable());
                if (mapping.sha256() != null) {
                    map.put("sha256", mapping.sha256());
                }
                statement.put("codeMapping", map);
            }
            case NameLookup lookup -> statement.put("nameLookup", Map.of("name", lookup.name()));
            case SocketUse socket -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("family", socket.family());
                map.put("type", socket.type());
                map.put("executable", socket.executable());
                statement.put("socketUse", map);
            }
            case KernelUse use -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("operation", Words.word(use.operation()));
                if (use.executable() != null) {
                    map.put("executable", use.executable());
                }
                statement.put("kernelUse", map);
            }
        }
    }

    private static Map<String, Object> execution(Execution execution) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("executable", program(execution.executable()));
        if (execution.effective() != null) {
            map.put("effective", program(execution.effective()));
        }
        if (execution.argv() != null) {
            map.put(
                    "argv",
                    execution.argv().tokens().stream()
                            .map(BehaviorWriter::token)
                            .toList());
        }
        if (execution.parent() != null) {
            map.put("parent", execution.parent());
        }
        if (execution.user() != UserClass.UNKNOWN) {
            map.put("user", Words.word(execution.user()));
        }
        if (execution.workingDirectory() != DirectoryClass.UNKNOWN) {
            map.put("workingDirectory", Words.word(execution.workingDirectory()));
        }
        map.put("phase", Words.word(execution.phase()));
        if (execution.environment() != null) {
            map.put("environment", execution.environment());
        }
        return map;
    }

    private static Map<String, Object> program(Program program) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("path", program.path());
        if (program.origin() != Origin.UNKNOWN) {
            map.put("origin", Words.word(program.origin()));
        }
        return map;
    }

    private static Object token(ArgvToken token) {
        return switch (token) {
            case ArgvToken.Literal literal -> literal.text();
            case ArgvToken.Slot slot -> token(slot.prefix(), "slot", slot.type().word());
            case ArgvToken.Hashed hashed -> token(hashed.prefix(), "hash", hashed.hash());
            case ArgvToken.Template template -> template(template);
        };
    }

    private static Map<String, Object> template(ArgvToken.Template template) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("texts", template.texts());
        map.put("slots", template.slots().stream().map(SlotType::word).toList());
        return map;
    }

    private static Map<String, Object> token(String prefix, String kind, String value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!prefix.isEmpty()) {
            map.put("prefix", prefix);
        }
        map.put(kind, value);
        return map;
    }

    private static Map<String, Object> listening(Listening listening) {
        Map<String, Object> map = new LinkedHashMap<>();
        putTransport(listening.transport(), map);
        map.put("port", listening.port() == Listening.EPHEMERAL ? "ephemeral" : (Object) listening.port());
        if (listening.loopback()) {
            map.put("loopback", true);
        }
        return map;
    }

    private static Map<String, Object> connection(Peer peer, int port, Transport transport) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("peer", peer(peer));
        if (transport != Transport.UNIX) {
            map.put("port", port == Outbound.MANY_PORTS ? BehaviorReader.MANY_PORTS : (Object) port);
        }
        putTransport(transport, map);
        return map;
    }

    private static void putTransport(Transport transport, Map<String, Object> map) {
        if (transport != Transport.UNKNOWN) {
            map.put("transport", Words.word(transport));
        }
    }

    private static Object peer(Peer peer) {
        return switch (peer) {
            case Peer.WorkloadPeer other -> Map.of("workload", workload(other.workload()));
            case Peer.Service service -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("namespace", service.namespace());
                map.put("name", service.name());
                yield Map.of("service", map);
            }
            case Peer.Node ignored -> "node";
            case Peer.ApiServer ignored -> "api-server";
            case Peer.MetadataService ignored -> "metadata-service";
            case Peer.DnsName name -> Map.of("dnsName", name.name());
            case Peer.UnixSocket socket -> Map.of("unixSocket", socket.path());
            case Peer.Cidr cidr -> Map.of("cidr", cidr.range());
            case Peer.Loopback ignored -> "loopback";
            case Peer.Cluster ignored -> "cluster";
        };
    }

    private static Map<String, Object> workload(Workload workload) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!workload.cluster().isEmpty()) {
            map.put("cluster", workload.cluster());
        }
        map.put("namespace", workload.namespace());
        map.put("kind", workload.kind());
        map.put("name", workload.name());
        return map;
    }
}
