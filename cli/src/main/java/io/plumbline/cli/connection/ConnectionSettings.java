// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.connection;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the way to the collector.
 *
 * @param tls whether to speak TLS; only a local address may do without
 * @param ca certificates to trust (PEM); null: those of the Java runtime
 * @param certificate own certificate chain (PEM), with {@code key}; null: none
 * @param key own private key (PEM, PKCS#8)
 * @param serverName name that the collector's certificate must have; null: the host of the address
 * @param timeout how long one call may take
 */
public record ConnectionSettings(
        CollectorAddress address,
        boolean tls,
        @Nullable Path ca,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable String serverName,
        Duration timeout) {}
