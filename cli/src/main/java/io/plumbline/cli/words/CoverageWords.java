// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import io.plumbline.v1.Coverage;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Describes in sentences what the sensors saw and what they did not. */
public final class CoverageWords {
    private CoverageWords() {}

    /**
     * Tells the numbers of observations that were described, that could not be read in full, and that were missed, by cause.
     */
    public static String seen(Coverage coverage) {
        String sensor = coverage.getSensor().isEmpty() ? "unknown" : coverage.getSensor();
        long described = coverage.getDescribed();
        long undescribed = sum(coverage.getUndescribedMap());
        long lost = sum(coverage.getLostMap());
        if (undescribed == 0 && lost == 0) {
            return "The " + sensor + " sensor described all " + CountWords.of(described)
                    + " events that it saw of this container; it counted no loss.";
        }
        return "The " + sensor + " sensor described " + CountWords.of(described, "event", "events")
                + " in full"
                + (undescribed == 0
                        ? ""
                        : ", saw " + CountWords.of(undescribed) + " in part (" + causes(coverage.getUndescribedMap())
                                + ")")
                + (lost == 0 ? "" : ", missed " + CountWords.of(lost) + " (" + causes(coverage.getLostMap()) + ")")
                + ": " + share(described, undescribed + lost) + " may be missing here.";
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String causes(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(cause -> cause.getValue() != 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(cause -> CountWords.of(cause.getValue()) + " " + cause.getKey())
                .collect(Collectors.joining(", "));
    }

    /** Names what is not watched at all; empty where everything is. */
    public static String unwatched(Coverage coverage) {
        if (coverage.getUnwatchedCount() == 0) {
            return "";
        }
        var signalsByReason = new TreeMap<String, TreeSet<String>>();
        coverage.getUnwatchedMap()
                .forEach((signal, reason) -> signalsByReason
                        .computeIfAbsent(reason, ignored -> new TreeSet<>())
                        .add(signal));
        return signalsByReason.entrySet().stream()
                .map(group -> String.join(", ", group.getValue())
                        + (group.getKey().isEmpty() ? "" : " (" + group.getKey() + ")"))
                .collect(Collectors.joining("; ", "Not watched: ", "."));
    }

    private static String share(long described, long lost) {
        double all = (double) described + lost;
        double percent = 100.0 * lost / all;
        return percent < 1 ? "less than 1 %" : "about " + Math.round(percent) + " %";
    }
}
