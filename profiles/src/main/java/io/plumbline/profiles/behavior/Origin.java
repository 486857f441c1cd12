// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** Where the bytes of a program come from; judged by superblock, inode and content, never by path alone. */
public enum Origin {
    /** Could not be judged: the process was gone. Neither learned as a fact nor raised as an invariant. */
    UNKNOWN,
    /** The container's image: a lower layer, or an upper copy with the same content (chown, chmod). */
    IMAGE,
    /** A volume that one of the pod's own init containers filled from its image before this container started. */
    INIT_IMAGE,
    /** A mount that the container can not write. */
    READ_ONLY_MOUNT,
    /** Written or changed in the container's writable layer. */
    WRITABLE_LAYER,
    /** A mount that the container can write. */
    WRITABLE_MOUNT,
    /** A memory file (memfd). */
    MEMORY,
    /** A file that was deleted before or while it ran. */
    DELETED,
    /**
     * Memory that a program of the image made and mapped for itself alone, shared between a view to write and one to run: the
     * code of a just-in-time compiler. Only mapped code, never a program or a library. It can hold nothing that anonymous
     * memory could not, in which every program may run code unseen.
     */
    GENERATED;

    /** True when the program is known not to be from the image, and the container could have made it. */
    public boolean isForeign() {
        return switch (this) {
            case WRITABLE_LAYER, WRITABLE_MOUNT, MEMORY, DELETED -> true;
            case UNKNOWN, IMAGE, INIT_IMAGE, READ_ONLY_MOUNT, GENERATED -> false;
        };
    }
}
