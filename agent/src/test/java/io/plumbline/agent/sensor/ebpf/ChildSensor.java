// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sensor in a process of its own, as in an agent with other rights: says what it sees of one exec, and stays until its input ends. */
final class ChildSensor {
    private ChildSensor() {}

    /** The command that runs a main class of this class path behind a prefix such as setpriv. */
    static ProcessBuilder command(Class<?> main, String... prefix) {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                Patience.OPTION,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    public static void main(String[] arguments) throws IOException {
        Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .forEach(System.out::println);
        var events = new RecordedEvents();
        try (var sensor = EbpfSensor.open(SensorSettings.defaults(), EbpfSettings.defaults())) {
            sensor.start(events);
            events.await(SnapshotFinished.class, any -> true);
            Process process = new ProcessBuilder("/bin/true", "seen-by-child").start();
            ProcessExecuted executed = events.await(
                    ProcessExecuted.class,
                    each -> each.pid() == process.pid()
                            && Watched.arguments(each.details())
                                    .values()
                                    .equals(List.of("/bin/true", "seen-by-child")));
            ProcessDetails details = executed.details();
            System.out.println("executable: " + details.executable().orElse("unknown"));
            System.out.println("cgroup: " + details.cgroup().orElse("unknown"));
            sensor.unwatched().forEach((signal, reason) -> System.out.println("unwatched " + signal + ": " + reason));
            sensor.counters().forEach((name, value) -> System.out.println(name + ": " + value));
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Until whoever started this has seen enough.
            }
        } catch (IOException refused) {
            System.out.println("refused: " + refused.getMessage());
            try {
                EbpfSensor.open(SensorSettings.defaults(), EbpfSettings.defaults())
                        .close();
            } catch (IOException again) {
                System.out.println("again: " + again.getMessage());
            }
        }
    }
}
