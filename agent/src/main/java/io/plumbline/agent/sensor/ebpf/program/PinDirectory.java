// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.linux.BpfMap;
import io.plumbline.agent.linux.BpfObject;
import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.sensor.ebpf.signal.Watching;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where programs and rings stay in a BPF file system when the agent ends. One folder a version of programs and settings: an agent of
 * the same version takes over what it finds, rings, positions and counters included, so that nothing is missed and nothing told
 * twice; one of another version attaches its own programs and then removes the former ones, and counts what was unread in their rings.
 */
public final class PinDirectory {
    private static final String LINK = "link_";
    private static final String PROGRAM = "program_";
    static final String MAP = "map_";

    /** Begins the name of each version whose counters lie as those of this one; another number for another layout. */
    private static final String LAYOUT = "counts1_";

    private static final List<String> MAPS = List.of(
            ProgramLoader.PROCESS_RING,
            ProgramLoader.NETWORK_RING,
            ProgramLoader.SHARED,
            ProgramLoader.LOSSES,
            ProgramLoader.BUDGETS);

    /** The last that is pinned: with it, all is there. */
    private static final String COMPLETE = MAP + "budgets";

    private final Path root;
    private final Path version;

    private PinDirectory(Path root, Path version) {
        this.root = root;
        this.version = version;
    }

    /** Opens, and makes what is missing. Throws when {@code root} is not in a BPF file system. */
    static PinDirectory open(Path root, String key) throws IOException {
        Path version = root.resolve(key);
        Files.createDirectories(version);
        if (!Files.getFileStore(version).type().equals("bpf")) {
            Files.delete(version);
            throw new IOException("sensor.pin: " + root + " (expected: a directory of a bpf file system)");
        }
        return new PinDirectory(root, version);
    }

    /** The version of programs and settings: that of the counters' layout, and 16 hexadecimal digits. */
    static String key(byte[] object, String settings) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(object);
            digest.update(settings.getBytes(StandardCharsets.UTF_8));
            return LAYOUT + HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256: missing (expected: every Java platform has it)", impossible);
        }
    }

    /** True when an earlier agent of this version left everything here. */
    boolean isComplete() {
        return Files.exists(version.resolve(COMPLETE));
    }

    /** Programs that run on. */
    Set<String> links() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : files(version)) {
            String name = file.getFileName().toString();
            if (name.startsWith(LINK)) {
                names.add(name.substring(LINK.length()));
            }
        }
        return names;
    }

    /**
     * Keeps what was attached, and then removes what agents of other versions left. Returns how many records they wrote or lost that
     * no agent has told: some of them are those that the new programs, attached already, told as well.
     */
    long pin(BpfObject loaded) throws IOException {
        for (Path halfDone : files(version)) {
            Files.delete(halfDone);
        }
        for (String program : loaded.attached()) {
            loaded.pinLink(program, version.resolve(LINK + program));
            loaded.pinProgram(program, version.resolve(PROGRAM + program));
        }
        for (String map : MAPS) {
            loaded.pinMap(map, version.resolve(MAP + fileName(map)));
        }
        long untold = 0;
        for (Path other : files(root)) {
            if (!other.equals(version)) {
                untold += FormerRecords.count(detach(other), LAYOUT);
                remove(other);
            }
        }
        return untold;
    }

    /** Ends the programs of a version, so that its rings stand still. */
    private static Path detach(Path version) throws IOException {
        for (Path file : files(version)) {
            if (file.getFileName().toString().startsWith(LINK)) {
                Files.delete(file);
            }
        }
        return version;
    }

    /** Takes over what is here. */
    Programs adopt(EbpfSettings settings, Map<Signal, Watching> variants, Map<Signal, String> lacking)
            throws IOException {
        List<Integer> opened = new ArrayList<>();
        try {
            List<Integer> maps = new ArrayList<>();
            for (String map : MAPS) {
                maps.add(BpfMap.openPinned(version.resolve(MAP + fileName(map))));
                opened.add(maps.getLast());
            }
            Map<String, Integer> programs = new HashMap<>();
            for (String program : links()) {
                int descriptor = BpfMap.openPinned(version.resolve(PROGRAM + program));
                opened.add(descriptor);
                programs.put(program, descriptor);
            }
            return new Programs(
                    maps.get(0),
                    settings.processRingBytes(),
                    maps.get(1),
                    settings.networkRingBytes(),
                    maps.get(2),
                    maps.get(3),
                    maps.get(4),
                    programs,
                    variants,
                    lacking,
                    true,
                    0,
                    () -> opened.forEach(LibC::close));
        } catch (IOException | RuntimeException failed) {
            opened.forEach(LibC::close);
            throw failed;
        }
    }

    /** Removes everything below a directory that agents pinned: their programs end. Returns what was removed; nothing when there is none. */
    public static List<Path> removeAll(Path root) throws IOException {
        List<Path> removed = new ArrayList<>();
        if (Files.isDirectory(root)) {
            for (Path version : files(root)) {
                removed.addAll(remove(version));
            }
        }
        return removed;
    }

    private static List<Path> remove(Path version) throws IOException {
        List<Path> files = files(version);
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(version);
        return files;
    }

    private static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(files::add);
        }
        return files;
    }

    /** Names of files in a BPF file system may not begin with a dot. */
    static String fileName(String map) {
        return map.startsWith(".") ? map.substring(1) : map;
    }
}
