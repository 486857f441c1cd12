// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.linux.KernelRelease;
import io.plumbline.agent.linux.Machine;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.ProbeReport.SignalVerdict;
import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.host.KernelFacts;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.sensor.ebpf.program.ProgramProbe;
import io.plumbline.agent.sensor.ebpf.program.ProgramVerdict;
import io.plumbline.agent.sensor.ebpf.signal.Watching;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds out what of the running kernel the sensor can use, with the rights of this process; afterwards nothing of it is left. */
public final class EbpfProbe {
    private EbpfProbe() {}

    /** Takes some seconds: each program is loaded alone, then all are attached once, and detached. */
    public static ProbeReport run(SensorSettings settings, EbpfSettings ebpf) {
        List<ProgramVerdict> programs = List.of();
        List<SignalVerdict> signals = new ArrayList<>();
        String tier = "netlink";
        String reason = "";
        try {
            programs = ProgramProbe.run(ebpf, CgroupHierarchy.find(settings.proc()));
            try (EbpfSensor sensor = EbpfSensor.open(settings, ebpf.withPin(null))) {
                tier = sensor.tier();
                signals.addAll(signals(sensor));
            }
        } catch (IOException refused) {
            reason = String.valueOf(refused.getMessage());
        }
        return new ProbeReport(
                KernelRelease.running().text(),
                Machine.own().label(),
                tier,
                reason,
                programs,
                signals,
                KernelFacts.read(Path.of("/")));
    }

    private static List<SignalVerdict> signals(EbpfSensor sensor) {
        List<SignalVerdict> verdicts = new ArrayList<>();
        Map<String, String> unwatched = sensor.unwatched();
        for (Map.Entry<String, Watching> each : sensor.watching().entrySet()) {
            Watching how = each.getValue();
            if (!unwatched.containsKey(each.getKey())) {
                verdicts.add(
                        new SignalVerdict(each.getKey(), true, how.variant(), String.join("; ", how.passedOver()), ""));
            }
        }
        unwatched.forEach((signal, why) -> verdicts.add(new SignalVerdict(signal, false, "", "", why)));
        return verdicts;
    }
}
