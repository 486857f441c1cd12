// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

/** A kind of system calls that calls.c times; a pair of calls counts as one. */
enum Call {
    /** Nobody watches it: what it takes longer is paid by every call of the machine. */
    GETPPID("getppid", "getppid"),
    OPEN("open", "openat + close"),
    OPEN_MISSING("open-missing", "openat of a missing file"),
    CONNECT_UNIX("connect-unix", "connect to a unix socket"),
    MAP_CODE("map-code", "mmap as code + munmap");

    private final String word;
    private final String words;

    Call(String word, String words) {
        this.word = word;
        this.words = words;
    }

    /** The word that calls.c prints for it. */
    String word() {
        return word;
    }

    /** Returns the name for people. */
    @Override
    public String toString() {
        return words;
    }
}
