// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The start of the packaged agent in a guest.
 *
 * @param ready whether all its parts came to be in order
 * @param signals what its sensor watches, by its metrics
 * @param health what it said of itself
 */
public record AgentStart(boolean ready, List<String> signals, String health) {
    private static final Pattern SIGNAL =
            Pattern.compile("plumbline_agent_sensor_total\\{counter=\"signal-([a-z]+)\"\\} 1(\\.0)?");

    public AgentStart {
        signals = List.copyOf(signals);
    }

    /** Reads the answers to /readyz and /metrics, with their heads. */
    static AgentStart parse(String readiness, String metrics) {
        List<String> signals = new ArrayList<>();
        Matcher matcher = SIGNAL.matcher(metrics);
        while (matcher.find()) {
            signals.add(matcher.group(1));
        }
        String[] headAndBody = readiness.replace("\r", "").split("\n\n", 2);
        return new AgentStart(
                headAndBody[0].contains(" 200 "), signals, headAndBody.length < 2 ? readiness : headAndBody[1].strip());
    }
}
