// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** Transport protocols. */
public enum Transport {
    TCP,
    UDP,
    /** A unix socket, of whatever type; only for {@link Outbound}, without a port. */
    UNIX,
    /** A newer sender knows more transports than this version. Never learned. */
    UNKNOWN
}
