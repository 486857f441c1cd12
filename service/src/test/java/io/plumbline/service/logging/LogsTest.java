// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.ConfiguredProgram;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LogsTest {

    private static final ConfiguredProgram PROGRAM = ConfiguredProgram.of("agent", "watches", LogSettings.settings());

    @AfterEach
    void restore() {
        Logs.configure(new LogSettings(LogFormat.HUMAN, LogLevel.INFO));
    }

    @Test
    void isForPeopleByDefault() {
        assertThat(LogSettings.from(PROGRAM.configure(List.of(), Map.of())))
                .isEqualTo(new LogSettings(LogFormat.HUMAN, LogLevel.INFO));
    }

    @Test
    void takesFormatAndLevelFromTheSettings() {
        assertThat(LogSettings.from(
                        PROGRAM.configure(List.of("--log.format", "json"), Map.of("PLUMBLINE_LOG_LEVEL", "debug"))))
                .isEqualTo(new LogSettings(LogFormat.JSON, LogLevel.DEBUG));
    }

    @Test
    void rejectsUnknownFormats() {
        assertThatThrownBy(() -> PROGRAM.configure(List.of("--log.format", "xml", "--log.level", "loud"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("""
                        --log.format: "xml" (expected: one of human, json)
                        --log.level: "loud" (expected: one of error, warn, info, debug, trace)""");
    }

    @Test
    void startsWithInfoOnStandardErrorAndKeepsLibrariesQuiet() {
        assertThat(root().getLevel()).isEqualTo(Level.INFO);
        Logs.configure(new LogSettings(LogFormat.HUMAN, LogLevel.DEBUG));
        assertThat(root().getLevel()).isEqualTo(Level.DEBUG);
        assertThat(LoggerFactory.getLogger("io.grpc.netty").isDebugEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("io.plumbline").isDebugEnabled()).isTrue();
    }

    @Test
    void printsNoFramesAndHeadersAtAnyLevel() {
        Logs.configure(new LogSettings(LogFormat.HUMAN, LogLevel.TRACE));
        assertThat(LoggerFactory.getLogger("io.netty.channel").isTraceEnabled()).isTrue();
        assertThat(LoggerFactory.getLogger("io.grpc.netty.NettyClientHandler").isDebugEnabled())
                .isFalse();
        Logs.configure(new LogSettings(LogFormat.HUMAN, LogLevel.ERROR));
        assertThat(LoggerFactory.getLogger("io.grpc.netty.NettyClientHandler").isInfoEnabled())
                .isFalse();
    }

    @Test
    void keepsHostileMessagesOnOneLine() {
        String line = encode(LogFormat.HUMAN, "container evil\n2026-01-01 ERROR forged\u001b[2J\u2028x");
        assertThat(line).endsWith("container evil?2026-01-01 ERROR forged?[2J?x\n");
        assertThat(line.lines()).hasSize(1);
    }

    @Test
    void writesOneJsonObjectALine() {
        String line = encode(LogFormat.JSON, "say \"hi\"\n\u001b[2J");
        assertThat(line.lines()).hasSize(1);
        assertThat(line)
                .startsWith("{")
                .endsWith("}\n")
                .contains("\"level\":\"WARN\"", "\"formattedMessage\":\"say \\\"hi\\\"\\n\\u001")
                .doesNotContain("\u001b");
    }

    private static String encode(LogFormat format, String message) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var event = new LoggingEvent("x", context.getLogger("io.plumbline.Test"), Level.WARN, message, null, null);
        return new String(Logs.encoder(context, format).encode(event), StandardCharsets.UTF_8);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
