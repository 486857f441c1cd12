// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import io.plumbline.v1.Behavior;

/** Describes what was done with connections and names, where the behaviour alone does not say it. */
public final class TrafficWords {
    private TrafficWords() {}

    /** A behaviour as what somebody did that broke a rule: {@code scans 10.7.0.0/16, tcp 22}. */
    public static String deed(String rule, Behavior behavior) {
        String what = BehaviorWords.of(behavior);
        return switch (rule) {
            case "network-scan" -> "scans " + what;
            case "dns-tunnel" -> "asks for very many names of the form " + what;
            case "beaconing" -> "connects at regular intervals to " + what;
            case "bytes-out" -> "sends unusually much to " + what;
            case "encrypted-dns" -> "may ask for hidden names at " + what;
            case "new-resolver" -> "asks for names at " + what;
            case "address-without-name" -> "connects without a name to " + what;
            default -> BehaviorWords.deed(behavior);
        };
    }
}
