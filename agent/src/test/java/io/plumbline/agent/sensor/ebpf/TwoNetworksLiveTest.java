// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.FlowSeen;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.testing.CompiledProgram;
import io.plumbline.agent.testing.RecordedEvents;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A sensor that watches two networks, for all tests of a class, and a process in each of them, for one test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoNetworksLiveTest {
    final RecordedEvents events = new RecordedEvents();

    /** What other processes of the machine do is no concern of the test. */
    private final EventSink own = event -> {
        if (!(event instanceof SensorEvent.NetworkEvent network) || isOwn(network.networkNamespace())) {
            events.accept(event);
        }
    };

    EbpfSensor sensor;
    TwoNetworks networks;
    Path program;
    Talker near;
    Talker far;

    /** The next port that a mark connects to. */
    private int marks = 9000;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        program = CompiledProgram.TALK.make(directory.resolve("talk"));
        networks = new TwoNetworks(CgroupHierarchy.find(Path.of("/proc")).mount());
        beforeTheSensor();
        sensor = EbpfSensor.open(SensorSettings.defaults(), EbpfSettings.defaults());
        sensor.start(own);
        events.await(SnapshotFinished.class, any -> true);
    }

    /** Begins what is there before the sensor. */
    void beforeTheSensor() throws Exception {}

    @AfterAll
    void stop() throws Exception {
        sensor.close();
        networks.close();
    }

    @BeforeEach
    void talkers() throws Exception {
        near = Talker.start(program, networks.nearPid(), networks.nearCgroup());
        far = Talker.start(program, networks.farPid(), networks.farCgroup());
    }

    @AfterEach
    void silence() throws Exception {
        near.close();
        far.close();
    }

    /** Makes the near process connect, and waits until that was told: what was not told before it is never told. */
    void mark() {
        int port = marks++;
        near.ok("tcp4 63");
        near.error("connect 63 10.77.0.2 " + port);
        near.ok("close 63");
        events.await(FlowSeen.class, flow -> flow.remote().port() == port);
    }

    private boolean isOwn(long network) {
        return network == networks.nearNetwork() || network == networks.farNetwork();
    }
}
