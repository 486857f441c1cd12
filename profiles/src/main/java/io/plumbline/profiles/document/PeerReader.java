// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads peers of a document: a word, or a mapping with exactly one kind. */
final class PeerReader {
    private static final List<String> KINDS = List.of("workload", "service", "dnsName", "unixSocket", "cidr");
    private static final String WORDS = "node, api-server, metadata-service, loopback or cluster";

    /** The pattern of all names below a domain, which is none of the top level: below that there are many owners. */
    private static final Pattern ANY_BELOW = Pattern.compile("\\*(?:\\.[^.*]+){2,}");

    private PeerReader() {}

    static @Nullable Peer peer(Field field) {
        return field.isMapping() ? mapping(field) : word(field);
    }

    private static @Nullable Peer word(Field field) {
        String word = field.text(64);
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "node" -> new Peer.Node();
            case "api-server" -> new Peer.ApiServer();
            case "metadata-service" -> new Peer.MetadataService();
            case "loopback" -> new Peer.Loopback();
            case "cluster" -> new Peer.Cluster();
            default -> {
                field.wrong(WORDS + ", or a mapping with one of " + String.join(", ", KINDS));
                yield null;
            }
        };
    }

    private static @Nullable Peer mapping(Field field) {
        Field.Fields fields = field.fields(KINDS.toArray(String[]::new));
        if (fields == null) {
            return null;
        }
        if (fields.byName().size() != 1) {
            field.wrong(fields.byName().size() + " kinds", "exactly one of " + String.join(", ", KINDS));
            return null;
        }
        var kind = fields.byName().entrySet().iterator().next();
        return switch (kind.getKey()) {
            case "workload" -> workload(kind.getValue());
            case "service" -> service(kind.getValue());
            case "dnsName" -> dnsPeer(kind.getValue());
            case "unixSocket" -> unixSocket(kind.getValue());
            default -> cidr(kind.getValue());
        };
    }

    private static @Nullable Peer workload(Field field) {
        Field.Fields fields = field.fields("cluster", "namespace", "kind", "name");
        if (fields == null) {
            return null;
        }
        String cluster = BehaviorReader.orElse(fields.optional("cluster"), one -> one.text(253), "");
        Field namespaceField = fields.required("namespace");
        Field kindField = fields.required("kind");
        Field nameField = fields.required("name");
        String namespace = namespaceField == null ? null : namespaceField.text(63);
        String kind = kindField == null ? null : kindField.text(63);
        String name = nameField == null ? null : nameField.text(253);
        return cluster == null || namespace == null || kind == null || name == null
                ? null
                : new Peer.WorkloadPeer(new Workload(cluster, namespace, kind, name));
    }

    private static @Nullable Peer service(Field field) {
        Field.Fields fields = field.fields("namespace", "name");
        if (fields == null) {
            return null;
        }
        Field namespaceField = fields.required("namespace");
        Field nameField = fields.required("name");
        String namespace = namespaceField == null ? null : namespaceField.text(63);
        String name = nameField == null ? null : nameField.text(253);
        return namespace == null || name == null ? null : new Peer.Service(namespace, name);
    }

    private static @Nullable Peer dnsPeer(Field field) {
        String name = dnsName(field);
        return name == null ? null : new Peer.DnsName(name);
    }

    static @Nullable String lookedUp(Field field) {
        return NameLookup.MANY.equals(field.text(253)) ? NameLookup.MANY : dnsName(field);
    }

    private static @Nullable String dnsName(Field field) {
        String name = field.text(253);
        if (name != null
                && (!name.equals(name.toLowerCase(Locale.ROOT))
                        || name.endsWith(".")
                        || name.lastIndexOf('*') > 0
                        || (name.startsWith("*") && !ANY_BELOW.matcher(name).matches()))) {
            field.wrong("a name in lower case without final dot, or *.example.com for all names below a domain");
            return null;
        }
        return name;
    }

    private static @Nullable Peer unixSocket(Field field) {
        String path = field.text(4096);
        if (path != null && !path.startsWith("/") && !path.startsWith("@")) {
            field.wrong("an absolute path, or @ and the name of an abstract socket");
            return null;
        }
        return path == null ? null : new Peer.UnixSocket(path);
    }

    private static @Nullable Peer cidr(Field field) {
        String range = field.text(64);
        if (range != null && AddressRange.parse(range).isEmpty()) {
            field.wrong("an address range such as 10.0.0.0/8");
            return null;
        }
        return range == null ? null : new Peer.Cidr(range);
    }
}
