// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.Hello;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The rule for the first message of a stream. */
final class HelloRule {
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int MAX_TEXT = 256;
    private static final int VERSION_7 = 7;

    private HelloRule() {}

    /** The fault of a first message; empty when it is a good hello. */
    static Optional<String> problem(AgentMessage first) {
        if (!first.hasHello()) {
            return Optional.of("first message: " + name(first) + " (expected: hello)");
        }
        Hello hello = first.getHello();
        if (!NODE.matcher(hello.getNode()).matches()) {
            return Optional.of("node: " + Texts.show(hello.getNode())
                    + " (expected: the name of a node, 1 to 253 letters, digits, '-', '.' or '_')");
        }
        if (!ID.matcher(hello.getEpoch()).matches()) {
            return Optional.of("epoch: " + Texts.show(hello.getEpoch()) + " (expected: a UUID)");
        }
        if (!ID.matcher(hello.getInstance()).matches()) {
            return Optional.of("instance: " + Texts.show(hello.getInstance()) + " (expected: a UUID)");
        }
        return tooLong("version", hello.getVersion())
                .or(() -> tooLong("boot_id", hello.getBootId()))
                .or(() -> tooLong("kernel", hello.getKernel()));
    }

    /** True when both ids tell their age (UUIDv7) and the first was made before the second. */
    static boolean isOlder(String instance, String other) {
        UUID one = UUID.fromString(instance);
        UUID two = UUID.fromString(other);
        return one.version() == VERSION_7
                && two.version() == VERSION_7
                && Long.compareUnsigned(one.getMostSignificantBits(), two.getMostSignificantBits()) < 0;
    }

    static String name(AgentMessage message) {
        return message.getBodyCase().name().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> tooLong(String field, String text) {
        return text.length() <= MAX_TEXT
                ? Optional.empty()
                : Optional.of(field + ": " + Texts.show(text) + " (expected: at most " + MAX_TEXT + " characters)");
    }
}
