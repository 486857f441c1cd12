// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

/** Parses links such as "net:[4026531840]". */
final class NamespaceLink {
    private NamespaceLink() {}

    /** The inode, or -1 when the text has another form. */
    static long inode(byte[] text, int length) {
        int at = 0;
        while (at < length && text[at] != '[') {
            at++;
        }
        long value = 0;
        int digits = 0;
        for (at++; at < length && text[at] >= '0' && text[at] <= '9' && digits < 18; at++, digits++) {
            value = value * 10 + (text[at] - '0');
        }
        return digits > 0 && at == length - 1 && text[at] == ']' ? value : -1;
    }
}
