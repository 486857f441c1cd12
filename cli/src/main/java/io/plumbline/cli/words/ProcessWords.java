// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import io.plumbline.v1.Process;
import java.util.ArrayList;
import java.util.List;

/** Processes: the command as it was, and the facts beside it. */
public final class ProcessWords {
    private static final int HASH_DIGITS = 12;

    private ProcessWords() {}

    /** The arguments where they are known, else the executable, else the kernel's short name. */
    public static String command(Process process) {
        String executable = process.getExecutable();
        if (process.getArgv().getArgumentsCount() > 0) {
            String argv = ArgvWords.of(process.getArgv());
            return named(process.getArgv().getArguments(0), executable)
                    ? argv
                    : "[" + PathWords.program(executable) + "] " + argv;
        }
        if (!executable.isEmpty()) {
            return executable;
        }
        return process.hasCommandName() ? "(" + process.getCommandName() + ")" : "(unknown)";
    }

    /** True when the first argument, which a process chooses freely, names the executable that really runs. */
    private static boolean named(String argument, String executable) {
        if (executable.isEmpty() || argument.equals(executable)) {
            return true;
        }
        boolean usual = !PathWords.program(executable).contains("/");
        String base = PathWords.base(executable);
        return usual && (argument.equals(base) || argument.startsWith(base + ":"));
    }

    /** Process id and user. */
    public static String identity(Process process) {
        var facts = new ArrayList<String>();
        if (process.getPid() != 0) {
            facts.add("pid " + process.getPid());
        }
        facts.add(user(process));
        return String.join(", ", facts);
    }

    public static String user(Process process) {
        if (!process.hasUid()) {
            return "user unknown";
        }
        return process.getUid() == 0 ? "root" : "uid " + Integer.toUnsignedString(process.getUid());
    }

    /**
     * The origin of the program, if not from the image, and its hash.
     *
     * @param whole the whole hash, not only its first digits
     */
    public static List<String> provenance(Process process, boolean whole) {
        var facts = new ArrayList<String>();
        boolean judged = process.getOriginValue() != 0;
        String origin = judged ? EnumWords.origin(process.getOrigin(), process.getOriginValue()) : "";
        if (!origin.isEmpty()) {
            facts.add(origin);
        }
        if (process.hasExecutableSha256()) {
            String hash = process.getExecutableSha256();
            facts.add("sha256 " + (whole || hash.length() <= HASH_DIGITS ? hash : hash.substring(0, HASH_DIGITS)));
        }
        return facts;
    }
}
