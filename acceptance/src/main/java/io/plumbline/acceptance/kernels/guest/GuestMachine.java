// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import java.util.List;

/** A kind of processor, and how a machine with it is emulated; its name in lower case is what the kernel calls it. */
public enum GuestMachine {
    X86_64("amd64", "x86_64-linux-gnu", "qemu-system-x86_64", "ttyS0", "-cpu max"),
    // Pointer authentication, which "max" has, costs more under emulation than all the rest.
    AARCH64("arm64", "aarch64-linux-gnu", "qemu-system-aarch64", "ttyAMA0", "-M virt -cpu cortex-a76");

    private final String architecture;
    private final String triplet;
    private final String emulator;
    private final String console;
    private final String options;

    GuestMachine(String architecture, String triplet, String emulator, String console, String options) {
        this.architecture = architecture;
        this.triplet = triplet;
        this.emulator = emulator;
        this.console = console;
        this.options = options;
    }

    /** The one that this program runs on. */
    public static GuestMachine ofThisMachine() {
        return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    }

    /** The name that Debian gives it. */
    public String architecture() {
        return architecture;
    }

    /** A compiler on this machine whose programs run on that one. */
    public String compiler() {
        return triplet + "-gcc";
    }

    /** The program that emulates it. */
    public String emulator() {
        return emulator;
    }

    /** The kernel's name for its first serial line. */
    String console() {
        return console;
    }

    List<String> options() {
        return List.of(options.split(" "));
    }
}
