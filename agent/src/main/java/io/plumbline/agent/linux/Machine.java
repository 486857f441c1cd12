// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

/**
 * The machines that the agent runs on, with what differs between them of the Linux that is used here: all other constants of
 * {@link LibC}, and all structures (statx, mmsghdr, iovec, pollfd, timespec, perf_event_attr), are the same on both.
 */
public enum Machine {
    X86_64("amd64", "x86_64", 0x10000, 298),
    AARCH64("aarch64", "aarch64", 0x4000, 241);

    private final String architecture;
    private final String label;
    private final int directoryFlag;
    private final int perfEventOpen;

    /**
     * Describes one machine.
     *
     * @param architecture as Java calls it in os.arch
     * @param label as uname -m prints it
     * @param directoryFlag O_DIRECTORY of asm/fcntl.h; the other machine's means O_DIRECT, or nothing
     * @param perfEventOpen __NR_perf_event_open of asm/unistd.h
     */
    Machine(String architecture, String label, int directoryFlag, int perfEventOpen) {
        this.architecture = architecture;
        this.label = label;
        this.directoryFlag = directoryFlag;
        this.perfEventOpen = perfEventOpen;
    }

    /** The one that this program runs on. */
    public static Machine own() {
        return of(System.getProperty("os.arch"));
    }

    static Machine of(String architecture) {
        for (Machine machine : values()) {
            if (machine.architecture.equals(architecture)) {
                return machine;
            }
        }
        throw new IllegalArgumentException("os.arch: " + architecture + " (expected: amd64 or aarch64)");
    }

    /** The name that uname -m prints: "x86_64" or "aarch64". */
    public String label() {
        return label;
    }

    int directoryFlag() {
        return directoryFlag;
    }

    int perfEventOpen() {
        return perfEventOpen;
    }
}
