// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * PEM files of a TLS connection; read at each connection, so that they may be renewed while the agent runs.
 *
 * @param authority certificates that the collector's must be signed by
 * @param certificate the agent's own certificate chain; null: the agent shows none
 * @param key its private key (PKCS #8)
 */
public record TlsFiles(
        Path authority,
        @Nullable Path certificate,
        @Nullable Path key) {}
