// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import io.plumbline.profiles.redaction.Wrappers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the code of {@code sh -c} to find the words in which data stand, as the segment in PostgreSQL's
 * {@code test ! -f /arch/000000010000000000000003 && cp pg_wal/000000010000000000000003 /arch/000000010000000000000003}.
 *
 * <p>Slots are found in whole plain words that are arguments of a program, or the target of its output, and by
 * {@link NameSlots} only. All the rest stays letter by letter: commands, options, operators, assignments, quotes, expansions.
 * Since no slot can hold what a shell gives a meaning, whatever stands in it is the same command. Arguments of tools that can
 * take code or reach out have no slots, and neither has what is read from a file. Code that runs a shell, an interpreter, a
 * program that runs others, or what an expansion says, has none at all: a changing file could be its program. The same holds
 * for what is not understood (here documents, {@code eval}, {@code case}, backticks, functions, arithmetic, escapes).
 * Never throws.
 */
final class ShellCode {
    private static final int LONGEST = 4096;
    private static final int DEEPEST = 8;
    private static final Set<String> BEFORE_COMMANDS =
            Set.of("if", "then", "else", "elif", "while", "until", "do", "!", "{", "fi", "done", "}");
    private static final Set<String> NOT_READ =
            Set.of("eval", "case", "esac", "select", "function", "alias", "coproc", "[[", "trap");
    /** What runs the text of a file, also one that comes through a pipe. */
    private static final Set<String> RUNS_FILES = Set.of(".", "source", "builtin", "enable", "hash");
    /** What changes where later commands are found. */
    private static final Set<String> LITERAL =
            Set.of("for", "cd", "chdir", "pushd", "export", "declare", "typeset", "local", "readonly", "set");

    private static final Pattern COMMAND = Pattern.compile("[A-Za-z0-9_./+-]+|\\[");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*", Pattern.DOTALL);
    private static final Pattern DESCRIPTOR = Pattern.compile("[0-9]+");

    private final String code;
    private final List<NameSlots.Found> found = new ArrayList<>();
    private int next;
    private boolean understood = true;
    /** True when one of the words is sure to change. */
    private boolean changing;

    /** The program of the command at hand; null before it. */
    private @Nullable String program;

    private boolean literal;
    private boolean target;
    private boolean input;

    private ShellCode(String code) {
        this.code = code;
    }

    /** The slots of the code, in their order; none when it has none, or is not understood. */
    static List<NameSlots.Found> slots(String code) {
        if (code.length() > LONGEST) {
            return List.of();
        }
        ShellCode reader = new ShellCode(code);
        reader.commands(0);
        boolean usable = reader.understood && reader.next == code.length() && reader.changing;
        return usable ? reader.found : List.of();
    }

    /** Reads to the end, or to the bracket that closes a substitution or a group. */
    private void commands(int depth) {
        command();
        if (depth > DEEPEST) {
            understood = false;
        }
        while (understood && next < code.length()) {
            char c = code.charAt(next);
            switch (c) {
                case ' ', '\t' -> next++;
                case ';', '\n', '|' -> separator();
                case '&' -> {
                    if (next + 1 < code.length() && code.charAt(next + 1) == '>') {
                        redirection();
                    } else {
                        separator();
                    }
                }
                case '<', '>' -> redirection();
                case '(' -> {
                    // Only a group: behind a word it would be a function.
                    understood &= program == null && !target;
                    next++;
                    commands(depth + 1);
                    close();
                }
                case ')' -> {
                    understood &= depth > 0;
                    return;
                }
                case '#' -> understood = false;
                default -> word(depth);
            }
        }
    }

    private void close() {
        understood &= next < code.length() && code.charAt(next) == ')';
        next++;
        command();
        // Nothing but an operator follows a group.
        program = "";
        literal = true;
    }

    private void separator() {
        understood &= !target;
        next++;
        command();
    }

    private void command() {
        program = null;
        literal = false;
        target = false;
    }

    private void redirection() {
        understood &= !target;
        int start = next;
        while (next < code.length() && "<>&|".indexOf(code.charAt(next)) >= 0) {
            next++;
        }
        String operator = code.substring(start, next);
        // Not here documents, and not what runs a command in the place of a file.
        understood &= Set.of("<", ">", ">>", ">&", "<&", "&>", ">|", "<>").contains(operator)
                && (next == code.length() || code.charAt(next) != '(');
        target = true;
        input = operator.startsWith("<");
    }

    private void word(int depth) {
        int start = next;
        boolean plain = true;
        while (understood && next < code.length() && " \t\n;|&<>()".indexOf(code.charAt(next)) < 0) {
            switch (code.charAt(next)) {
                case '\'' -> {
                    int end = code.indexOf('\'', next + 1);
                    understood &= end > 0;
                    next = end + 1;
                    plain = false;
                }
                case '"' -> {
                    next++;
                    quoted(depth);
                    plain = false;
                }
                case '$' -> {
                    dollar(depth);
                    plain = false;
                }
                case '`', '\\' -> understood = false;
                default -> next++;
            }
        }
        if (understood) {
            take(start, plain);
        }
    }

    private void quoted(int depth) {
        while (understood && next < code.length() && code.charAt(next) != '"') {
            switch (code.charAt(next)) {
                case '$' -> dollar(depth);
                case '`', '\\' -> understood = false;
                default -> next++;
            }
        }
        understood &= next < code.length();
        next++;
    }

    /** An expansion; the commands of a substitution are read as such. */
    private void dollar(int depth) {
        next++;
        char c = next < code.length() ? code.charAt(next) : ' ';
        if (c == '{' || c == '\'' || c == '"' || code.startsWith("((", next)) {
            understood = false;
        } else if (c == '(') {
            String outer = program;
            boolean outerLiteral = literal;
            boolean outerTarget = target;
            next++;
            commands(depth + 1);
            close();
            program = outer;
            literal = outerLiteral;
            target = outerTarget;
        }
    }

    private void take(int start, boolean plain) {
        String word = code.substring(start, next);
        boolean redirects = next < code.length() && "<>".indexOf(code.charAt(next)) >= 0;
        if (target) {
            target = false;
            slots(start, word, plain && !input);
        } else if (redirects && DESCRIPTOR.matcher(word).matches()) {
            // The number of what is redirected.
            return;
        } else if (program == null) {
            understood &= (plain || ASSIGNMENT.matcher(word).matches()) && !NOT_READ.contains(word);
            if (!BEFORE_COMMANDS.contains(word) && !ASSIGNMENT.matcher(word).matches()) {
                begin(word);
            }
        } else if (!literal) {
            slots(start, word, plain);
        }
    }

    private void begin(String word) {
        String name = word.substring(word.lastIndexOf('/') + 1);
        Tool tool = Tool.named(name).orElse(null);
        boolean runs = tool != null
                && (tool.kind() == Tool.Kind.SHELL
                        || tool.kind() == Tool.Kind.INTERPRETER
                        || tool.has(Tool.Trait.STDIN));
        understood &= COMMAND.matcher(word).matches()
                && !runs
                && !RUNS_FILES.contains(name)
                && !Wrappers.contains(name)
                && !Invocation.isLoader(name);
        program = name;
        literal = tool != null || LITERAL.contains(name);
    }

    private void slots(int start, String word, boolean plain) {
        if (plain) {
            changing = changing || !NameSlots.of(word, false).isEmpty();
            NameSlots.of(word, true)
                    .forEach(slot ->
                            found.add(new NameSlots.Found(start + slot.start(), start + slot.end(), slot.type())));
        }
    }
}
