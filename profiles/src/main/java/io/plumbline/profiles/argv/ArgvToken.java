// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

/** One position of an argument vector. */
public sealed interface ArgvToken {
    /** Exactly this text. */
    record Literal(String text) implements ArgvToken {}

    /** Any text of this type. */
    record Slot(SlotType type) implements ArgvToken {}

    /** Text that is code, or was redacted as a secret: its keyed hash in hexadecimal. */
    record Hashed(String hash) implements ArgvToken {}
}
