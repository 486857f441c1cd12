// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import java.util.Set;

/**
 * Memory files in which just-in-time compilers keep the code that they make. A page that may be written and run at once is
 * refused by hardened systems, so they map the same memory twice, once to write and once to run, and need a file for that.
 */
public final class GeneratedCode {
    private static final String MEMORY_FILE = "/memfd:";

    /**
     * Names that are compiled into widely used runtimes. They are a convention and no proof: anybody may use them. So a name alone
     * never makes code ordinary; it only decides for memory that the program made and shares with itself, and that is no
     * program file (see {@link Origin#GENERATED}).
     */
    private static final Set<String> NAMES = Set.of(
            // .NET 7 and newer ("W^X")
            "doublemapper",
            // PCRE2 with its sealed allocator: nginx, PHP and grep on distributions with SELinux
            "sljit",
            // closures of libffi: Python's ctypes, Ruby's Fiddle, GLib
            "libffi",
            // AsmJit: the JIT of Erlang/OTP
            "vmem",
            "julia-codegen",
            // QEMU with split-wx
            "tcg-jit",
            // Android's runtime
            "jit-cache",
            "jit-zygote-cache");

    private GeneratedCode() {}

    /** True when a well-known runtime gives this name to the memory of its compiler; {@code path} as in {@link Program}. */
    public static boolean isNamedByRuntime(String path) {
        return path.startsWith(MEMORY_FILE) && NAMES.contains(path.substring(MEMORY_FILE.length()));
    }
}
