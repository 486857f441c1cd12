// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs guests in pure emulation: no rights and no support of the processor are needed. */
public final class Emulator {
    // The firmware clears a screen.
    private static final Pattern CONTROL = Pattern.compile("\\x1b(\\[[?0-9;]*[a-zA-Z]|c)|\\r");
    private static final List<String> PLACES =
            List.of("/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/bin", "/sbin");
    private static final String MEMORY = "2048";
    private static final long RESULTS_BYTES = 64 << 20;

    private final Path directory;
    private final Duration limit;

    /**
     * Makes one.
     *
     * @param directory for the disks of the guest that runs, and its console
     * @param limit after which a guest is ended
     */
    public Emulator(Path directory, Duration limit) {
        this.directory = directory;
        this.limit = limit;
    }

    /** The programs that this machine needs for guests of a kind and has not; empty when it can run them. */
    public static List<String> missing(GuestMachine machine) {
        return Stream.of(machine.emulator(), machine.compiler(), "mke2fs", "depmod", "xz", "apt-get", "dpkg")
                .filter(program -> PLACES.stream()
                        .noneMatch(place -> Files.isExecutable(Path.of(place).resolve(program))))
                .toList();
    }

    /** Runs a guest until it powers itself off; each line of its console goes to the consumer as it comes. */
    public GuestResults run(Boot boot, Consumer<String> console) throws IOException {
        Files.createDirectories(directory);
        Initrd.write(directory.resolve("initrd"), boot.kernel(), boot.root().busybox());
        Path results = directory.resolve("results.img");
        Disk.empty(results, RESULTS_BYTES);
        Process emulator = new ProcessBuilder(command(boot))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        Thread end = Thread.ofVirtual().start(() -> endLate(emulator));
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(emulator.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String text = CONTROL.matcher(line).replaceAll("");
                lines.add(text);
                console.accept(text);
            }
            emulator.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } finally {
            emulator.destroyForcibly();
            end.interrupt();
        }
        return GuestResults.unpack(results, directory.resolve("results"), lines);
    }

    private void endLate(Process emulator) {
        try {
            if (!emulator.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                emulator.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> command(Boot boot) {
        GuestMachine machine = boot.kernel().release().machine();
        List<String> command = new ArrayList<>(List.of(machine.emulator()));
        command.addAll(machine.options());
        // Processors take turns. Side by side, one may go on in code of the kernel that another has just rewritten, as
        // attaching
        // a program does: the guest panics now and then, and the whole takes more time of this machine.
        command.addAll(List.of("-accel", "tcg,thread=single", "-smp", String.valueOf(boot.processors())));
        command.addAll(List.of("-m", MEMORY, "-nodefaults", "-no-reboot", "-nographic"));
        command.addAll(List.of("-serial", "stdio", "-monitor", "none"));
        command.addAll(List.of("-kernel", boot.kernel().image().toString()));
        command.addAll(List.of("-initrd", directory.resolve("initrd").toString()));
        command.addAll(List.of(
                "-append", "console=" + machine.console() + " quiet panic=-1 " + String.join(" ", boot.parameters())));
        // The guest knows them by this order: /dev/vda, /dev/vdb, ... What it writes to the first three is forgotten.
        for (Path disk : List.of(boot.root().disk(), boot.kernel().modulesDisk(), boot.cargo())) {
            command.addAll(List.of("-drive", "file=" + disk + ",if=virtio,format=raw,snapshot=on"));
        }
        command.addAll(List.of(
                "-drive", "file=" + directory.resolve("results.img") + ",if=virtio,format=raw,cache=writethrough"));
        return command;
    }
}
