// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** Transport protocols. */
public enum Transport {
    TCP,
    UDP,
    /** A newer sender knows more transports than this version. Never learned. */
    UNKNOWN
}
