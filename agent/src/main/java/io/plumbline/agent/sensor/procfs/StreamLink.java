// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.sensor.ProcessDetails.Stdio.Stream;

/**
 * Tells from the text of a /proc/PID/fd link what is open there. The link is not followed: a file on a hung network file system
 * would hold up the sensor. Names of real files begin with a slash, so "socket:[" cannot be forged.
 */
final class StreamLink {
    private StreamLink() {}

    static Stream kind(String link) {
        if (link.startsWith("socket:[")) {
            return Stream.SOCKET;
        }
        if (link.startsWith("pipe:[")) {
            return Stream.PIPE;
        }
        boolean terminal =
                link.startsWith("/dev/pts/") || link.startsWith("/dev/tty") || link.startsWith("/dev/console");
        return terminal ? Stream.TERMINAL : Stream.FILE;
    }

    /** Inode of a socket link, or -1. */
    static long socketInode(byte[] text, int length) {
        boolean socket = length > 8 && text[0] == 's' && text[6] == ':' && text[7] == '[';
        return socket ? NamespaceLink.inode(text, length) : -1;
    }
}
