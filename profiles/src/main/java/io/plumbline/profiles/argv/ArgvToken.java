// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

/** One position of an argument vector. */
public sealed interface ArgvToken {
    /** Exactly this text. */
    record Literal(String text) implements ArgvToken {}

    /**
     * A fixed beginning, then any text of a type.
     *
     * @param prefix literal beginning, for instance {@code --id=}; empty where the whole argument is the slot
     */
    record Slot(String prefix, SlotType type) implements ArgvToken {}

    /**
     * A fixed beginning, then text that is code, was redacted as a secret, or is too long to keep.
     *
     * @param prefix literal beginning, for instance {@code --password=}; may be empty
     * @param hash keyed hash of the rest, in hexadecimal
     */
    record Hashed(String prefix, String hash) implements ArgvToken {}

    /** True when this token, as part of a pattern, covers the observed one. */
    default boolean matches(ArgvToken observed) {
        return switch (this) {
            case Literal literal -> literal.equals(observed);
            case Hashed hashed -> hashed.equals(observed);
            case Slot slot ->
                switch (observed) {
                    case Slot other -> slot.equals(other);
                    case Literal literal ->
                        literal.text().startsWith(slot.prefix())
                                && slot.type()
                                        .accepts(literal.text()
                                                .substring(slot.prefix().length()));
                    case Hashed ignored -> false;
                };
        };
    }

    /** For people: slots as {@code <number>}, hashes as {@code [hash:0123abcd]}. Not meant to be parsed. */
    default String display() {
        return switch (this) {
            case Literal literal -> literal.text();
            case Slot slot -> slot.prefix() + "<" + slot.type().word() + ">";
            case Hashed hashed ->
                hashed.prefix() + "[hash:"
                        + hashed.hash().substring(0, Math.min(8, hashed.hash().length())) + "]";
        };
    }
}
