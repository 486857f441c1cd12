// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why the talk with containerd ended. */
final class ConnectionProblem {
    private static final int TEXT_BYTES = 200;

    private ConnectionProblem() {}

    static String describe(Path socket, StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String cause = deepest(failure);
        String what = switch (status.getCode()) {
            case UNIMPLEMENTED -> " speaks gRPC, but is not containerd, or is one without its CRI plugin";
            case DEADLINE_EXCEEDED -> " does not answer";
            case UNAVAILABLE, INTERNAL -> {
                if (cause.contains("refused")) {
                    yield " has nobody who listens on it";
                }
                if (cause.contains("ermission denied")) {
                    yield " refuses the agent: permission denied";
                }
                if (cause.contains("SETTINGS") || cause.contains("HTTP/2") || cause.contains("http2")) {
                    yield " does not speak gRPC";
                }
                yield " broke off: " + cause;
            }
            default -> " answers " + status.getCode() + ": " + cause;
        };
        return "containerd socket: " + socket + what + SocketCheck.EXPECTATION;
    }

    private static String deepest(Throwable failure) {
        String text = "";
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++) {
            String message = cause.getMessage();
            text = message == null ? text : message;
            cause = cause.getCause();
        }
        return Bounds.text(text, TEXT_BYTES);
    }
}
