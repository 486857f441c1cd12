// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.connection;

/** Opens connections. */
@FunctionalInterface
public interface Connector {
    /** A connection with these settings. Nothing is sent before the first call. */
    CollectorConnection open(ConnectionSettings settings);
}
