// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

/** Ids of incidents as people copy them. */
final class IncidentId {
    /** Time to the millisecond and the first random digits of a UUIDv7: unique in practice, and copied with one click. */
    private static final int DIGITS = 18;

    private IncidentId() {}

    static String brief(String id) {
        return id.length() <= DIGITS ? id : id.substring(0, DIGITS);
    }
}
