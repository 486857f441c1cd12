// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.guest.Boot;
import io.plumbline.acceptance.kernels.guest.Cache;
import io.plumbline.acceptance.kernels.guest.Emulator;
import io.plumbline.acceptance.kernels.guest.GuestMachine;
import io.plumbline.acceptance.kernels.guest.GuestResults;
import io.plumbline.acceptance.kernels.guest.GuestRoot;
import io.plumbline.acceptance.kernels.guest.Kernel;
import io.plumbline.acceptance.kernels.guest.KernelPackages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the guests of the matrix with what this checkout built. Thread-safe; what guests share is made by one thread at a time. */
final class Guests {
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private final Path directory;
    private final Cache cache;
    private final Map<String, byte[]> programs = new LinkedHashMap<>();
    private final Map<GuestMachine, Path> cargos = new EnumMap<>(GuestMachine.class);

    /** Keeps what guests leave in {@code directory}, in one of each guest's name. */
    Guests(Path directory, Cache cache) {
        this.directory = directory;
        this.cache = cache;
    }

    /** Gives guests one more program, before the first of them is run. */
    void addProgram(String name, byte[] content) {
        programs.put(name, content);
    }

    /** Runs one; again when the emulation fails, never when a test does. */
    GuestResults run(GuestCase wanted, Consumer<String> console) throws IOException {
        Boot boot = prepare(wanted);
        Emulator emulator = new Emulator(directory.resolve(wanted.name()), LIMIT);
        GuestResults results = emulator.run(boot, console);
        Optional<String> flake = results.flake();
        if (flake.isPresent()) {
            console.accept("again, because the emulation failed: " + flake.get());
            results = emulator.run(boot, console);
        }
        return results;
    }

    private synchronized Boot prepare(GuestCase wanted) throws IOException {
        GuestMachine machine = wanted.release().machine();
        Kernel kernel = new KernelPackages(cache).fetch(wanted.release());
        GuestRoot root = GuestRoot.of(machine, cache);
        return new Boot(kernel, root, cargo(machine), wanted.commandLine(), wanted.processors());
    }

    private Path cargo(GuestMachine machine) throws IOException {
        @Nullable Path made = cargos.get(machine);
        if (made == null) {
            Cargo cargo = Cargo.collect(directory.resolve("cargo-" + machine.architecture()), machine);
            for (Map.Entry<String, byte[]> program : programs.entrySet()) {
                cargo.add(program.getKey(), program.getValue());
            }
            made = cargo.disk();
            cargos.put(machine, made);
        }
        return made;
    }
}
