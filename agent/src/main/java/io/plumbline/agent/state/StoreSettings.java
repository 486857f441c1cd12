// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.state;

import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import java.nio.file.Path;
import java.util.List;

/**
 * The place where the agent keeps what must survive a restart.
 *
 * @param directory made when it is missing; one agent only
 */
public record StoreSettings(Path directory) {

    public static final Setting<Path> DIRECTORY = Setting.of(
            "state.directory",
            ValueType.path(),
            "/var/lib/plumbline/agent",
            "Directory of the outbox and of what was learned; used by one agent only.");

    public static List<Setting<?>> settings() {
        return List.of(DIRECTORY);
    }

    public static StoreSettings from(Configuration configuration) {
        return new StoreSettings(configuration.get(DIRECTORY));
    }
}
