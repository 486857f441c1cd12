// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.sensor.ebpf.EbpfSensor;
import io.plumbline.agent.sensor.netlink.NetlinkSensor;
import io.plumbline.agent.sensor.procfs.ProcfsSensor;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the sensor: the best that works here, unless the settings name one. A missing sensor never ends the agent. */
final class SensorTiers {
    private static final Logger log = LoggerFactory.getLogger(SensorTiers.class);

    private SensorTiers() {}

    /** The sensor, not started yet; says once which it is and why no better one. */
    static Sensor open(AgentSettings settings) {
        return switch (settings.tier()) {
            case PROCFS -> new ProcfsSensor(settings.sensor());
            case NETLINK -> new NetlinkSensor(settings.sensor());
            case AUTO, EBPF -> {
                try {
                    yield EbpfSensor.open(settings.sensor(), settings.ebpf());
                } catch (IOException refused) {
                    log.warn("the ebpf sensor can not watch here, the netlink sensor does: {}", refused.getMessage());
                    yield new NetlinkSensor(settings.sensor());
                }
            }
        };
    }
}
