// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A command as a specification has it, which the runtime runs. Where it is a script, the kernel runs the interpreter that its first
 * line names instead: in the argument vector, that interpreter, an argument of its own, and the path of the script stand in the place
 * of the command's name.
 */
public record RuntimeCommand(List<String> words) {
    /** The kernel follows five interpreters that are scripts themselves, each with one argument. */
    private static final int MOST_BEFORE_SCRIPT = 10;

    /** One interpreter with its argument, where the kernel's word is missing. */
    private static final int BEFORE_SCRIPT = 2;

    public RuntimeCommand {
        words = List.copyOf(words);
    }

    /**
     * True when a process that anybody may have started runs exactly this command. That it is a script takes the kernel's word: in
     * the argument vector alone, everything before the script's path may be code as well.
     */
    public boolean isExactly(Arguments arguments, @Nullable Launch launch) {
        return !arguments.truncated()
                && (arguments.values().equals(words) || (launch != null && isScript(arguments, launch)));
    }

    /** True when the first process of a container, which the runtime started with this command, still runs it. */
    public boolean isRunBy(Arguments arguments, @Nullable Launch launch) {
        return begins(words, arguments) || (launch != null ? isScript(arguments, launch) : looksLikeScript(arguments));
    }

    /**
     * The arguments of a program that the command hands over to: entry points of images often end with {@code exec "$@"}.
     */
    public Optional<List<String>> handedOverTo(String executable) {
        String name = fileName(executable);
        return IntStream.range(1, words.size())
                .filter(at -> fileName(words.get(at)).equals(name))
                .mapToObj(at -> words.subList(at, words.size()))
                .findFirst();
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private boolean isScript(Arguments arguments, Launch launch) {
        return IntStream.rangeClosed(1, MOST_BEFORE_SCRIPT)
                .anyMatch(at -> isScriptAt(arguments, at)
                        && launch.fileName().equals(arguments.values().get(at)));
    }

    private boolean looksLikeScript(Arguments arguments) {
        return IntStream.rangeClosed(1, BEFORE_SCRIPT).anyMatch(at -> isScriptAt(arguments, at));
    }

    private boolean isScriptAt(Arguments arguments, int at) {
        List<String> values = arguments.values();
        return !words.isEmpty()
                && at < values.size()
                && isFileOf(values.get(at))
                && begins(
                        words.subList(1, words.size()),
                        new Arguments(values.subList(at + 1, values.size()), arguments.truncated()));
    }

    /** The runtime looks a name up in PATH, and a relative path in the working directory. */
    private boolean isFileOf(String path) {
        String name = words.getFirst();
        return path.equals(name)
                || (!name.startsWith("/") && path.endsWith("/" + (name.startsWith("./") ? name.substring(2) : name)));
    }

    /**
     * True when the arguments are the wanted ones, as far as they are known: of a vector that was cut, the last may be cut as
     * well.
     */
    private static boolean begins(List<String> wanted, Arguments arguments) {
        List<String> values = arguments.values();
        if (!arguments.truncated()) {
            return values.equals(wanted);
        }
        int last = values.size() - 1;
        return last < 0
                || (last < wanted.size()
                        && values.subList(0, last).equals(wanted.subList(0, last))
                        && wanted.get(last).startsWith(values.get(last)));
    }
}
