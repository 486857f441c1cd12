// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets logback up: without a file, to standard error, so that standard output stays free for incidents.
 *
 * <p>Logback finds this class by itself and starts with the defaults; {@link #configure} then applies the settings.
 */
public final class Logs extends ContextAwareBase implements Configurator {

    /**
     * The loggers that print frames and headers byte by byte, and with them the key of redaction and people's tokens.
     */
    private static final List<String> WIRE_LOGGERS =
            List.of("io.grpc.netty", "io.netty.handler.logging", "io.fabric8.kubernetes.client.http");

    /** Line breaks and control characters of messages are replaced: a name from a pod must not forge a second line. */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %replace(%msg){'[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]', '?'}%n%ex";

    /** Applies the settings to this process. */
    public static void configure(LogSettings settings) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            apply(context, settings);
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        apply(context, new LogSettings(LogFormat.HUMAN, LogLevel.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void apply(LoggerContext context, LogSettings settings) {
        context.reset();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, settings.format()));
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(settings.level().name()));
        root.addAppender(appender);
        // It warns of options that unix sockets do not have, at each connection.
        context.getLogger("io.netty.bootstrap").setLevel(Level.ERROR);
        // It prints a stack trace at each retry; the agent says the same in one line.
        context.getLogger("io.fabric8.kubernetes.client.informers.impl.cache.Reflector")
                .setLevel(Level.OFF);
        if (settings.level() == LogLevel.TRACE) {
            WIRE_LOGGERS.forEach(logger -> context.getLogger(logger).setLevel(Level.INFO));
        }
        // Libraries explain themselves at length below this; ask for it with trace.
        if (settings.level() == LogLevel.DEBUG) {
            for (String chatty : new String[] {"io.netty", "io.grpc", "io.fabric8"}) {
                context.getLogger(chatty).setLevel(Level.INFO);
            }
        }
    }

    static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
        Encoder<ILoggingEvent> encoder = switch (format) {
            case HUMAN -> {
                var lines = new PatternLayoutEncoder();
                lines.setPattern(PATTERN);
                yield lines;
            }
            case JSON -> {
                var json = new JsonEncoder();
                json.setWithContext(false);
                json.setWithSequenceNumber(false);
                json.setWithArguments(false);
                json.setWithMessage(false);
                json.setWithFormattedMessage(true);
                yield json;
            }
        };
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
