// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.health;

import io.plumbline.service.config.Address;
import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import java.util.List;

/**
 * The address at which health and metrics are served.
 *
 * @param address port 0 takes a free one
 */
public record AdminSettings(Address.Tcp address) {

    public static final Setting<Address.Tcp> ADDRESS = Setting.of(
            "admin.address",
            ValueType.tcpAddress(),
            "127.0.0.1:9464",
            "Where /livez, /readyz and /metrics are served; plain HTTP, so keep it on the loopback or behind a network policy.");

    public static List<Setting<?>> settings() {
        return List.of(ADDRESS);
    }

    public static AdminSettings from(Configuration configuration) {
        return new AdminSettings(configuration.get(ADDRESS));
    }
}
