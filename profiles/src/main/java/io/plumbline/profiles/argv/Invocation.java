// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An argument vector read with the knowledge of the tool that it starts: where it holds code, and what kind of code.
 *
 * <p>Reads through multi-call programs (busybox) and the dynamic loader to the program that is really meant. Never throws.
 */
public final class Invocation {
    private static final List<String> MULTI_CALL = List.of("busybox", "toybox");
    private static final List<String> POSIX_SHELLS = List.of("sh", "bash", "dash", "ash");
    private static final List<String> LOADERS = List.of("ld-linux", "ld-musl", "ld.so", "ld64.so", "ld-2.");
    private static final List<String> LOADER_VALUES = List.of(
            "--library-path",
            "--inhibit-rpath",
            "--audit",
            "--preload",
            "--argv0",
            "--glibc-hwcaps-prepend",
            "--glibc-hwcaps-mask");
    private static final List<String> INFORMATION = List.of("--version", "--help", "-V", "-h", "-?");
    /** Those that end after "-v"; to others, as python, it means to tell more. */
    private static final List<String> TELL_VERSION =
            List.of("perl", "php", "php-cli", "php-cgi", "node", "nodejs", "ruby", "lua", "luajit");

    private static final List<String> STANDARD_INPUT = List.of("-", "/dev/stdin", "/proc/self/fd/0", "/dev/fd/0");

    private final List<String> argv;
    private final BitSet code = new BitSet();
    private String program;
    private @Nullable Tool tool;
    private boolean inlineCode;
    private int shellCode = -1;
    private boolean standardInput;
    private @Nullable String codeFile;

    private Invocation(String program, List<String> argv) {
        this.program = program;
        this.argv = argv;
    }

    /** Reads a vector; {@code executablePath} decides which tool it is, argv[0] only for multi-call programs. */
    public static Invocation of(String executablePath, List<String> argv) {
        Invocation invocation = new Invocation(fileName(executablePath), argv);
        invocation.resolve(1);
        return invocation;
    }

    /** File name of the program that is meant: {@code nc} for {@code busybox nc}. */
    public String program() {
        return program;
    }

    /** Positions of the vector that hold or name code. */
    public BitSet codePositions() {
        return (BitSet) code.clone();
    }

    /** True when code is in the vector itself ({@code sh -c ...}) of a shell or interpreter. */
    public boolean inlineCode() {
        return inlineCode && isInterpreter();
    }

    /** Position of the code of {@code sh -c}, for shells as POSIX has them; -1 when there is none. */
    int shellCode() {
        return shellCode;
    }

    private boolean isShellCode(int option) {
        return POSIX_SHELLS.contains(program)
                && argv.get(option).startsWith("-")
                && option + 1 < argv.size()
                && !argv.get(option + 1).startsWith("-")
                && !argv.get(option + 1).startsWith("+");
    }

    /** True when a shell or interpreter reads its program from standard input. */
    public boolean standardInput() {
        return standardInput && isInterpreter();
    }

    /** The file whose code decides what the executable does (script, jar, target of the loader), as it was given. */
    public Optional<String> codeFile() {
        return Optional.ofNullable(codeFile);
    }

    /** True when the program is of this kind. */
    public boolean is(Tool.Kind kind) {
        return tool != null && tool.kind() == kind;
    }

    boolean takesNumbers() {
        return tool != null && tool.has(Tool.Trait.NUMBERS);
    }

    /** The option with which an argument begins, if its code is attached to it ({@code --eval=...}); else empty. */
    String codeOptionOf(String argument) {
        if (tool == null || !argument.startsWith("-")) {
            return "";
        }
        if (argument.startsWith("--")) {
            int equals = argument.indexOf('=');
            return equals > 0 && equals < 64 ? argument.substring(0, equals + 1) : "";
        }
        for (int i = 1; i < Math.min(argument.length(), 16); i++) {
            if (tool.inlineLetters().indexOf(argument.charAt(i)) >= 0) {
                return argument.substring(0, i + 1);
            }
        }
        return "";
    }

    private boolean isInterpreter() {
        return is(Tool.Kind.SHELL) || is(Tool.Kind.INTERPRETER);
    }

    private void resolve(int first) {
        if (MULTI_CALL.contains(program) && !argv.isEmpty()) {
            String called =
                    fileName(argv.getFirst().startsWith("-") ? argv.getFirst().substring(1) : argv.getFirst());
            if (!MULTI_CALL.contains(called)) {
                program = called;
            } else if (argv.size() > 1) {
                program = fileName(argv.get(1));
                code.set(1);
                read(2);
                return;
            }
        } else if (isLoader(program)) {
            int target = loaderTarget();
            code.set(1, target + 1);
            if (target < argv.size()) {
                codeFile = argv.get(target);
                program = fileName(argv.get(target));
            }
            read(target + 1);
            return;
        }
        read(first);
    }

    /** True for the file name of the dynamic loader, which runs what its argument names. */
    static boolean isLoader(String program) {
        return LOADERS.stream().anyMatch(program::startsWith);
    }

