// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.observation;

import io.plumbline.v1.DeviationKind;
import io.plumbline.v1.Severity;
import java.util.Arrays;
import java.util.Optional;

/** The rules that a deviation breaks, each with the severity that it has when the baseline can be trusted. */
public enum Rule {
    EXECUTABLE_NOT_FROM_IMAGE(
            "executable-not-from-image", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_HIGH),
    EXECUTION_FROM_WRITABLE_MOUNT(
            "execution-from-writable-mount", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_HIGH),
    FILELESS_EXECUTION("fileless-execution", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_CRITICAL),
    SHELL_ON_SOCKET("shell-on-socket", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_CRITICAL),
    CODE_NOT_FROM_IMAGE("code-not-from-image", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_HIGH),
    CROSS_CONTAINER_ACCESS(
            "cross-container-access", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_CRITICAL),
    NAMESPACE_MISMATCH("namespace-mismatch", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_CRITICAL),
    FOREIGN_MOUNT_NAMESPACE(
            "foreign-mount-namespace", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_MEDIUM),
    EVENT_FLOOD("event-flood", DeviationKind.DEVIATION_KIND_INVARIANT, Severity.SEVERITY_MEDIUM),
    DENIED_BEHAVIOR("denied-behavior", DeviationKind.DEVIATION_KIND_DENIED, Severity.SEVERITY_HIGH),
    RUNTIME_SESSION("runtime-session", DeviationKind.DEVIATION_KIND_SESSION, Severity.SEVERITY_MEDIUM),
    NEW_EXECUTION("new-execution", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_MEDIUM),
    NEW_PEER("new-peer", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_MEDIUM),
    NEW_PORT("new-port", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_MEDIUM),
    NEW_NAME("new-name", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_LOW),
    ADDRESS_WITHOUT_NAME("address-without-name", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_HIGH),
    NEW_RESOLVER("new-resolver", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_HIGH),
    ENCRYPTED_DNS("encrypted-dns", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_HIGH),
    NETWORK_SCAN("network-scan", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_HIGH),
    DNS_TUNNEL("dns-tunnel", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_HIGH),
    BEACONING("beaconing", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_MEDIUM),
    BYTES_OUT("bytes-out", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_HIGH),
    NEW_CLIENT("new-client", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_LOW),
    NEW_LISTENER("new-listener", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_MEDIUM),
    NEW_SOCKET_USE("new-socket-use", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_MEDIUM),
    NEW_KERNEL_USE("new-kernel-use", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_MEDIUM),
    NEW_GENERATED_CODE("new-generated-code", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_MEDIUM),
    USER_CHANGE("user-change", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_LOW),
    PRIVILEGE_GAIN("privilege-gain", DeviationKind.DEVIATION_KIND_DRIFT, Severity.SEVERITY_HIGH);

    private final String text;
    private final DeviationKind kind;
    private final Severity severity;

    Rule(String text, DeviationKind kind, Severity severity) {
        this.text = text;
        this.kind = kind;
        this.severity = severity;
    }

    /** The rule's name in incidents, one word. */
    public String text() {
        return text;
    }

    /** The rule of that name; empty for one of another version of the agent. */
    public static Optional<Rule> named(String text) {
        return Arrays.stream(values()).filter(rule -> rule.text.equals(text)).findFirst();
    }

    public DeviationKind kind() {
        return kind;
    }

    /**
     * True for what shows over many connections or look-ups: told again with new numbers while it goes on, and something else
     * than that the peer or the name is new.
     */
    public boolean isMeasured() {
        return switch (this) {
            case NETWORK_SCAN, DNS_TUNNEL, BEACONING, BYTES_OUT -> true;
            default -> false;
        };
    }

    public Severity severity() {
        return severity;
    }
}
