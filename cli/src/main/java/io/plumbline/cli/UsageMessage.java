// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line: the value, and what was expected. */
final class UsageMessage {
    private UsageMessage() {}

    static String of(ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        String help = line.getCommandSpec().qualifiedName() + " --help";
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched(), line) + help(help);
        }
        if (failure instanceof MissingParameterException missing) {
            String names = missing.getMissing().stream()
                    .map(UsageMessage::name)
                    .distinct()
                    .collect(Collectors.joining(", "));
            return names + ": missing (expected: a value)" + help(help);
        }
        ArgSpec argument = failure.getArgSpec();
        String value = failure.getValue();
        if (argument != null && value != null) {
            return name(argument) + ": " + expected(argument, value, String.valueOf(failure.getMessage()));
        }
        String name = line.getCommandSpec().qualifiedName();
        return line.getSubcommands().isEmpty()
                ? failure.getMessage() + help(help)
                : name + ": command missing (expected: one of " + commands(line) + ")";
    }

    private static String expected(ArgSpec argument, String value, String message) {
        Class<?> type = argument.typeInfo().isMultiValue()
                ? argument.typeInfo().getAuxiliaryTypes()[0]
                : argument.typeInfo().getType();
        if (type.isEnum()) {
            String choices =
                    Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(", "));
            return value + " (expected: one of " + choices + ")";
        }
        int said = message.indexOf("(expected: ");
        return value + " "
                + (said >= 0 ? message.substring(said) : "(expected: a value of " + argument.paramLabel() + ")");
    }

    private static String unmatched(List<String> arguments, CommandLine line) {
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        boolean command = !first.startsWith("-") && !line.getSubcommands().isEmpty();
        return first + ": unknown "
                + (command
                        ? "command (expected: one of " + commands(line) + ")"
                        : (first.startsWith("-") ? "option" : "argument") + " (expected: those of "
                                + line.getCommandSpec().qualifiedName() + ")");
    }

    private static String commands(CommandLine line) {
        return String.join(", ", new ArrayList<>(line.getSubcommands().keySet()));
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName().replaceFirst("^--?", "")
                : argument.paramLabel();
    }

    private static String help(String command) {
        return "; see " + command;
    }
}
