// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer of {@code plumbline-agent --probe=json} on a kernel.
 *
 * @param kernel as uname -r
 * @param tier the sensor that an agent would use
 * @param reason why not a better one; empty when it is the best
 */
public record Probe(String kernel, String tier, String reason, List<Program> programs, List<Signal> signals) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Probe {
        programs = List.copyOf(programs);
        signals = List.copyOf(signals);
    }

    /** Reads it; what may stand around the object, such as warnings of a JVM, is passed over. */
    public static Probe parse(String text) throws IOException {
        int begin = text.indexOf('{');
        if (begin < 0) {
            throw new IOException("probe: " + text.strip() + " (expected: a JSON object)");
        }
        JsonNode root;
        try {
            root = JSON.readTree(text.substring(begin));
        } catch (JsonProcessingException damaged) {
            throw new IOException("probe: " + damaged.getOriginalMessage(), damaged);
        }
        List<Program> programs = new ArrayList<>();
        root.path("programs")
                .forEach(each -> programs.add(new Program(
                        each.path("name").asText(),
                        each.path("signal").asText(),
                        each.path("attach").asText(),
                        each.path("verdict").asText(),
                        each.path("instructions").asInt(),
                        each.path("reason").asText())));
        List<Signal> signals = new ArrayList<>();
        root.path("signals")
                .forEach(each -> signals.add(new Signal(
                        each.path("signal").asText(),
                        each.path("watched").asBoolean(),
                        each.path("variant").asText(),
                        each.path("limits").asText(),
                        each.path("reason").asText())));
        return new Probe(
                root.path("kernel").asText(),
                root.path("tier").asText(),
                root.path("reason").asText(),
                programs,
                signals);
    }

    /** The signals that are watched, each with how, in one line. */
    public String watched() {
        return signals.stream()
                .filter(Signal::watched)
                .map(each -> each.variant().isEmpty() ? each.signal() : each.signal() + " (" + each.variant() + ")")
                .collect(Collectors.joining(", "));
    }

    /** The signals that are not watched, each with the reason. */
    public List<String> unwatched() {
        return signals.stream()
                .filter(each -> !each.watched())
                .map(each -> each.signal() + ": " + each.reason())
                .toList();
    }

    /**
     * One program of the sensor.
     *
     * @param verdict loaded, refused or unused
     * @param instructions that the verifier went through
     */
    public record Program(String name, String signal, String attach, String verdict, int instructions, String reason) {
        /** True when the kernel took it. */
        public boolean loaded() {
            return verdict.equals("loaded");
        }
    }

    /**
     * One signal.
     *
     * @param variant how it is watched
     * @param limits why not in a better way
     * @param reason why it is not watched
     */
    public record Signal(String signal, boolean watched, String variant, String limits, String reason) {}
}
