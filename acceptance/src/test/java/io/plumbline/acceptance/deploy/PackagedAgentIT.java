// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.agent.linux.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AOT cache of the packaged agent: it is there, the launcher passes it, the JVM takes it, and nothing depends on it. */
final class PackagedAgentIT {
    private static final Path HOME = Checkout.root().resolve("agent/target/plumbline-agent");
    private static final String CACHE = "agent-" + Machine.own().label() + ".aot";
    private static final String JAVA = System.getProperty("java.home", "");

    @TempDir
    Path directory;

    @Test
    void launcherPassesTheCacheOfTheBuild() throws Exception {
        assertThat(HOME.resolve(CACHE)).isNotEmptyFile();
        assertThat(run(HOME, printer(), "").lines()).contains("-XX:AOTCache=" + HOME.resolve(CACHE));
    }

    @Test
    void cacheFits() throws Exception {
        // With "on" a cache that does not fit ends the JVM.
        assertThat(run(HOME, JAVA, "-XX:AOTMode=on"))
                .startsWith("plumbline-agent ")
                .hasLineCount(1);
    }

    @Test
    void cacheFitsWhereverTheDirectoryIsMoved() throws Exception {
        Path moved = copy();
        assertThat(run(moved, JAVA, "-XX:AOTMode=on"))
                .startsWith("plumbline-agent ")
                .hasLineCount(1);
    }

    @Test
    void cacheIsLeftAloneWhenAJarIsNewer() throws Exception {
        Path moved = copy();
        try (var jars = Files.list(moved.resolve("lib"))) {
            Files.setLastModifiedTime(
                    jars.findAny().orElseThrow(),
                    FileTime.from(Files.getLastModifiedTime(moved.resolve(CACHE))
                            .toInstant()
                            .plusSeconds(1)));
        }
        assertThat(run(moved, printer(), "")).doesNotContain(CACHE);
        assertThat(run(moved, JAVA, "")).startsWith("plumbline-agent ").hasLineCount(1);
    }

    @Test
    void damagedCacheCostsNothingButItself() throws Exception {
        Path moved = copy();
        Files.writeString(moved.resolve(CACHE), "no cache");
        assertThat(run(moved, JAVA, "")).startsWith("plumbline-agent ").hasLineCount(1);
    }

    @Test
    void startsWithoutCache() throws Exception {
        Path moved = copy();
        Files.delete(moved.resolve(CACHE));
        assertThat(run(moved, JAVA, "")).startsWith("plumbline-agent ").hasLineCount(1);
    }

    @Test
    void cacheIsMadeWhereTheDirectoryIs() throws Exception {
        Path moved = copy();
        Files.delete(moved.resolve(CACHE));
        Process training = new ProcessBuilder(
                        moved.resolve("bin/plumbline-agent-train").toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(training.waitFor()).isZero();
        assertThat(run(moved, JAVA, "-XX:AOTMode=on"))
                .startsWith("plumbline-agent ")
                .hasLineCount(1);
    }

    /** A java that prints its arguments, one a line. */
    private String printer() throws IOException {
        Path printer = directory.resolve("java");
        Files.writeString(printer, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(printer.toFile().setExecutable(true)).isTrue();
        return printer.toString();
    }

    /** As an installer would: times of the files are kept. */
    private Path copy() throws IOException, InterruptedException {
        Path moved = directory.resolve("moved");
        Process copy = new ProcessBuilder("cp", "-a", HOME.toString(), moved.toString()).start();
        assertThat(copy.waitFor()).isZero();
        return moved;
    }

    private static String run(Path home, String java, String options) throws IOException, InterruptedException {
        ProcessBuilder launcher =
                new ProcessBuilder(List.of(home.resolve("bin/plumbline-agent").toString(), "version"));
        launcher.environment().putAll(Map.of("PLUMBLINE_JAVA", java, "PLUMBLINE_JAVA_OPTS", options));
        Process process = launcher.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
