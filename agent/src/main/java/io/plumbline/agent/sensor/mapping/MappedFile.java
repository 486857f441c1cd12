// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;

/**
 * What was mapped.
 *
 * @param serial another one for each file that the cache took up
 * @param path without " (deleted)"
 */
record MappedFile(Kind kind, int serial, String path, FileIdentity file) {
    private static final String DELETED = " (deleted)";

    enum Kind {
        /** A file, or memory that can be handed on like one: memfd, System V shared memory. */
        FILE,
        /** Memory without a name. */
        ANONYMOUS,
        /** The code that the kernel gives to each program, once, at its exec. */
        PROGRAM_START,
        /** Something else of the kernel that is no file. */
        KERNEL
    }

    /** {@code memoryDevice}: of the file system that holds shared memory and memfds; -1 when it is not known. */
    static MappedFile of(MappingRecord record, int serial, long memoryDevice) {
        String text = record.path();
        boolean deleted = text.endsWith(DELETED);
        String path = deleted ? text.substring(0, text.length() - DELETED.length()) : text;
        boolean kernelMemory = record.device() == memoryDevice;
        boolean memory = deleted && (kernelMemory || path.startsWith("/memfd:"));
        var file = new FileIdentity(record.device(), record.inode(), deleted ? 0 : 1, -1, 0, 0, deleted, memory);
        return new MappedFile(kind(path, kernelMemory, record.hugePages()), serial, path, file);
    }

    private static Kind kind(String path, boolean kernelMemory, boolean hugePages) {
        return switch (path) {
            case "[vdso]" -> Kind.PROGRAM_START;
            case "//anon" -> Kind.ANONYMOUS;
            // Anybody may name a file like these, but not on those file systems.
            case "/dev/zero" -> kernelMemory ? Kind.ANONYMOUS : Kind.FILE;
            case "/anon_hugepage" -> hugePages ? Kind.ANONYMOUS : Kind.FILE;
            default -> path.startsWith("/") ? Kind.FILE : Kind.KERNEL;
        };
    }
}
