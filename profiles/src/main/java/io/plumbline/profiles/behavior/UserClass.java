// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** As whom a process runs (effective user id). */
public enum UserClass {
    UNKNOWN,
    ROOT,
    NON_ROOT
}
