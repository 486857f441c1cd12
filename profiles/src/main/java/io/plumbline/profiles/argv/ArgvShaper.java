// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import io.plumbline.profiles.redaction.Redactor;
import io.plumbline.profiles.redaction.Wrappers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes shapes of argument vectors, conservatively: after redaction, an argument becomes a slot only when its text alone
 * shows its type, and never at a position where the program takes code.
 *
 * <p>Numbers become slots from 7 digits on (times, process ids, counters; ports, limits and small constants stay as they
 * are), and with any length only as an operand of {@code kill}, {@code sleep} and the like. Addresses become slots only
 * in private ranges. Names of files that change become templates ({@link NameSlots}), also in the code of {@code sh -c}
 * ({@link ShellCode}). Arguments of network tools never become slots. Code that is short stays readable; long code is kept as a keyed hash.
 * Not safe for several threads.
 */
public final class ArgvShaper {
    private static final int LONGEST_LITERAL = 512;
    private static final int LONGEST_CODE = 256;
    private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{7,20}(?:\\.[0-9]{1,9})?");
    private static final Pattern ASSIGNMENT = Pattern.compile("(-{0,2}[A-Za-z0-9_.:-]{1,64}=)(.+)", Pattern.DOTALL);
    private static final Pattern REDACTED = Pattern.compile("(.{0,128}?)\\[redacted:([0-9a-f]{8})\\]", Pattern.DOTALL);
    private static final List<SlotType> TYPES =
            List.of(SlotType.UUID, SlotType.TIME, SlotType.HEX, SlotType.TEMPORARY_PATH);

    private final Redactor redactor;

    public ArgvShaper(Redactor redactor) {
        this.redactor = redactor;
    }

    /**
     * The shape of a vector.
     *
     * @param executablePath path of the file that the kernel runs
     * @param argv as the kernel has it, not redacted
     * @param truncated true when the end could not be read
     */
    public ArgvShape shape(String executablePath, List<String> argv, boolean truncated) {
        return shapeRedacted(executablePath, redactor.redact(argv), truncated);
    }

    /**
     * The shape of a vector of which only the beginning could be read. Its last token stands for the whole: by the length, and a keyed
     * hash of what was read. So it is learned and decided on as any other, and matches only a vector of the same beginning and length.
     *
     * @param beginning the arguments that were read, the last one perhaps in part
     * @param totalBytes of the whole vector
     */
    public ArgvShape shapeOfBeginning(String executablePath, List<String> beginning, long totalBytes) {
        ArgvShape read = shape(executablePath, beginning, false);
        List<ArgvToken> tokens =
                new ArrayList<>(read.tokens().subList(0, Math.min(read.tokens().size(), ArgvShape.MAX_TOKENS - 1)));
        tokens.add(new ArgvToken.Hashed(
                ArgvShape.CUT + totalBytes + " bytes) ", redactor.hash(String.join("\0", beginning))));
        return new ArgvShape(tokens, false);
    }

    /** The same for a vector that {@link Redactor#redact} returned, for callers that show it as well. */
    public ArgvShape shapeRedacted(String executablePath, List<String> redacted, boolean truncated) {
        int kept = redacted.size() <= ArgvShape.MAX_TOKENS ? redacted.size() : ArgvShape.MAX_TOKENS - 1;
        Invocation invocation = Invocation.of(executablePath, redacted);
        BitSet code = invocation.codePositions();
        // What runs another program gets no forms: one of its arguments is that program.
        boolean changing = !Wrappers.contains(invocation.program()) && hasChangingName(redacted, kept, code);
        List<ArgvToken> tokens = new ArrayList<>(kept + 1);
        for (int i = 0; i < kept; i++) {
            tokens.add(
                    i == 0
                            ? literal(redacted.get(i))
                            : token(redacted.get(i), code.get(i) ? i : -1, changing, invocation));
        }
        if (kept < redacted.size()) {
            String rest = String.join("\0", redacted.subList(kept, redacted.size()));
            tokens.add(new ArgvToken.Hashed("", redactor.hash(rest)));
        }
        return new ArgvShape(tokens, truncated);
    }

    private static boolean hasChangingName(List<String> arguments, int kept, BitSet code) {
        for (int i = 1; i < kept; i++) {
            if (!code.get(i) && !NameSlots.of(arguments.get(i), false).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private ArgvToken token(String argument, int codePosition, boolean changing, Invocation invocation) {
        if (argument.endsWith("]")) {
            Matcher whole = REDACTED.matcher(argument);
            if (whole.matches()) {
                return new ArgvToken.Hashed(whole.group(1), whole.group(2));
            }
        }
        if (codePosition >= 0) {
            return codePosition == invocation.shellCode()
                    ? template(argument, ShellCode.slots(argument), code(argument, invocation))
                    : code(argument, invocation);
        }
        SlotType type = typeOf(argument, invocation);
        if (type != null) {
            return new ArgvToken.Slot("", type);
        }
        Matcher assignment = ASSIGNMENT.matcher(argument);
        if (argument.length() <= LONGEST_LITERAL && assignment.matches()) {
            SlotType ofValue = typeOf(assignment.group(2), invocation);
            if (ofValue != null) {
                return new ArgvToken.Slot(assignment.group(1), ofValue);
            }
        }
        return template(argument, changing ? NameSlots.of(argument, true) : List.of(), literal(argument));
    }

    /** The text with slots, or a hash of it when it is long; {@code otherwise} when it has none. */
    private ArgvToken template(String text, List<NameSlots.Found> slots, ArgvToken otherwise) {
        if (slots.isEmpty() || slots.size() > ArgvToken.Template.MAX_SLOTS) {
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        int copied = 0;
        for (NameSlots.Found slot : slots) {
            texts.add(text.substring(copied, slot.start()));
            copied = slot.end();
        }
        texts.add(text.substring(copied));
        var template = new ArgvToken.Template(
                texts, slots.stream().map(NameSlots.Found::type).toList());
        return text.length() <= LONGEST_LITERAL
                ? template
                : new ArgvToken.Hashed("", redactor.hash(template.texts() + "\0" + template.slots()));
    }

    private ArgvToken code(String argument, Invocation invocation) {
        if (argument.length() <= LONGEST_CODE) {
            return new ArgvToken.Literal(argument);
        }
        String prefix = invocation.codeOptionOf(argument);
        return new ArgvToken.Hashed(prefix, redactor.hash(argument.substring(prefix.length())));
    }

    private ArgvToken literal(String argument) {
        return argument.length() <= LONGEST_LITERAL
                ? new ArgvToken.Literal(argument)
                : new ArgvToken.Hashed("", redactor.hash(argument));
    }

    private static @Nullable SlotType typeOf(String text, Invocation invocation) {
        if (text.length() > LONGEST_LITERAL || text.startsWith("-")) {
            return null;
        }
        if (text.startsWith("/")) {
            return SlotType.TEMPORARY_PATH.accepts(text) ? SlotType.TEMPORARY_PATH : null;
        }
        for (SlotType type : TYPES) {
            if (type.accepts(text)) {
                return type;
            }
        }
        boolean number = invocation.takesNumbers()
                ? SlotType.NUMBER.accepts(text)
                : LONG_NUMBER.matcher(text).matches();
        if (number) {
            return SlotType.NUMBER;
        }
        return SlotType.ADDRESS.accepts(text) ? SlotType.ADDRESS : null;
    }
}
