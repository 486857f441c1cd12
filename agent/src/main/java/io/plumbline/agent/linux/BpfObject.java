// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A compiled BPF object: opened, set up, loaded, and its programs attached, in this order. Not thread-safe. Closing detaches
 * everything that was not pinned; so does the kernel when the process ends in any way.
 */
public final class BpfObject implements AutoCloseable {
    private static final int LOG_BYTES = 1 << 20;

    /** BPF_LOG_STATS of linux/bpf_verifier.h: the reason of a refusal, and how much was verified. */
    private static final int LOG_STATISTICS = 4;

    private final Pointer object;
    private final Map<String, Memory> logs = new HashMap<>();
    private final Map<String, Pointer> programs = new LinkedHashMap<>();
    private final Map<String, Pointer> links = new LinkedHashMap<>();
    private boolean closed;

    private BpfObject(Pointer object) {
        this.object = object;
        for (Pointer program = LibBpf.bpf_object__next_program(object, null);
                program != null;
                program = LibBpf.bpf_object__next_program(object, program)) {
            programs.put(LibBpf.bpf_program__name(program), program);
        }
    }

    /**
     * Reads an object; nothing reaches the kernel yet.
     *
     * @throws IOException when there is no libbpf on this machine, or the bytes are no BPF object for it
     */
    public static BpfObject open(byte[] bytes) throws IOException {
        try (Memory memory = new Memory(bytes.length)) {
            memory.write(0, bytes, 0, bytes.length);
            // What libbpf would print is told by the results; a refused program is no error here.
            LibBpf.libbpf_set_print(null);
            Pointer object = LibBpf.bpf_object__open_mem(memory, bytes.length, null);
            if (object == null) {
                throw new IOException(
                        "bpf object: " + LibC.describe(LibC.errno()) + " (expected: one that libbpf reads)");
            }
            return new BpfObject(object);
        } catch (LinkageError missing) {
            // Another kind of it each time after the first.
            throw new IOException("libbpf.so.1: not found (expected: the package libbpf1)", missing);
        }
    }

    /** Names of all programs. */
    public List<String> programs() {
        return List.copyOf(programs.keySet());
    }

    /**
     * The place where a program hangs, as its section says: "tp_btf/sched_process_exec", or "fexit" for one that is {@link
     * #hook hooked}.
     */
    public String section(String program) {
        return LibBpf.bpf_program__section_name(program(program));
    }

    /** Selects the programs that will be loaded: those that the predicate accepts. */
    public void select(Predicate<String> wanted) {
        programs.forEach((name, program) -> LibBpf.bpf_program__set_autoload(program, wanted.test(name)));
    }

    /** Names the function of the kernel that a program hangs at, before loading; the kernel has to have it. */
    public void hook(String program, String function) throws IOException {
        int result = LibBpf.bpf_program__set_attach_target(program(program), 0, function);
        if (result != 0) {
            throw new IOException(function + ": " + LibC.describe(-result) + " (expected: a function of the kernel)");
        }
    }

    /** Leaves a map out, so that it takes no memory: for maps that only programs use which are not selected. */
    public void leaveOut(String map) {
        LibBpf.bpf_map__set_autocreate(map(map), false);
    }

    /** Keeps what the verifier says of a program when it is loaded. */
    public void keepLog(String program) {
        Memory log = new Memory(LOG_BYTES);
        log.setByte(0, (byte) 0);
        logs.put(program, log);
        LibBpf.bpf_program__set_log_buf(program(program), log, LOG_BYTES);
        LibBpf.bpf_program__set_log_level(program(program), LOG_STATISTICS);
    }

    /** The words of the verifier: the last of them, where they were many. Empty when nothing was kept. */
    public String log(String program) {
        Memory log = logs.get(program);
        return log == null ? "" : log.getString(0, "US-ASCII");
    }

    /** Hands over the initial content of a section of constants, to be filled before loading. */
    public void fill(String section, Consumer<ByteBuffer> content) {
        try (Memory size = new Memory(8)) {
            Pointer value = LibBpf.bpf_map__initial_value(map(section), size);
            if (value == null) {
                throw new IllegalStateException("bpf section: " + section + " (expected: one with data)");
            }
            content.accept(value.getByteBuffer(0, size.getLong(0)).order(ByteOrder.nativeOrder()));
        }
    }

    /** Sets how large a map becomes: entries, or bytes of a ring. */
    public void size(String map, int entries) {
        LibBpf.bpf_map__set_max_entries(map(map), entries);
    }

    /** Loads the selected programs: all or none. Throws with the kernel's reason. */
    public void load() throws IOException {
        int result = LibBpf.bpf_object__load(object);
        if (result != 0) {
            throw new IOException(LibC.describe(-result));
        }
    }

    /**
     * Attaches a loaded program to what its section names.
     *
     * @param cgroup descriptor of the cgroup for programs of cgroups
     * @throws IOException with the kernel's reason
     */
    public void attach(String name, int cgroup) throws IOException {
        Pointer program = program(name);
        boolean ofCgroup = LibBpf.bpf_program__section_name(program).startsWith("cgroup");
        Pointer link =
                ofCgroup ? LibBpf.bpf_program__attach_cgroup(program, cgroup) : LibBpf.bpf_program__attach(program);
        if (link == null) {
            throw new IOException(LibC.describe(LibC.errno()));
        }
        links.put(name, link);
    }

    /** Keeps an attached program under a name of a BPF file system: it goes on when this process ends. */
    public void pinLink(String program, Path pin) throws IOException {
        Pointer link = links.get(program);
        if (link == null) {
            throw new IllegalArgumentException("bpf program: " + program + " (expected: one that is attached)");
        }
        refuse(LibBpf.bpf_link__pin(link, pin.toString()), pin);
    }

    /** Keeps a program under a name of a BPF file system, so that others can look at it; it is {@link #pinLink} that lets it run on. */
    public void pinProgram(String program, Path pin) throws IOException {
        refuse(LibBpf.bpf_program__pin(program(program), pin.toString()), pin);
    }

    /** Keeps a map under a name of a BPF file system. */
    public void pinMap(String map, Path pin) throws IOException {
        refuse(LibBpf.bpf_map__pin(map(map), pin.toString()), pin);
    }

    /** Programs that are attached. */
    public Set<String> attached() {
        return Set.copyOf(links.keySet());
    }

    /** Descriptor of a loaded map; valid until this object is closed. */
    public int mapDescriptor(String name) {
        return LibBpf.bpf_map__fd(map(name));
    }

    /** Descriptor of a loaded program; valid until this object is closed. */
    public int programDescriptor(String name) {
        return LibBpf.bpf_program__fd(program(name));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            links.values().forEach(LibBpf::bpf_link__destroy);
            LibBpf.bpf_object__close(object);
        }
    }

    private static void refuse(int result, Path pin) throws IOException {
        if (result != 0) {
            throw new IOException(
                    "pin: " + pin + ": " + LibC.describe(-result) + " (expected: a free name in a bpf file system)");
        }
    }

    private Pointer map(String name) {
        Pointer map = LibBpf.bpf_object__find_map_by_name(object, name);
        if (map == null) {
            throw new IllegalArgumentException("bpf map: " + name + " (expected: one of the object)");
        }
        return map;
    }

    private Pointer program(String name) {
        Pointer program = programs.get(name);
        if (program == null) {
            throw new IllegalArgumentException("bpf program: " + name + " (expected: one of " + programs() + ")");
        }
        return program;
    }
}
