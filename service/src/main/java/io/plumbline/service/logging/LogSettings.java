// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.logging;

import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import java.util.List;

/** The form of logs and the least level that is written; they go to standard error. */
public record LogSettings(LogFormat format, LogLevel level) {

    public static final Setting<LogFormat> FORMAT = Setting.of(
            "log.format", ValueType.oneOf(LogFormat.class), "human", "Whether log lines are for people or machines.");
    public static final Setting<LogLevel> LEVEL = Setting.of(
            "log.level", ValueType.oneOf(LogLevel.class), "info", "From which severity on log lines are written.");

    public static List<Setting<?>> settings() {
        return List.of(FORMAT, LEVEL);
    }

    public static LogSettings from(Configuration configuration) {
        return new LogSettings(configuration.get(FORMAT), configuration.get(LEVEL));
    }
}
