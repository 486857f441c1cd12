// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.testing.Deeds;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RootTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Sensors beside each other, and what one that was killed leaves behind. */
@RootTest
class SeveralSensorsLiveTest {
    private static final Pattern PROGRAM = Pattern.compile("(?m)^prog_id:\\s*(\\d+)$");

    @Test
    void eachOfTwoSensorsSeesEverything() throws IOException {
        try (Deeds deeds = Deeds.compile();
                Watched one = new Watched();
                Watched other = new Watched()) {
            int parent = deeds.run("storm", "1000", deeds.program().toString());
            for (Watched watched : new Watched[] {one, other}) {
                watched.events().await(ProcessExited.class, each -> each.pid() == parent);
                assertThat(watched.events()
                                .all(
                                        ProcessExecuted.class,
                                        each -> each.details().parentPid().equals(Reading.known(parent))))
                        .hasSize(1000);
            }
        }
    }

    @Test
    void aKilledSensorLeavesNothingAttached() throws IOException, InterruptedException {
        Process process = ChildSensor.command(ChildSensor.class).start();
        Set<String> programs;
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null && !line.equals("ready")) {
                line = reader.readLine();
            }
            programs = programsOf(process.pid());
            assertThat(programs).hasSizeGreaterThan(10).allMatch(SeveralSensorsLiveTest::isLoaded);
        } finally {
            process.destroyForcibly().waitFor();
        }
        Patience.await("programs gone").until(() -> programs.stream().noneMatch(SeveralSensorsLiveTest::isLoaded));
    }

    private static Set<String> programsOf(long pid) throws IOException {
        Set<String> programs = new TreeSet<>();
        try (var files = Files.list(Path.of("/proc", Long.toString(pid), "fdinfo"))) {
            for (Path file : files.toList()) {
                Matcher matcher = PROGRAM.matcher(readIfThere(file));
                if (matcher.find()) {
                    programs.add(matcher.group(1));
                }
            }
        }
        return programs;
    }

    /** Empty for a file that the process closed meanwhile: its JVM opens others besides the programs. */
    private static String readIfThere(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException closed) {
            return "";
        }
    }

    private static boolean isLoaded(String program) {
        try {
            return new ProcessBuilder("bpftool", "prog", "show", "id", program)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException failed) {
            throw new IllegalStateException("bpftool: not found (expected: 'make setup' installs it)", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
