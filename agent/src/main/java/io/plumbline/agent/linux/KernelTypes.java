// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The types and functions of the running kernel, or of one of its modules, as it describes them itself (BTF). Not thread-safe. Takes
 * some 8 MB of memory until it is closed.
 */
public final class KernelTypes implements AutoCloseable {
    /** The size of struct btf_type in linux/btf.h: name, then kind and count, then size or type. */
    private static final int TYPE_BYTES = 12;

    private static final int INFO = 4;
    private static final int SIZE_OR_TYPE = 8;

    private static final int KIND_PTR = 2;
    private static final int KIND_STRUCT = 4;
    private static final int KIND_FWD = 7;
    private static final int KIND_CONST = 10;
    private static final int KIND_FUNC = 12;

    /** The size of struct btf_member: name, type, offset in bits. */
    private static final int MEMBER_BYTES = 12;

    private final Pointer types;
    private final @Nullable KernelTypes base;

    private KernelTypes(Pointer types, @Nullable KernelTypes base) {
        this.types = types;
        this.base = base;
    }

    /**
     * Opens the types of the kernel itself.
     *
     * @throws IOException when there is no libbpf, or the kernel describes no types
     */
    public static KernelTypes open() throws IOException {
        try {
            Pointer types = LibBpf.btf__load_vmlinux_btf();
            if (types == null) {
                throw new IOException("/sys/kernel/btf/vmlinux: " + LibC.describe(LibC.errno())
                        + " (expected: a kernel built with CONFIG_DEBUG_INFO_BTF, 5.8 or newer)");
            }
            return new KernelTypes(types, null);
        } catch (LinkageError missing) {
            // Another kind of it each time after the first.
            throw new IOException("libbpf.so.1: not found (expected: the package libbpf1)", missing);
        }
    }

    /**
     * Opens the types of a loaded module; closing them closes these too.
     *
     * @throws IOException when the module is not loaded, or the kernel does not describe the types of modules (before 5.11)
     */
    public KernelTypes module(String name) throws IOException {
        Pointer module = LibBpf.btf__load_module_btf(name, types);
        if (module == null) {
            throw new IOException("/sys/kernel/btf/" + name + ": " + LibC.describe(LibC.errno())
                    + " (expected: a loaded module, Linux 5.11 or newer)");
        }
        return new KernelTypes(module, this);
    }

    /** True when the kernel has a function of this name that programs can hang at. */
    public boolean hasFunction(String name) {
        return LibBpf.btf__find_by_name_kind(types, name, KIND_FUNC) > 0;
    }

    /** True when the kernel says what the first parameter of a function points at; older ones say of some only that there is such a type. */
    public boolean describesFirstParameter(String function) {
        int found = LibBpf.btf__find_by_name_kind(types, function, KIND_FUNC);
        if (found <= 0) {
            return false;
        }
        Pointer prototype = type(type(found).getInt(SIZE_OR_TYPE));
        if (count(prototype) == 0) {
            return false;
        }
        // Of struct btf_param: name, type.
        Pointer parameter = type(prototype.getInt(TYPE_BYTES + Integer.BYTES));
        while (kind(parameter) == KIND_PTR || kind(parameter) == KIND_CONST) {
            parameter = type(parameter.getInt(SIZE_OR_TYPE));
        }
        return kind(parameter) != KIND_FWD;
    }

    /** Bytes of a structure; empty when there is none of this name. */
    public OptionalInt size(String structure) {
        int found = LibBpf.btf__find_by_name_kind(types, structure, KIND_STRUCT);
        return found <= 0 ? OptionalInt.empty() : OptionalInt.of(type(found).getInt(SIZE_OR_TYPE));
    }

    /** Bytes from the begin of a structure to its member; empty when there is no such structure or member. */
    public OptionalInt offset(String structure, String member) {
        int found = LibBpf.btf__find_by_name_kind(types, structure, KIND_STRUCT);
        if (found <= 0) {
            return OptionalInt.empty();
        }
        Pointer type = type(found);
        for (int index = 0; index < count(type); index++) {
            int at = TYPE_BYTES + index * MEMBER_BYTES;
            if (member.equals(LibBpf.btf__name_by_offset(types, type.getInt(at)))) {
                // With bit fields in the structure, the uppermost byte is their width.
                return OptionalInt.of((type.getInt(at + SIZE_OR_TYPE) & 0xffffff) / Byte.SIZE);
            }
        }
        return OptionalInt.empty();
    }

    private Pointer type(int number) {
        return LibBpf.btf__type_by_id(types, number);
    }

    private static int kind(Pointer type) {
        return type.getInt(INFO) >> 24 & 0x1f;
    }

    private static int count(Pointer type) {
        return type.getInt(INFO) & 0xffff;
    }

    @Override
    public void close() {
        LibBpf.btf__free(types);
        if (base != null) {
            base.close();
        }
    }
}
