// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.server;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The users that may connect to a unix socket. */
public enum SocketMode {
    /** Only the collector's own user: 0600. */
    OWNER("rw-------"),
    /** Also the group of the file: 0660. */
    GROUP("rw-rw----");

    private final String permissions;

    SocketMode(String permissions) {
        this.permissions = permissions;
    }

    Set<PosixFilePermission> permissions() {
        return PosixFilePermissions.fromString(permissions);
    }
}
