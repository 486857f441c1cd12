// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static io.plumbline.agent.sensor.ebpf.Watched.arguments;
import static io.plumbline.agent.sensor.ebpf.Watched.file;
import static io.plumbline.agent.sensor.ebpf.Watched.inode;
import static io.plumbline.agent.sensor.ebpf.Watched.launch;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.KernelInterface;
import io.plumbline.agent.sensor.ProcessDetails.InputFile;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.agent.sensor.ProcessDetails.Stdio.Stream;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent.KernelUsed;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.testing.Deeds;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With what a program is started: its script, its arguments, its environment, its input. */
@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaunchesLiveTest {
    private Deeds deeds;
    private Watched watched;

    @BeforeAll
    void start() throws IOException {
        deeds = Deeds.compile();
        watched = new Watched();
    }

    @AfterAll
    void stop() throws IOException {
        watched.close();
        deeds.close();
    }

    @Test
    void tellsTheScriptBehindAnInterpreter() throws IOException {
        Path script = script("script.sh");
        Deeds.succeed(new ProcessBuilder(script.toString(), "by-path"));
        ProcessExecuted executed = watched.exec(script.toString(), "by-path");
        assertThat(launch(executed).fileName()).isEqualTo(script.toString());
        assertThat(arguments(executed.details()).values()).containsExactly("/bin/sh", script.toString(), "by-path");
        assertThat(executed.details().executable())
                .isEqualTo(Reading.known(Path.of("/bin/sh").toRealPath().toString()));
    }

    @Test
    void tellsWhereARelativeScriptIs() throws IOException {
        script("elsewhere/relative.sh");
        deeds.shell("cd elsewhere; ./relative.sh by-name");
        ProcessExecuted executed = watched.exec("./relative.sh", "by-name");
        assertThat(launch(executed).fileName()).isEqualTo("./relative.sh");
        assertThat(executed.details().workingDirectory())
                .isEqualTo(Reading.known(deeds.directory().resolve("elsewhere").toString()));
    }

    @Test
    void tellsTheFileThatIsStandardInput() throws IOException {
        Path script = script("input.sh");
        deeds.shell("sh -s from-input < input.sh");
        Launch launch = launch(watched.exec("-s", "from-input"));
        InputFile input = Objects.requireNonNull(launch.input());
        assertThat(input.path()).isEqualTo(script.toString());
        assertThat(input.file().inode()).isEqualTo(inode(script));
    }

    @ParameterizedTest
    @CsvSource({
        "internet, INTERNET_SOCKET",
        "internet6, INTERNET_SOCKET",
        "unix, UNIX_SOCKET",
        "netlink, SOCKET",
        "pipe, PIPE",
        "terminal, TERMINAL",
        "none, NONE",
        "/dev/null, FILE",
        "/etc/passwd, FILE",
    })
    void tellsWhatStandardInputIs(String kind, Stream stream) throws IOException {
        deeds.run("input", kind, deeds.program().toString(), "nothing", "input-" + kind);
        ProcessExecuted executed = watched.exec("nothing", "input-" + kind);
        assertThat(executed.details().stdio().map(Stdio::input)).isEqualTo(Reading.known(stream));
        assertThat(launch(executed).input() != null).isEqualTo(kind.equals("/etc/passwd"));
    }

    @Test
    void findsVariablesThatLoadCodeAmongManyOthers() throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "-i"));
        // As many as 74 services of a namespace make.
        for (int each = 0; each < 770; each++) {
            command.add("LD_NOTHING_" + each + "=value");
        }
        command.addAll(List.of("LD_PRELOAD=/tmp/a.so", "NODE_OPTIONS=--require x", "BASH_ENV=", "CLASSPATHS=no"));
        command.addAll(List.of(deeds.program().toString(), "nothing", "many-variables"));
        Deeds.succeed(new ProcessBuilder(command));
        Launch launch = launch(watched.exec("nothing", "many-variables"));
        assertThat(launch.environment()).containsOnlyKeys("LD_PRELOAD", "NODE_OPTIONS", "BASH_ENV");
        assertThat(launch.environment().values()).allMatch(hash -> hash.matches("[0-9a-f]{16}"));
        assertThat(launch.environmentCut()).isFalse();
    }

    @Test
    void findsThemBehindAHugeVariableAndSaysWhatWasCut() throws IOException {
        Deeds.succeed(new ProcessBuilder(
                "env",
                "-i",
                "A=" + "x".repeat(20_000),
                "LD_LIBRARY_PATH=" + "y".repeat(2_000),
                "LD_AUDIT=/tmp/b.so",
                deeds.program().toString(),
                "nothing",
                "huge-variable"));
        Launch launch = launch(watched.exec("nothing", "huge-variable"));
        assertThat(launch.environment()).containsOnlyKeys("LD_LIBRARY_PATH", "LD_AUDIT");
        assertThat(launch.environmentCut()).isTrue();

        List<String> command = new ArrayList<>(List.of("env", "-i"));
        for (int each = 0; each < 5_000; each++) {
            command.add("V" + each + "=");
        }
        command.addAll(List.of("LD_PRELOAD=x", deeds.program().toString(), "nothing", "too-many-variables"));
        Deeds.succeed(new ProcessBuilder(command));
        assertThat(launch(watched.exec("nothing", "too-many-variables")).environmentCut())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 4097, 102_400})
    void tellsHowLongTheArgumentsAre(int bytes) throws IOException {
        int pid =
                deeds.run("arguments", Integer.toString(bytes), deeds.program().toString());
        ProcessExecuted executed = watched.events()
                .await(
                        ProcessExecuted.class,
                        each -> each.pid() == pid
                                && arguments(each.details()).values().size() == 3
                                && arguments(each.details()).values().get(1).equals("nothing"));
        int here = arguments(executed.details()).values().stream()
                .mapToInt(String::length)
                .sum();
        // The rest of a vector is taken from /proc, up to 64 KiB, when the program is still there: it ends at once.
        boolean whole = bytes <= 4096
                || (bytes <= 65_536 && !arguments(executed.details()).truncated());
        assertThat(arguments(executed.details()).truncated()).isNotEqualTo(whole);
        assertThat(arguments(executed.details()).totalBytes()).isEqualTo(bytes);
        assertThat(here).isEqualTo(whole ? bytes - 3 : 4094);
    }

    @Test
    void keepsArgumentsThatAreNoText() throws IOException {
        deeds.shell("\"$DEEDS\" nothing \"$(printf 'not \\377\\376 text')\"");
        watched.exec("nothing", "not \uFFFD\uFFFD text");
        long pid = deeds.start("no-arguments", deeds.program().toString()).pid();
        ProcessExecuted empty = watched.events()
                .await(
                        ProcessExecuted.class,
                        each -> each.pid() == pid
                                && arguments(each.details()).values().equals(List.of("")));
        assertThat(arguments(empty.details()).totalBytes()).isEqualTo(1);
    }

    @Test
    void keepsAllPartsApartWhenEachIsAsLongAsItMayBe() throws IOException {
        String names = String.join("/", Collections.nCopies(14, "l".repeat(255)));
        Path program =
                deeds.copyTo(deeds.directory().resolve("p").resolve(names).resolve("deeds"));
        Path directory = Files.createDirectories(deeds.directory().resolve("d").resolve(names));
        Path input = deeds.directory().resolve("i").resolve(names).resolve("input");
        Files.createDirectories(input.getParent());
        Files.writeString(input, "");
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "nothing", "longest", "z".repeat(100_000))
                .directory(directory.toFile())
                .redirectInput(input.toFile());
        builder.environment().clear();
        builder.environment().put("LD_PRELOAD", "a".repeat(900));
        builder.environment().put("LD_AUDIT", "b".repeat(900));
        Deeds.succeed(builder);
        ProcessExecuted executed = watched.events()
                .await(
                        ProcessExecuted.class,
                        each -> arguments(each.details()).values().contains("longest"));
        assertThat(executed.details().executable()).isEqualTo(Reading.known(program.toString()));
        assertThat(executed.details().workingDirectory()).isEqualTo(Reading.known(directory.toString()));
        assertThat(Objects.requireNonNull(launch(executed).input()).path()).isEqualTo(input.toString());
        assertThat(launch(executed).environment()).containsOnlyKeys("LD_PRELOAD", "LD_AUDIT");
        assertThat(launch(executed).environmentCut()).isFalse();
        assertThat(arguments(executed.details()).truncated()).isTrue();
    }

    @Test
    void tellsAProgramThatRunsAsItsOwner() throws IOException {
        Path program = deeds.copyTo(deeds.directory().resolve("setuid"));
        Files.setAttribute(program, "unix:mode", 0104755);
        Deeds.succeed(new ProcessBuilder(
                "setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", program.toString(), "nothing", "suid"));
        ProcessExecuted executed = watched.exec("nothing", "suid");
        assertThat(executed.details().effectiveUserId()).isEqualTo(Reading.known(0));
        assertThat(file(executed).inode()).isEqualTo(inode(program));
        assertThat(gained(executed.pid()))
                .as("root's, though the parent is root too")
                .isNotZero();
    }

    private long gained(int pid) {
        return watched.events()
                .await(KernelUsed.class, each -> each.pid() == pid && each.used() == KernelInterface.CAPABILITY_GAIN)
                .subject();
    }

    private Path script(String name) throws IOException {
        Path script = deeds.directory().resolve(name);
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\nexit 0\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }
}
