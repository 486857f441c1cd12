// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench;

import io.plumbline.acceptance.bench.watch.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The subjects to measure, and the sensors to measure them with.
 *
 * @param subjects in the order in which they are measured
 * @param tiers the first is the one of subjects that measure only one
 */
record BenchSelection(List<BenchSubject> subjects, List<Tier> tiers) {
    BenchSelection {
        subjects = List.copyOf(subjects);
        tiers = List.copyOf(tiers);
    }

    /** Words are names of subjects and of tiers; without any of a kind, all of that kind. */
    static BenchSelection of(List<String> words) {
        List<BenchSubject> subjects = new ArrayList<>();
        List<Tier> tiers = new ArrayList<>();
        for (String word : words) {
            Optional<BenchSubject> subject = Arrays.stream(BenchSubject.values())
                    .filter(each -> each.toString().equals(word))
                    .findFirst();
            Optional<Tier> tier = Arrays.stream(Tier.values())
                    .filter(each -> each.toString().equals(word))
                    .findFirst();
            if (subject.isEmpty() && tier.isEmpty()) {
                throw new IllegalArgumentException("argument: " + word + " (expected: " + known() + ")");
            }
            subject.ifPresent(subjects::add);
            tier.ifPresent(tiers::add);
        }
        return new BenchSelection(
                subjects.isEmpty() ? List.of(BenchSubject.values()) : subjects,
                tiers.isEmpty() ? List.of(Tier.values()) : tiers);
    }

    private static String known() {
        return Arrays.stream(BenchSubject.values()).map(BenchSubject::toString).collect(Collectors.joining(", ")) + ", "
                + Arrays.stream(Tier.values()).map(Tier::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return subjects.stream().map(BenchSubject::toString).collect(Collectors.joining(", ")) + "; sensors: "
                + tiers.stream().map(Tier::toString).collect(Collectors.joining(", "));
    }
}
