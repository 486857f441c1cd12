// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

/** Whether an entry of a profile counts. */
public enum EntryState {
    /** Part of what is normal. */
    ACTIVE,
    /** Seen while learning, but waits for a person: shown on the "please confirm" list. */
    QUARANTINED,
    /** Rejected by a person: raised whenever it is seen. */
    DENIED
}
