// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.server;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The users that may connect to a unix socket. */
public enum SocketMode {
    /** Lets in the collector's own user alone: 0600. */
    OWNER("rw-------"),
    /** Lets in the group of the file as well: 0660. */
    GROUP("rw-rw----");

    private final String permissions;

    SocketMode(String permissions) {
        this.permissions = permissions;
    }

    Set<PosixFilePermission> permissions() {
        return PosixFilePermissions.fromString(permissions);
    }
}
