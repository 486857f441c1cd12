// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.testing.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A sensor on the real kernel that has begun to watch, and what it told. */
final class Watched implements AutoCloseable {
    private final RecordedEvents events = new RecordedEvents();
    private final EbpfSensor sensor;

    /** With the usual settings; the property {@code plumbline.trampolines} may forbid programs at functions of the kernel. */
    Watched() throws IOException {
        this(EbpfSettings.defaults().withTrampolines(!"false".equals(System.getProperty("plumbline.trampolines"))));
    }

    Watched(EbpfSettings settings) throws IOException {
        sensor = EbpfSensor.open(SensorSettings.defaults(), settings);
        sensor.start(events);
        events.await(SnapshotFinished.class, any -> true);
    }

    RecordedEvents events() {
        return events;
    }

    EbpfSensor sensor() {
        return sensor;
    }

    /** Waits for the exec with these arguments, whatever the program is called. */
    ProcessExecuted exec(String... argumentsOfProgram) {
        List<String> wanted = List.of(argumentsOfProgram);
        return events.await(ProcessExecuted.class, each -> {
            List<String> values = arguments(each.details()).values();
            return values.size() == wanted.size() + 1
                    && values.subList(1, values.size()).equals(wanted);
        });
    }

    static Arguments arguments(ProcessDetails details) {
        return details.arguments().orElse(new Arguments(List.of(), false));
    }

    static FileIdentity file(ProcessExecuted executed) {
        return executed.details().file().toOptional().orElseThrow();
    }

    static Launch launch(ProcessExecuted executed) {
        return executed.details().launch().toOptional().orElseThrow();
    }

    static long inode(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:ino");
    }

    static long device(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:dev");
    }

    @Override
    public void close() {
        sensor.close();
    }
}
