// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

/** What a slot of an argument vector accepts; see plumbline/v1/behavior.proto for the exact rules. */
public enum SlotType {
    NUMBER,
    UUID,
    HEX,
    ADDRESS,
    TIME,
    TEMPORARY_PATH
}
