// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

/** What people want of a baseline. */
public enum Mode {
    /** The machine moves between the states by its rules. */
    AUTO,
    /** Stay in {@link BaselineState#LEARNING}. */
    LEARN,
    /** Stay {@link BaselineState#STABLE}; never reopen. */
    FROZEN,
    /** Neither learn nor raise ordinary drift. Invariants stay on. */
    OFF
}
