// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import java.util.List;

/** What the sensor can watch, and the programs that it takes. A refused program costs its signal and no other. */
public enum Signal {
    PROCESSES("processes", "starts and ends of processes"),
    CGROUPS("cgroups", "cgroups as they are made"),
    TCP("tcp", "TCP connections and listeners"),
    UDP("udp", "datagrams by their ends"),
    /** Needs {@link #UDP}: its hooks say which sockets talk to port 53. */
    DNS("dns", "questions and answers of name look-ups"),
    KERNEL("kernel", "rare system calls: raw sockets, unix sockets, users, namespaces, mounts, ptrace, bpf"),
    /** No program: records of the performance counters (package sensor.mapping). */
    CODE("code", "files mapped as code");

    private final String word;
    private final String description;

    Signal(String word, String description) {
        this.word = word;
        this.description = description;
    }

    /** As in settings, metrics and the coverage statement. */
    public String word() {
        return word;
    }

    /** For people, in a few words. */
    public String description() {
        return description;
    }

    /** Names of its programs. */
    List<String> programs() {
        return switch (this) {
            case PROCESSES -> List.of("process_exec", "process_fork", "process_exit");
            case CGROUPS -> List.of("cgroup_made", "cgroup_removed");
            case TCP -> List.of("tcp_state");
            case UDP ->
                List.of(
                        "connect4",
                        "connect6",
                        "udp_sent4",
                        "udp_sent6",
                        "udp_received4",
                        "udp_received6",
                        "udp_bound4",
                        "udp_bound6");
            case DNS -> List.of("names_sent", "names_received");
            case KERNEL -> List.of("system_call");
            case CODE -> List.of();
        };
    }
}
