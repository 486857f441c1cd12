// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.connection;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plumbline.cli.terminal.CommandFailure;
import java.io.FileNotFoundException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** Explains a failed call to the person who typed the command. */
final class CallFailure {
    /** Netty appends the address, which the line names already. */
    private static final Pattern ADDRESS = Pattern.compile(": [^ ]*/[^ ]*$");

    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^[a-zA-Z]+\\(\\.\\.\\) failed(?: with error\\([^)]*\\))?: ");

    private CallFailure() {}

    static CommandFailure of(StatusRuntimeException failure, ConnectionSettings settings) {
        Status status = failure.getStatus();
        String said = Objects.requireNonNullElse(status.getDescription(), "");
        return switch (status.getCode()) {
            case UNAVAILABLE -> unreachable(settings, reason(failure, said));
            case DEADLINE_EXCEEDED ->
                unreachable(settings, "no answer within " + settings.timeout().toSeconds() + " s");
            case UNIMPLEMENTED ->
                unreachable(settings, "what listens there does not know this call of plumbline.v1.QueryService");
            // A collector that failed within says so; anything else that ends in these codes does not speak our
            // protocol.
            case INTERNAL, UNKNOWN ->
                said.startsWith("collector: ")
                        ? CommandFailure.refused(said)
                        : unreachable(settings, reason(failure, said));
            default -> CommandFailure.refused(said.isEmpty() ? "the collector answers " + status.getCode() : said);
        };
    }

    private static CommandFailure unreachable(ConnectionSettings settings, String reason) {
        return CommandFailure.unreachable("collector.address: " + settings.address()
                + " (expected: a Plumbline collector that listens there" + (settings.tls() ? " with TLS" : "") + "): "
                + reason);
    }

    /** The innermost cause says most: refused, no such file, certificate unknown. */
    private static String reason(Throwable failure, String said) {
        String message = said;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            // Netty says "no such file" of a unix socket by the class alone.
            String instead = cause instanceof FileNotFoundException ? "no such file or directory" : message;
            message = Objects.requireNonNullElse(cause.getMessage(), instead);
        }
        String bare =
                ADDRESS.matcher(SYSTEM_CALL.matcher(message).replaceFirst("")).replaceFirst("");
        return bare.isEmpty() ? "no reason given" : bare.substring(0, 1).toLowerCase(Locale.ROOT) + bare.substring(1);
    }
}
