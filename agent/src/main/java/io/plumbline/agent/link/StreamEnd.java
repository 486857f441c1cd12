// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import io.grpc.Status;
import java.io.FileNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * The reason of a stream's end, in words.
 *
 * @param reason one line
 * @param takenOver whether a newer instance of this agent speaks now
 */
record StreamEnd(String reason, boolean takenOver) {

    private static final int MAX_TEXT = 300;

    static StreamEnd of(String address, Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String text = words(status);
        return switch (status.getCode()) {
            case ABORTED -> new StreamEnd("another instance of this agent took over: " + text, true);
            case ALREADY_EXISTS, PERMISSION_DENIED, UNAUTHENTICATED, INVALID_ARGUMENT, FAILED_PRECONDITION ->
                new StreamEnd("collector " + address + " refuses this agent: " + text, false);
            case UNIMPLEMENTED ->
                new StreamEnd("collector.address: " + address + " (expected: a Plumbline collector): " + text, false);
            case CANCELLED -> new StreamEnd("collector " + address + " closed the stream: " + text, false);
            case UNAVAILABLE -> new StreamEnd("collector " + address + " is not reachable: " + text, false);
            default ->
                new StreamEnd("collector " + address + " ended the stream: " + status.getCode() + ": " + text, false);
        };
    }

    /** Describes a status by its cause, where there is one: that says more than "io exception". */
    private static String words(Status status) {
        String description = status.getDescription();
        String cause = deepestMessage(status.getCause());
        String text = description == null ? "no reason given" : description;
        if (!cause.isEmpty()) {
            text = description == null || description.equals("io exception") ? cause : description + ": " + cause;
        }
        text = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }

    private static String deepestMessage(@Nullable Throwable failure) {
        String message = "";
        Throwable current = failure;
        for (int depth = 0; current != null && depth < 10; depth++) {
            String own = current.getMessage();
            if (own != null && !own.isEmpty()) {
                message = own;
            } else if (current instanceof FileNotFoundException) {
                // What netty throws, without words, for a unix socket that is not there.
                message = "no such file";
            }
            current = current.getCause();
        }
        return message;
    }
}
