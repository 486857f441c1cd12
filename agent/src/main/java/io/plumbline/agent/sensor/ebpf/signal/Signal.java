// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.signal;

import java.util.Set;

/** What the sensor can watch. A refused program costs its signal and no other. */
public enum Signal {
    PROCESSES("processes", "starts and ends of processes"),
    CGROUPS("cgroups", "cgroups as they are made"),
    TCP("tcp", "TCP connections and listeners"),
    UDP("udp", "datagrams by their ends"),
    /** Needs {@link #UDP}: its hooks say which sockets talk to port 53. */
    DNS("dns", "questions and answers of name look-ups"),
    KERNEL("kernel", "rare system calls: raw sockets, unix sockets, users, namespaces, mounts, ptrace, bpf"),
    /** Records of the performance counters (package sensor.mapping), or programs where those are refused. */
    CODE("code", "files mapped as code");

    /** Those whose programs hang at the unified hierarchy of cgroups. */
    public static final Set<Signal> OF_CGROUPS = Set.of(UDP, DNS);

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
}
