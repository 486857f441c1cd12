// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings that say something of peers beforehand.
 *
 * @param settle how long an address of the cluster may be unknown to the collector before it is believed to be nobody's there
 * @param metadataServices addresses of the cloud's metadata service besides the usual ones
 * @param apiServers addresses of the Kubernetes API server besides what the collector knows
 */
public record PeerSettings(Duration settle, Set<InetAddress> metadataServices, Set<InetAddress> apiServers) {
    private static final ValueType<InetAddress> ADDRESS = ValueType.of("an IP address", text -> {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    });

    public static final Setting<Duration> SETTLE = Setting.of(
            "peers.settle",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            "60s",
            "How long the collector may not know a private address before it is learned as an address; longer than the"
                    + " cluster's API may lag.");
    public static final Setting<List<InetAddress>> METADATA_SERVICES = Setting.optional(
            "peers.metadata-service",
            ValueType.listOf(ADDRESS),
            "Addresses of the cloud's metadata service besides the usual ones.");
    public static final Setting<List<InetAddress>> API_SERVERS = Setting.optional(
            "peers.api-server",
            ValueType.listOf(ADDRESS),
            "Addresses of the Kubernetes API server besides those that the collector knows.");

    public PeerSettings {
        metadataServices = Set.copyOf(metadataServices);
        apiServers = Set.copyOf(apiServers);
    }

    public static PeerSettings defaults() {
        return new PeerSettings(Duration.ofSeconds(60), Set.of(), Set.of());
    }

    public static List<Setting<?>> settings() {
        return List.of(SETTLE, METADATA_SERVICES, API_SERVERS);
    }

    public static PeerSettings from(Configuration configuration) {
        return new PeerSettings(
                configuration.get(SETTLE),
                Set.copyOf(configuration.find(METADATA_SERVICES).orElse(List.of())),
                Set.copyOf(configuration.find(API_SERVERS).orElse(List.of())));
    }
}
