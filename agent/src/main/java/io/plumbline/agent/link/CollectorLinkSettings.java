// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import io.plumbline.service.config.Address;
import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place of the collector, and the way to speak with it.
 *
 * @param tls null for plaintext, which is allowed only to this machine
 * @param statusInterval how often the agent says how it is
 * @param window at most so many messages are sent ahead of their acknowledgement
 */
public record CollectorLinkSettings(
        Address address, @Nullable TlsFiles tls, Duration statusInterval, int window) {

    public static final Setting<Address> ADDRESS = Setting.optional(
            "collector.address", ValueType.address(), "Where the collector listens; without it the agent works alone.");
    public static final Setting<Path> AUTHORITY = Setting.optional(
            "collector.tls.authority",
            ValueType.path(),
            "PEM file of the certificates that the collector's must be signed by; turns TLS on.");
    public static final Setting<Path> CERTIFICATE = Setting.optional(
            "collector.tls.certificate", ValueType.path(), "PEM file of the certificate chain that the agent shows.");
    public static final Setting<Path> KEY = Setting.optional(
            "collector.tls.key", ValueType.path(), "PEM file (PKCS #8) of the key of the agent's certificate.");
    public static final Setting<Duration> STATUS_INTERVAL = Setting.of(
            "collector.status-interval",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofMinutes(1)),
            "30s",
            "How often the agent tells the collector how it is.");
    public static final Setting<Integer> WINDOW = Setting.of(
            "collector.window",
            ValueType.integer(1, 100_000),
            "512",
            "At most so many messages are sent ahead of their acknowledgement.");

    /**
     * @throws ConfigurationException when plaintext would leave this machine, or the files do not belong together
     */
    public CollectorLinkSettings {
        if (tls == null && !address.isLocal()) {
            throw new ConfigurationException(ADDRESS.name() + ": " + address + " (expected: " + AUTHORITY.name()
                    + " with it; plaintext only to a loopback address or unix:/path)");
        }
        if (tls != null && (tls.certificate() == null) != (tls.key() == null)) {
            throw new ConfigurationException(
                    CERTIFICATE.name() + ": " + tls.certificate() + " (expected: together with " + KEY.name() + ")");
        }
    }

    public static List<Setting<?>> settings() {
        return List.of(ADDRESS, AUTHORITY, CERTIFICATE, KEY, STATUS_INTERVAL, WINDOW);
    }

    /** Empty when no collector is named: the agent works alone. */
    public static Optional<CollectorLinkSettings> from(Configuration configuration) {
        Optional<Path> authority = configuration.find(AUTHORITY);
        Optional<Path> certificate = configuration.find(CERTIFICATE);
        Optional<Path> key = configuration.find(KEY);
        if (authority.isEmpty() && (certificate.isPresent() || key.isPresent())) {
            throw new ConfigurationException(AUTHORITY.name() + ": not set (expected: a path, since "
                    + (certificate.isPresent() ? CERTIFICATE : KEY).name() + " is set)");
        }
        TlsFiles tls = authority
                .map(path -> new TlsFiles(path, certificate.orElse(null), key.orElse(null)))
                .orElse(null);
        return configuration
                .find(ADDRESS)
                .map(address -> new CollectorLinkSettings(
                        address, tls, configuration.get(STATUS_INTERVAL), configuration.get(WINDOW)));
    }
}
