// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector;

import io.plumbline.collector.cluster.watch.WatchSettings;
import io.plumbline.collector.server.SocketMode;
import io.plumbline.collector.server.TlsSettings;
import io.plumbline.kubernetes.ApiSettings;
import io.plumbline.service.config.Address;
import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import io.plumbline.service.health.AdminSettings;
import io.plumbline.service.logging.LogSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a collector.
 *
 * @param addresses where agents and people connect
 * @param tls certificates for every TCP address; empty: loopback and unix sockets only
 * @param socketMode who may connect to unix sockets
 * @param cluster cluster id that agents are told
 * @param store file of the store
 * @param lockMinimumAge how long a baseline is observed at least before it locks
 * @param lockQuietTime how long nothing new was seen before it locks
 * @param lockCheckInterval how often baselines are asked whether they may lock
 * @param keepClosedSandboxes how long an address is remembered after its pod was gone
 * @param clockTolerance how far the clocks of two nodes may be apart
 * @param kubernetes whether and where a Kubernetes API is asked
 */
public record CollectorSettings(
        List<Address> addresses,
        Optional<TlsSettings> tls,
        SocketMode socketMode,
        String cluster,
        Path store,
        Duration lockMinimumAge,
        Duration lockQuietTime,
        Duration lockCheckInterval,
        Duration keepClosedSandboxes,
        Duration clockTolerance,
        WatchSettings kubernetes,
        AdminSettings admin,
        LogSettings log) {

    private static final Duration LONGEST = Duration.ofDays(3_650);

    public static final Setting<List<Address>> ADDRESS = Setting.of(
            "address",
            ValueType.listOf(ValueType.address()),
            "127.0.0.1:4420",
            "Where agents and people connect; several are allowed. TCP beyond the loopback needs tls.*.");
    public static final Setting<Path> TLS_CERTIFICATE = Setting.optional(
            "tls.certificate", ValueType.path(), "PEM certificate chain of the collector, for every TCP address.");
    public static final Setting<Path> TLS_KEY =
            Setting.optional("tls.key", ValueType.path(), "PEM private key (PKCS #8) of that certificate.");
    public static final Setting<Path> TLS_CLIENT_AUTHORITY = Setting.optional(
            "tls.client-authority",
            ValueType.path(),
            "PEM certificates of the authority that signs agents (O=plumbline:agents, CN=node:NAME) and people (O=plumbline:operators).");
    public static final Setting<SocketMode> SOCKET_MODE = Setting.of(
            "socket.mode",
            ValueType.oneOf(SocketMode.class),
            "owner",
            "Who may connect to unix sockets: the collector's own user, or also the group of the file.");
    public static final Setting<String> CLUSTER = Setting.of(
            "cluster",
            ValueType.of(
                    "a cluster id of 1 to 63 letters, digits, '-', '.' or '_'",
                    text -> Optional.of(text).filter(id -> id.matches("[A-Za-z0-9._-]{1,63}"))),
            "local",
            "Cluster id that agents are told, part of every workload's identity.");
    public static final Setting<Path> STORE = Setting.of(
            "store.path",
            ValueType.path(),
            "/var/lib/plumbline/collector.db",
            "SQLite file of the store; its folder must exist.");
    public static final Setting<Duration> LOCK_MINIMUM_AGE = Setting.of(
            "lock.minimum-age",
            ValueType.duration(Duration.ofMillis(100), LONGEST),
            "24h",
            "How long a baseline is observed at least before it locks.");
    public static final Setting<Duration> LOCK_QUIET_TIME = Setting.of(
            "lock.quiet-time",
            ValueType.duration(Duration.ofMillis(100), LONGEST),
            "6h",
            "How long nothing new was seen, and nothing lost, before a baseline locks.");
    public static final Setting<Duration> LOCK_CHECK_INTERVAL = Setting.of(
            "lock.check-interval",
            ValueType.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            "5s",
            "How often baselines are asked whether they may lock.");
    public static final Setting<Duration> KEEP_CLOSED = Setting.of(
            "peers.keep-closed",
            ValueType.duration(Duration.ofMinutes(1), Duration.ofDays(7)),
            "1h",
            "How long an address is remembered after its pod was gone.");
    public static final Setting<Duration> CLOCK_TOLERANCE = Setting.of(
            "peers.clock-tolerance",
            ValueType.duration(Duration.ZERO, Duration.ofMinutes(5)),
            "2s",
            "How far the clocks of two nodes may be apart when an address is looked up.");
    public static final Setting<WatchSettings.Mode> KUBERNETES = Setting.of(
            "kubernetes.mode",
            ValueType.oneOf(WatchSettings.Mode.class),
            "auto",
            "Whether the collector watches a Kubernetes API; auto does where one is given, or where it runs in a pod with a token.");
    public static final Setting<Address.Tcp> ADMIN_ADDRESS = Setting.of(
            AdminSettings.ADDRESS.name(), ValueType.tcpAddress(), "127.0.0.1:4421", AdminSettings.ADDRESS.meaning());

    public CollectorSettings {
        addresses = List.copyOf(addresses);
    }

    /** All settings, in the order in which they are documented. */
    public static List<Setting<?>> settings() {
        var all = new ArrayList<Setting<?>>(List.of(
                ADDRESS,
                TLS_CERTIFICATE,
                TLS_KEY,
                TLS_CLIENT_AUTHORITY,
                SOCKET_MODE,
                CLUSTER,
                STORE,
                LOCK_MINIMUM_AGE,
                LOCK_QUIET_TIME,
                LOCK_CHECK_INTERVAL,
                KEEP_CLOSED,
                CLOCK_TOLERANCE,
                KUBERNETES));
        all.addAll(ApiSettings.settings());
        all.add(ADMIN_ADDRESS);
        all.addAll(LogSettings.settings());
        return all;
    }

    /** The settings of a configuration that was read with {@link #settings}. */
    public static CollectorSettings from(Configuration configuration) {
        List<Address> addresses = configuration.get(ADDRESS);
        if (addresses.isEmpty()) {
            throw new ConfigurationException("address: [] (expected: at least one host:port or unix:/path)");
        }
        return new CollectorSettings(
                addresses,
                tls(configuration),
                configuration.get(SOCKET_MODE),
                configuration.get(CLUSTER),
                configuration.get(STORE),
                configuration.get(LOCK_MINIMUM_AGE),
                configuration.get(LOCK_QUIET_TIME),
                configuration.get(LOCK_CHECK_INTERVAL),
                configuration.get(KEEP_CLOSED),
                configuration.get(CLOCK_TOLERANCE),
                new WatchSettings(configuration.get(KUBERNETES), api(configuration)),
                new AdminSettings(configuration.get(ADMIN_ADDRESS)),
                LogSettings.from(configuration));
    }

    /** Plain settings for one address and one file, everything else as documented; the admin port is a free one. */
    public static CollectorSettings of(Address address, Path store) {
        Configuration defaults = CollectorMain.PROGRAM.configure(
                List.of(
                        "--address",
                        address.toString(),
                        "--store.path",
                        store.toString(),
                        "--admin.address",
                        "127.0.0.1:0"),
                Map.of());
        return from(defaults);
    }

    /** Returns the same settings with another lock rule, asked as often as that. */
    public CollectorSettings withLock(Duration minimumAge, Duration quietTime, Duration checkInterval) {
        return new CollectorSettings(
                addresses,
                tls,
                socketMode,
                cluster,
                store,
                minimumAge,
                quietTime,
                checkInterval,
                keepClosedSandboxes,
                clockTolerance,
                kubernetes,
                admin,
                log);
    }

    /** Returns the same settings with the view of a Kubernetes API. */
    public CollectorSettings withKubernetes(WatchSettings watch) {
        return new CollectorSettings(
                addresses,
                tls,
                socketMode,
                cluster,
                store,
                lockMinimumAge,
                lockQuietTime,
                lockCheckInterval,
                keepClosedSandboxes,
                clockTolerance,
                watch,
                admin,
                log);
    }

    /** Returns the same settings with other addresses and with certificates. */
    public CollectorSettings withTls(List<Address> others, TlsSettings certificates) {
        return new CollectorSettings(
                others,
                Optional.of(certificates),
                socketMode,
                cluster,
                store,
                lockMinimumAge,
                lockQuietTime,
                lockCheckInterval,
                keepClosedSandboxes,
                clockTolerance,
                kubernetes,
                admin,
                log);
    }

    private static ApiSettings api(Configuration configuration) {
        try {
            return ApiSettings.from(configuration);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(String.valueOf(wrong.getMessage()));
        }
    }

    private static Optional<TlsSettings> tls(Configuration configuration) {
        Optional<Path> certificate = configuration.find(TLS_CERTIFICATE);
        Optional<Path> key = configuration.find(TLS_KEY);
        Optional<Path> authority = configuration.find(TLS_CLIENT_AUTHORITY);
        if (certificate.isEmpty() && key.isEmpty() && authority.isEmpty()) {
            return Optional.empty();
        }
        for (Setting<Path> part : List.of(TLS_CERTIFICATE, TLS_KEY, TLS_CLIENT_AUTHORITY)) {
            if (configuration.find(part).isEmpty()) {
                throw new ConfigurationException(
                        part.name()
                                + ": not set (expected: a path; tls.certificate, tls.key and tls.client-authority belong together)");
            }
        }
        return Optional.of(new TlsSettings(
                configuration.get(TLS_CERTIFICATE),
                configuration.get(TLS_KEY),
                configuration.get(TLS_CLIENT_AUTHORITY)));
    }
}
