// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.access;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The one at the other end of a call, as far as the transport proves it. */
public sealed interface Caller {
    /** A process of this machine, over the loopback or a unix socket: trusted by the machine's own means. */
    record Local() implements Caller {}

    /** An agent with a certificate for one node. */
    record Node(String name) implements Caller {}

    /** A person or program with an operator's certificate. */
    record Operator(String name) implements Caller {}

    /** A certificate of the right authority that allows nothing here. */
    record Stranger(String subject) implements Caller {}

    /** Refuses with PERMISSION_DENIED unless the caller may speak for the node. */
    default void requireNode(String node) {
        if (this instanceof Node bound && !bound.name().equals(node)) {
            throw denied("node: " + node + " (expected: " + bound.name() + ", the node of the client certificate)");
        }
        requireAgent();
    }

    /** Refuses with PERMISSION_DENIED unless the caller is an agent. */
    default void requireAgent() {
        switch (this) {
            case Local ignored -> {}
            case Node ignored -> {}
            case Operator operator ->
                throw denied("client certificate: operator " + operator.name() + " (expected: O=" + Subjects.AGENTS
                        + ", CN=node:<name>)");
            case Stranger stranger ->
                throw denied("client certificate: " + stranger.subject() + " (expected: O=" + Subjects.AGENTS
                        + ", CN=node:<name>)");
        }
    }

    /** Refuses with PERMISSION_DENIED unless the caller may ask and decide. */
    default void requireOperator() {
        switch (this) {
            case Local ignored -> {}
            case Operator ignored -> {}
            case Node node ->
                throw denied("client certificate: node:" + node.name() + " (expected: O=" + Subjects.OPERATORS + ")");
            case Stranger stranger ->
                throw denied("client certificate: " + stranger.subject() + " (expected: O=" + Subjects.OPERATORS + ")");
        }
    }

    /** The authenticated name where there is one, else the name that the request gives. */
    default String actor(String requested) {
        if (this instanceof Operator operator) {
            return operator.name();
        }
        if (requested.isBlank() || requested.length() > 256) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("actor: \"" + requested.substring(0, Math.min(64, requested.length()))
                            + "\" (expected: who decides, 1 to 256 characters)")
                    .asRuntimeException();
        }
        return requested.strip();
    }

    private static StatusRuntimeException denied(String description) {
        return Status.PERMISSION_DENIED.withDescription(description).asRuntimeException();
    }
}
