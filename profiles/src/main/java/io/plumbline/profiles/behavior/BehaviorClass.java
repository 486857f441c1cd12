// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** Ordinary behaviour is learned; sensitive behaviour never goes quiet by itself. */
public enum BehaviorClass {
    ORDINARY,
    SENSITIVE
}
