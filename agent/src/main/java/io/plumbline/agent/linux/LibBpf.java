// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libbpf that loading programs takes, with their C names. What fails returns null or a negative errno; a function
 * that succeeds may leave any {@link LibC#errno()} behind, so only results count.
 */
final class LibBpf {
    static {
        Native.register(LibBpf.class, "libbpf.so.1");
    }

    private LibBpf() {}

    static native @Nullable Pointer libbpf_set_print(@Nullable Pointer print);

    static native @Nullable Pointer bpf_object__open_mem(Memory object, long size, @Nullable Pointer options);

    static native int bpf_object__load(Pointer object);

    static native void bpf_object__close(Pointer object);

    static native @Nullable Pointer bpf_object__next_program(Pointer object, @Nullable Pointer previous);

    static native @Nullable Pointer bpf_object__find_map_by_name(Pointer object, String name);

    static native String bpf_program__name(Pointer program);

    static native String bpf_program__section_name(Pointer program);

    static native int bpf_program__fd(Pointer program);

    static native int bpf_program__pin(Pointer program, String path);

    static native int bpf_program__set_autoload(Pointer program, boolean load);

    static native int bpf_program__set_attach_target(Pointer program, int attachedProgram, String function);

    static native int bpf_program__set_log_buf(Pointer program, Pointer buffer, long size);

    static native int bpf_program__set_log_level(Pointer program, int level);

    static native @Nullable Pointer bpf_program__attach(Pointer program);

    static native @Nullable Pointer bpf_program__attach_cgroup(Pointer program, int cgroup);

    static native int bpf_link__destroy(Pointer link);

    static native int bpf_link__pin(Pointer link, String path);

    static native int bpf_map__fd(Pointer map);

    static native int bpf_map__pin(Pointer map, String path);

    static native int bpf_map__set_autocreate(Pointer map, boolean create);

    static native int bpf_map__set_max_entries(Pointer map, int entries);

    static native @Nullable Pointer bpf_map__initial_value(Pointer map, Memory size);

    static native int bpf_map_lookup_elem(int map, Memory key, Memory value);

    static native int bpf_map_get_next_key(int map, @Nullable Memory key, Memory next);

    static native int bpf_obj_get(String path);

    static native @Nullable Pointer btf__load_vmlinux_btf();

    static native @Nullable Pointer btf__load_module_btf(String module, Pointer base);

    static native int btf__find_by_name_kind(Pointer types, String name, int kind);

    static native Pointer btf__type_by_id(Pointer types, int number);

    static native @Nullable String btf__name_by_offset(Pointer types, int offset);

    static native void btf__free(Pointer types);
}
