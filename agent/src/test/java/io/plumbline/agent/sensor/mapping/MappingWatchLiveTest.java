// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.sensor.SensorEvent.EventsLost;
import io.plumbline.agent.testing.CompiledProgram;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import io.plumbline.agent.testing.RunningKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MappingWatchLiveTest {
    @TempDir
    static Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final SensorCounters counters = new SensorCounters();
    private final MappingWatch watch = new MappingWatch(events, counters, new BootClock(), MappingWatch.ringBytes(2));
    private Path mapper = Path.of("mapper");

    @BeforeAll
    void start() throws IOException {
        mapper = CompiledProgram.MAPPER.make(directory.toRealPath().resolve("mapper"));
        assertThat(watch.problem()).contains("mapped code: not watched yet");
        watch.start();
        assertThat(watch.problem()).isEmpty();
    }

    @AfterAll
    void stop() {
        watch.close();
        watch.close();
        assertThat(watch.problem()).contains("mapped code: not watched any more");
    }

    @Test
    void tellsTheProgramItsLoaderAndItsLibraries() throws IOException {
        long before = new BootClock().getAsLong();
        int pid = run("true");
        Path program = Path.of("/bin/true").toRealPath();
        CodeMapped mapped = await(pid, program);
        assertThat(mapped.file().device()).isEqualTo(Files.getAttribute(program, "unix:dev"));
        assertThat(mapped.file().inode()).isEqualTo(Files.getAttribute(program, "unix:ino"));
        assertThat(mapped.file().links()).isEqualTo(1);
        assertThat(mapped.file().deleted()).isFalse();
        assertThat(mapped.bootNanos()).isBetween(before, new BootClock().getAsLong());
        events.await(
                CodeMapped.class,
                each -> each.pid() == pid && each.path().contains("/libc") && each.bootNanos() > mapped.bootNanos());
        assertThat(paths(pid))
                .hasSize(3)
                .anyMatch(path -> path.contains("/ld-"))
                .anyMatch(path -> path.contains("/libc"));
    }

    @Test
    void seesAPreloadedLibrary() throws IOException {
        Path library = library("preloaded.so");
        int pid = run("env", "LD_PRELOAD=" + library, "true");
        await(pid, library);
    }

    @Test
    void seesAProgramThatTheLoaderRuns() throws IOException {
        String loader = events.await(CodeMapped.class, each -> each.path().contains("/ld-"))
                .path();
        int pid = run(loader, mapper.toString(), "anonymous");
        await(pid, mapper);
    }

    @Test
    void seesALibraryThatAProgramOpens() throws IOException {
        Path library = library("opened.so");
        await(run(mapper.toString(), "dlopen", library.toString()), library);
    }

    @Test
    void tellsMemoryAndDeletedFilesApart() throws IOException {
        int memory = run(mapper.toString(), "memfd", "payload");
        CodeMapped mapped = await(memory, Path.of("/memfd:payload"));
        assertThat(mapped.file().memory()).isTrue();
        assertThat(mapped.file().deleted()).isTrue();
        assertThat(mapped.file().links()).isZero();
        Path file = library("deleted.so");
        CodeMapped deleted = await(run(mapper.toString(), "deleted", file.toString()), file);
        assertThat(deleted.file().deleted()).isTrue();
        assertThat(deleted.file().memory()).isFalse();
    }

    @Test
    void tellsWhatIsMadeExecutableLaterButNeitherAnonymousMemoryNorWhatAForkInherits() throws IOException {
        long anonymous = counters.get("mappings-anonymous");
        int first = run(mapper.toString(), "anonymous");
        Path late = library("late.so");
        int second = run(mapper.toString(), "protect", late.toString());
        Path shared = library("shared.so");
        int third = run(mapper.toString(), "forked", shared.toString());
        await(third, shared);
        assertThat(paths(first)).as("of anonymous memory").hasSize(3);
        assertThat(counters.get("mappings-anonymous")).isGreaterThanOrEqualTo(anonymous + 2);
        await(second, late);
        assertThat(events.all(CodeMapped.class, each -> each.path().equals(shared.toString())))
                .as("of parent and child")
                .hasSize(1);
    }

    @Test
    void tellsAFileOfAnOverlayByTheOverlay() throws IOException {
        // Before, a mapping of a file of an overlay was one of the file in the layer, for perf events as for
        // /proc/PID/maps.
        assumeThat(RunningKernel.isAtLeast(6, 12))
                .as("Linux 6.12, whose perf events tell files of overlays by the overlay")
                .isTrue();
        library("overlaid.so");
        Path layers = Files.createDirectory(directory.resolve("layers"));
        // The upper directory of an overlay may not lie on another overlay.
        String script = "set -e; mount -t tmpfs none " + layers + "; cd " + layers
                + "; mkdir lower upper work merged; cp ../overlaid.so lower;"
                + " mount -t overlay none -o lowerdir=lower,upperdir=upper,workdir=work merged;"
                + " stat -c '%d %i' merged/overlaid.so; " + mapper + " dlopen merged/overlaid.so;"
                + " chown 1:1 merged/overlaid.so; stat -c '%d %i' merged/overlaid.so;"
                + " exec " + mapper + " dlopen merged/overlaid.so";
        Process process = process("unshare", "--mount", "sh", "-c", script);
        List<String> told = output(process).lines().toList();
        assertThat(told).hasSize(2);
        String path = layers.toRealPath().resolve("merged/overlaid.so").toString();
        events.awaitCount(2, CodeMapped.class, each -> each.path().equals(path));
        assertThat(events.all(CodeMapped.class, each -> each.path().equals(path)))
                .extracting(each -> each.file().device() + " " + each.file().inode())
                .as("before and after it is copied up")
                .isEqualTo(told);
    }

    @Test
    void tellsThePathThatTheProcessSees() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        String script = "set -e; mkdir -p " + root + "/usr " + root + "/x; for i in bin lib lib64; do ln -sfn usr/$i "
                + root
                + "/$i; done; mount --bind /usr " + root + "/usr; cp " + mapper + " " + root + "/x/mapper; exec chroot "
                + root + " /x/mapper anonymous";
        await(run("unshare", "--mount", "sh", "-c", script), Path.of("/x/mapper"));
    }

    @Test
    void countsExactlyWhatAFullRingDidNotTake() throws IOException {
        Path file = library("many.so");
        int generated = 5000;
        var seen = new SensorCounters();
        var outerSeen = new SensorCounters();
        var innerSeen = new SensorCounters();
        var recorded = new RecordedEvents();
        try (var outer = new MappingWatch(new RecordedEvents(), outerSeen, new BootClock(), 4 << 20);
                var small = new MappingWatch(recorded, seen, new BootClock(), 16 << 10);
                var inner = new MappingWatch(new RecordedEvents(), innerSeen, new BootClock(), 4 << 20)) {
            // Other processes map as well: one that saw all before and after bounds the count, and one all in between.
            assertThat(outer.open() && small.open() && inner.open()).isTrue();
            // All on one CPU, and nobody drains meanwhile.
            int pid =
                    run("taskset", "-c", "0", mapper.toString(), "many", file.toString(), Integer.toString(generated));
            small.drain();
            for (int cpu : OnlineCpus.read(OnlineCpus.FILE)) {
                // What is lost is told with the next mapping of the CPU.
                run("taskset", "-c", Integer.toString(cpu), "true");
            }
            inner.drain();
            small.drain();
            outer.drain();
            long lost = recorded.all(EventsLost.class, each -> each.cause().equals("mapping-lost")).stream()
                    .mapToLong(EventsLost::count)
                    .sum();
            assertThat(lost).isEqualTo(seen.get("mapping-lost")).isGreaterThan(generated / 2);
            assertThat(innerSeen.get("mapping-lost") + outerSeen.get("mapping-lost"))
                    .isZero();
            assertThat(innerSeen.get("mapping-records")).isGreaterThan(generated);
            assertThat(seen.get("mapping-records") + lost)
                    .isBetween(innerSeen.get("mapping-records"), outerSeen.get("mapping-records"));
            assertThat(recorded.all(
                            CodeMapped.class,
                            each -> each.pid() == pid && each.path().equals(file.toString())))
                    .as("told once in a batch")
                    .hasSize(1);
        }
    }

    @Test
    void goesOnWhenTheSinkBlocksOrFails() throws IOException {
        var gate = new CountDownLatch(1);
        var recorded = new RecordedEvents();
        var seen = new SensorCounters();
        try (var blocked = new MappingWatch(
                event -> {
                    uninterruptibly(gate);
                    recorded.accept(event);
                    throw new IllegalStateException("a sink that fails");
                },
                seen,
                new BootClock(),
                MappingWatch.ringBytes(2))) {
            blocked.start();
            int pid = run("true");
            await(pid, Path.of("/bin/true").toRealPath());
            gate.countDown();
            recorded.await(SensorEvent.class, any -> true);
            Path library = library("after.so");
            for (int each = 0; each < 3; each++) {
                run(mapper.toString(), "dlopen", library.toString());
            }
            recorded.awaitCount(2, SensorEvent.class, any -> true);
            assertThat(seen.get("sink-failed")).isPositive();
        }
    }

    @Test
    void needsPerfmonAlone() throws IOException {
        // A patch of Debian: at 3 and more performance counters are for CAP_SYS_ADMIN.
        int paranoid = Integer.parseInt(Files.readString(Path.of("/proc/sys/kernel/perf_event_paranoid"))
                .strip());
        assumeThat(paranoid).as("kernel.perf_event_paranoid").isLessThan(3);
        assertThat(asProgram("perfmon")).contains("problem: none").contains("saw: true");
        assertThat(asProgram("perfmon,dac_read_search"))
                .contains("problem: none")
                .contains("saw: true");
        assertThat(asProgram("dac_read_search"))
                .contains("problem: perf event of CPU 0: Permission denied (errno 13) (expected: CAP_PERFMON")
                .contains("saw: false");
    }

    @Test
    void noticesCpusThatComeAndGo() throws IOException {
        Path online = Files.writeString(directory.resolve("online"), "0\n");
        try (CpuRings rings = CpuRings.open(online, 16 << 10, 1)) {
            assertThat(rings.renew()).isFalse();
            int last = OnlineCpus.read(OnlineCpus.FILE).getLast();
            Files.writeString(online, last == 0 ? "0" : "0," + last);
            assertThat(rings.renew()).isEqualTo(last != 0);
            Files.writeString(online, Integer.toString(last));
            rings.renew();
            assertThat(rings.rings()).extracting(PerfRing::cpu).containsExactly(last);
            Files.writeString(online, "4095");
            assertThatThrownBy(rings::renew)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("perf event of CPU 4095: ");
        }
    }

    private CodeMapped await(int pid, Path path) {
        return events.await(
                CodeMapped.class, each -> each.pid() == pid && each.path().equals(path.toString()));
    }

    private Set<String> paths(int pid) {
        // The JVM's own starter comes before the program.
        return events
                .all(CodeMapped.class, each -> each.pid() == pid && !each.path().endsWith("/jspawnhelper"))
                .stream()
                .map(CodeMapped::path)
                .collect(Collectors.toSet());
    }

    private static Path library(String name) throws IOException {
        return CompiledProgram.LIBRARY.make(directory.toRealPath().resolve(name));
    }

    private static Process process(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Runs to the end; the pid. */
    private static int run(String... command) throws IOException {
        Process process = process(command);
        output(process);
        return (int) process.pid();
    }

    private static String output(Process process) throws IOException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as(output).isZero();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return output;
    }

    private static String asProgram(String capabilities) throws IOException {
        String all = "-all,+" + capabilities.replace(",", ",+");
        return output(process(
                "setpriv",
                "--bounding-set",
                all,
                "--inh-caps",
                all,
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                Patience.OPTION,
                "-cp",
                System.getProperty("java.class.path"),
                Watching.class.getName()));
    }

    private static void uninterruptibly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs with few capabilities. */
    static final class Watching {
        private Watching() {}

        public static void main(String[] arguments) throws IOException {
            var events = new RecordedEvents();
            try (var watch =
                    new MappingWatch(events, new SensorCounters(), new BootClock(), MappingWatch.ringBytes(2))) {
                watch.start();
                Optional<String> problem = watch.problem();
                System.out.println("problem: " + problem.orElse("none"));
                int pid = run("true");
                if (problem.isEmpty()) {
                    events.await(CodeMapped.class, each -> each.pid() == pid);
                }
                System.out.println("saw: "
                        + !events.all(CodeMapped.class, each -> each.pid() == pid)
                                .isEmpty());
            }
        }
    }
}
