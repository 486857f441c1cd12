// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

/** Ends a command with one line on the error stream and an exit code. */
public final class CommandFailure extends RuntimeException {
    /** The collector, or what was asked of it, said no. */
    public static final int REFUSED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** No collector answers. */
    public static final int UNREACHABLE = 3;

    /** A policy would deny what is normal. */
    public static final int DENIES = 4;

    private final int exitCode;

    private CommandFailure(int exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
    }

    public static CommandFailure refused(String line) {
        return new CommandFailure(REFUSED, line);
    }

    public static CommandFailure usage(String line) {
        return new CommandFailure(USAGE, line);
    }

    public static CommandFailure unreachable(String line) {
        return new CommandFailure(UNREACHABLE, line);
    }

    public int exitCode() {
        return exitCode;
    }

    /** The line for the error stream; not yet safe to show. */
    public String line() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
