// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.Checkout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One distribution for all machines: each launcher hands the JVM the libraries of its machine, and they are there. */
final class MachinesIT {
    private static final int ELF_MACHINE = 18;
    /** EM_X86_64 and EM_AARCH64 of elf.h. */
    private static final Map<String, Integer> NUMBERS = Map.of("x86_64", 62, "aarch64", 183);

    private static final Map<String, String> NETTY = Map.of("x86_64", "x86_64", "aarch64", "aarch_64");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "plumbline, x86_64", "plumbline, aarch64",
        "plumbline-agent, x86_64", "plumbline-agent, aarch64",
        "plumbline-collector, x86_64", "plumbline-collector, aarch64"
    })
    void librariesAreOfTheMachine(String program, String machine) throws Exception {
        List<String> options = run(program, machine).lines().toList();
        Path netty = Path.of(value(options, "-Djava.library.path="));
        assertMachine(netty.resolve("libnetty_transport_native_epoll_" + NETTY.get(machine) + ".so"), machine);
        if (!program.equals("plumbline")) {
            Path sqlite = Path.of(value(options, "-Dorg.sqlite.lib.path="));
            assertMachine(sqlite.resolve(value(options, "-Dorg.sqlite.lib.name=")), machine);
        }
        if (program.equals("plumbline-agent")) {
            Path jna = Path.of(value(options, "-Djna.boot.library.path="));
            assertMachine(jna.resolve("libjnidispatch.so"), machine);
        }
    }

    /** A JVM that is given one does without it, but it can not be made here either. */
    @Test
    void cacheOfAnotherMachineIsNotPassed() throws Exception {
        String other = System.getProperty("os.arch").equals("aarch64") ? "x86_64" : "aarch64";
        assertThat(run("plumbline-agent", other)).doesNotContain("AOTCache");
    }

    @ParameterizedTest
    @CsvSource({"plumbline", "plumbline-agent", "plumbline-collector"})
    void anotherMachineIsRefused(String program) throws Exception {
        assertThat(run(program, "riscv64")).isEqualTo("machine: riscv64 (expected: x86_64 or aarch64)\n");
    }

    private static String value(List<String> options, String name) {
        return options.stream()
                .filter(option -> option.startsWith(name))
                .map(option -> option.substring(name.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + ": not passed (expected: one of " + options + ")"));
    }

    private static void assertMachine(Path library, String machine) throws IOException {
        ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(library)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat((int) elf.getShort(ELF_MACHINE)).as(library.toString()).isEqualTo(NUMBERS.get(machine));
    }

    /** What a launcher prints where uname says {@code machine}, and where java prints its arguments, one a line. */
    private String run(String program, String machine) throws IOException, InterruptedException {
        script("uname", "echo " + machine);
        Path java = script("java", "printf '%s\\n' \"$@\"");
        ProcessBuilder launcher = new ProcessBuilder(Checkout.launcher(program).toString());
        launcher.environment()
                .putAll(Map.of("PLUMBLINE_JAVA", java.toString(), "PATH", directory + ":" + System.getenv("PATH")));
        Process process = launcher.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private Path script(String name, String line) throws IOException {
        Path script = directory.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + line + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }
}
