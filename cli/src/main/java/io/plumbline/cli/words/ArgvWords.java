// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import io.plumbline.v1.Argv;
import io.plumbline.v1.ArgvShape;
import io.plumbline.v1.ArgvToken;
import io.plumbline.v1.SlotType;
import io.plumbline.v1.TemplateToken;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Argument vectors, as they were and as shapes, with the limits of each argument visible. */
public final class ArgvWords {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./<>~^\\[\\]{}#?&*;!-]+");
    private static final Pattern CODE_OPTION =
            Pattern.compile("-[a-zA-Z]*[ceErS]|--(eval|exec|command|print|run|execute|require)");
    private static final int HASH_DIGITS = 8;

    private ArgvWords() {}

    /** The arguments, quoted where a space or a quote would hide where one ends. */
    public static String of(Argv argv) {
        var words = new ArrayList<String>();
        argv.getArgumentsList().forEach(argument -> words.add(quote(argument)));
        if (argv.getTruncated()) {
            words.add("...");
        }
        return String.join(" ", words);
    }

    /** The tokens of a shape behind the program's own name (position 0). */
    public static String arguments(ArgvShape shape) {
        var words = new ArrayList<String>();
        List<ArgvToken> tokens = shape.getTokensList();
        for (int i = 1; i < tokens.size(); i++) {
            words.add(token(tokens.get(i), tokens.get(i - 1)));
        }
        if (shape.getTruncated()) {
            words.add("... (too long to read: matches nothing)");
        }
        return String.join(" ", words);
    }

    /** Quoted for a person, in the manner of a shell. */
    static String quote(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static String token(ArgvToken token, ArgvToken before) {
        return switch (token.getKindCase()) {
            case LITERAL -> quote(token.getLiteral());
            case SLOT ->
                token.getSlot().getPrefix()
                        + slot(token.getSlot().getType(), token.getSlot().getTypeValue());
            case TEMPLATE -> quote(template(token.getTemplate()));
            case HASH -> {
                String hash = token.getHash().getHash();
                String shown = hash.length() <= HASH_DIGITS ? hash : hash.substring(0, HASH_DIGITS);
                boolean code = CODE_OPTION.matcher(before.getLiteral()).matches();
                yield token.getHash().getPrefix() + "<" + (code ? "code" : "hash") + ":" + shown + ">";
            }
            case KIND_NOT_SET -> "<unknown>";
        };
    }

    private static String template(TemplateToken template) {
        var text = new StringBuilder();
        for (int i = 0; i < template.getTextsCount(); i++) {
            text.append(template.getTexts(i));
            if (i < template.getSlotsCount()) {
                text.append(slot(template.getSlots(i), template.getSlotsValue(i)));
            }
        }
        return text.toString();
    }

    private static String slot(SlotType type, int value) {
        return "<" + EnumWords.of(type, value, "SLOT_TYPE_") + ">";
    }
}
