// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

/** The generations of containerd that differ in what they tell. */
public enum RuntimeVersion {
    /** Debian 12's 1.6, as installed on the machine. */
    DEBIAN,
    /** 2.x from Debian's unstable suite, unpacked into the cache; nothing is installed. */
    CURRENT
}
