// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a program that takes code or reaches out: where its argument vector holds code.
 *
 * @param inlineLetters one-letter options whose value is the code itself, also in clusters ({@code -lc})
 * @param valueLetters one-letter options that take the rest of their cluster as a value, which is not read as letters
 * @param inlineOptions long options whose value is the code itself
 * @param codeOptions options that name or hold code otherwise (class path, module, program to call); a final {@code *}
 *     stands for any attached rest
 * @param valueOptions options that take the next argument as a plain value
 * @param traits what else holds
 */
public record Tool(
        Kind kind,
        List<String> names,
        String inlineLetters,
        String valueLetters,
        List<String> inlineOptions,
        List<String> codeOptions,
        List<String> valueOptions,
        List<Trait> traits) {
    /** What a tool is for. */
    public enum Kind {
        SHELL,
        INTERPRETER,
        NETWORK,
        COMPILER,
        PACKAGES,
        OTHER
    }

    /** Single facts of a tool. */
    public enum Trait {
        /** The first operand is a program in the tool's language, or names one. */
        SCRIPT,
        /** Without an operand, the program is read from standard input. */
        STDIN,
        /** Every argument is kept as it is. */
        LITERAL,
        /** Operands that are digits are numbers, however short. */
        NUMBERS
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** The tool that runs under this file name, version suffixes and cross-compiler prefixes aside. */
    public static Optional<Tool> named(String fileName) {
        @Nullable Tool exact = ToolTable.BY_NAME.get(fileName);
        return Optional.ofNullable(exact != null ? exact : ToolTable.BY_NAME.get(ToolTable.plain(fileName)));
    }
}