    private int loaderTarget() {
        int i = 1;
        while (i < argv.size() && argv.get(i).startsWith("-")) {
            i += LOADER_VALUES.contains(argv.get(i)) ? 2 : 1;
        }
        return Math.min(i, argv.size());
    }

    private void read(int first) {
        tool = Tool.named(program).orElse(null);
        if (tool == null) {
            return;
        }
        if (tool.has(Tool.Trait.LITERAL)) {
            code.set(first, Math.max(first, argv.size()));
        }
        if (!readOptions(tool, first) && tool.has(Tool.Trait.STDIN)) {
            standardInput = true;
        }
    }

    /** Walks to the program of the tool; false when there is none, so that it comes from standard input. */
    private boolean readOptions(Tool known, int first) {
        boolean named = false;
        for (int i = first; i < argv.size(); i++) {
            String argument = argv.get(i);
            if (STANDARD_INPUT.contains(argument)) {
                code.set(i);
                return false;
            }
            if (argument.equals("--")) {
                return operand(known, i + 1) || named;
            }
            boolean plus = argument.startsWith("+") && known.kind() == Tool.Kind.SHELL;
            if (!plus && !argument.startsWith("-") && !isWordOption(known, argument)) {
                return operand(known, i) || named;
            }
            if (isInformation(known, argument)) {
                named = true;
            } else if (isInline(known, argument)) {
                // What follows inline code are its own arguments, which it may evaluate: all of it stays as it is.
                inlineCode = true;
                shellCode = isShellCode(i) ? i + 1 : -1;
                code.set(i, argv.size());
                return true;
            } else if (isShellStandardInput(known, argument)) {
                code.set(i, argv.size());
                return false;
            } else {
                int width = codeOption(known, argument);
                if (width > 0) {
                    code.set(i, Math.min(argv.size(), i + width));
                    named |= isProgram(argument);
                    if (argument.equals("-jar") && i + 1 < argv.size()) {
                        codeFile = argv.get(i + 1);
                    }
                    i += width - 1;
                } else if (known.valueOptions().contains(argument)) {
                    i++;
                }
            }
        }
        return named;
    }

    /** True for an option after which the program only tells something, and runs no code. */
    private boolean isInformation(Tool known, String argument) {
        return argument.equals("-v")
                ? TELL_VERSION.contains(ToolTable.plain(program))
                : INFORMATION.contains(argument) && !(known.kind() == Tool.Kind.SHELL && argument.length() == 2);
    }

    private boolean operand(Tool known, int position) {
        if (position >= argv.size()) {
            return false;
        }
        if (known.has(Tool.Trait.SCRIPT)) {
            code.set(position);
            String script = argv.get(position);
            boolean file = !STANDARD_INPUT.contains(script) && !script.startsWith("/dev/fd/");
            // To java a plain operand is the name of a class, unless it is a source file.
            if (file && isInterpreter() && (!program.equals("java") || script.endsWith(".java"))) {
                codeFile = script;
            }
            return file;
        }
        return true;
    }

    private static boolean isWordOption(Tool known, String argument) {
        return known.inlineOptions().contains(argument) || known.codeOptions().contains(argument);
    }

    private static boolean isInline(Tool known, String argument) {
        for (String option : known.inlineOptions()) {
            if (argument.equals(option) || argument.startsWith(option + "=")) {
                return true;
            }
        }
        return hasLetter(argument, known.inlineLetters(), known.valueLetters());
    }

    private static boolean isShellStandardInput(Tool known, String argument) {
        return known.kind() == Tool.Kind.SHELL && hasLetter(argument, "s", known.valueLetters());
    }

    /** True when one of the letters stands in a cluster of one-letter options, before one that takes the rest as value. */
    private static boolean hasLetter(String argument, String letters, String valueLetters) {
        if (letters.isEmpty() || argument.length() < 2 || argument.charAt(0) != '-' || argument.charAt(1) == '-') {
            return false;
        }
        for (int i = 1; i < argument.length(); i++) {
            char letter = argument.charAt(i);
            if (letters.indexOf(letter) >= 0) {
                return true;
            }
            if (valueLetters.indexOf(letter) >= 0 || !Character.isLetter(letter)) {
                return false;
            }
        }
        return false;
    }

    /** Arguments that a code option takes, itself included: 0 when it is none, 1 with an attached value, 2 otherwise. */
    private static int codeOption(Tool known, String argument) {
        for (String option : known.codeOptions()) {
            if (option.endsWith("*")) {
                if (argument.startsWith(option.substring(0, option.length() - 1))) {
                    return 1;
                }
            } else if (argument.equals(option)) {
                return 2;
            } else if (argument.startsWith(option + "=")
                    || (option.length() == 2 && argument.length() > 2 && argument.startsWith(option))) {
                return 1;
            }
        }
        return 0;
    }

    /** True for code options that say which program runs, so that none is read from standard input. */
    private static boolean isProgram(String argument) {
        return List.of("-m", "-f", "-jar", "-File", "--file", "--script", "-x", "-S", "--module")
                        .contains(argument)
                || (argument.startsWith("-m") && argument.length() > 2);
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
