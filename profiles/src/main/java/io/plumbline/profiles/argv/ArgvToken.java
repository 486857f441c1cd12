// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.List;
import java.util.regex.Pattern;

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

    /**
     * A text with slots in it: a path whose last part changes, or the code of a shell with such paths in it.
     *
     * @param texts what stands before each slot, and behind the last one; may be empty
     * @param slots at least one, and one less than the texts
     */
    record Template(List<String> texts, List<SlotType> slots) implements ArgvToken {
        /** Most slots of one token. */
        public static final int MAX_SLOTS = 64;

        private static final Pattern LETTERS = Pattern.compile("[A-Za-z]{0,31}");

        public Template {
            texts = List.copyOf(texts);
            slots = List.copyOf(slots);
            if (slots.isEmpty() || slots.size() > MAX_SLOTS || texts.size() != slots.size() + 1) {
                throw new IllegalArgumentException("slots: " + slots.size() + " for " + texts.size()
                        + " texts (expected: 1 to " + MAX_SLOTS + ", and one text more)");
            }
        }

        /** True when the text has this form. */
        boolean covers(String text) {
            if (!text.startsWith(texts.getFirst()) || !text.endsWith(texts.getLast())) {
                return false;
            }
            StringBuilder form = new StringBuilder(Pattern.quote(texts.getFirst()));
            for (int i = 0; i < slots.size(); i++) {
                form.append("(?:").append(slots.get(i).pattern()).append(')').append(Pattern.quote(texts.get(i + 1)));
            }
            return Pattern.matches(form.toString(), text);
        }

        /**
         * True when the other is of this form, too: random letters and digits are sometimes digits alone, or letters before digits,
         * which looks like a number.
         */
        boolean covers(Template other) {
            if (other.slots.size() != slots.size() || !other.texts.getLast().equals(texts.getLast())) {
                return false;
            }
            for (int i = 0; i < slots.size(); i++) {
                boolean same =
                        slots.get(i) == other.slots.get(i) && texts.get(i).equals(other.texts.get(i));
                boolean number = slots.get(i) == SlotType.NAME
                        && other.slots.get(i) == SlotType.NUMBER
                        && other.texts.get(i).startsWith(texts.get(i))
                        && LETTERS.matcher(other.texts.get(i))
                                .region(
                                        texts.get(i).length(),
                                        other.texts.get(i).length())
                                .matches();
                if (!same && !number) {
                    return false;
                }
            }
            return true;
        }
    }

    /** True when this token, as part of a pattern, covers the observed one. */
    default boolean matches(ArgvToken observed) {
        return switch (this) {
            case Literal literal ->
                literal.equals(observed)
                        // From before there were templates, or written by hand: it was one of what is seen as this
                        // form.
                        || (observed instanceof Template template && template.covers(literal.text()));
            case Hashed hashed -> hashed.equals(observed);
            case Template template -> observed instanceof Template other && template.covers(other);
            case Slot slot ->
                switch (observed) {
                    case Slot other -> slot.equals(other);
                    case Literal literal ->
                        literal.text().startsWith(slot.prefix())
                                && slot.type()
                                        .accepts(literal.text()
                                                .substring(slot.prefix().length()));
                    case Hashed ignored -> false;
                    case Template ignored -> false;
                };
        };
    }

    /** For people: slots as {@code <number>}, hashes as {@code [hash:0123abcd]}. Not meant to be parsed. */
    default String display() {
        return switch (this) {
            case Literal literal -> literal.text();
            case Slot slot -> slot.prefix() + "<" + slot.type().word() + ">";
            case Template template -> {
                StringBuilder text = new StringBuilder(template.texts().getFirst());
                for (int i = 0; i < template.slots().size(); i++) {
                    text.append('<').append(template.slots().get(i).word()).append('>');
                    text.append(template.texts().get(i + 1));
                }
                yield text.toString();
            }
            case Hashed hashed ->
                hashed.prefix() + "[hash:"
                        + hashed.hash().substring(0, Math.min(8, hashed.hash().length())) + "]";
        };
    }
}
