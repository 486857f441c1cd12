// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

/** Where an entry of a profile comes from. */
public enum EntrySource {
    LEARNED,
    /** From another version of the same workload. */
    INHERITED,
    /** From the same image elsewhere in the same trust domain. */
    BORROWED,
    /** From the baseline of a profile document. */
    IMPORTED,
    /** From the decision of a person. */
    ACCEPTED
}
