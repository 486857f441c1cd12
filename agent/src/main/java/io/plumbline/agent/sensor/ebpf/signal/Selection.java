// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.signal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which variant of each signal is loaded: the first that the kernel did not refuse, and why not a better one. Not thread-safe. */
public final class Selection {
    private final Map<Signal, List<Variant>> candidates = new EnumMap<>(Signal.class);
    private final Map<Signal, List<String>> reasons = new EnumMap<>(Signal.class);
    /** Of signals that no variant is left of: the programs that the kernel did take. */
    private final Map<Signal, Variant> remains = new EnumMap<>(Signal.class);

    public Selection(Variants variants) {
        variants.choices().forEach((signal, choice) -> {
            candidates.put(signal, new ArrayList<>(choice.candidates()));
            reasons.put(signal, new ArrayList<>(choice.without()));
        });
    }

    /** The variant of a signal; empty when the kernel refused all. */
    public Optional<Variant> of(Signal signal) {
        return candidates.getOrDefault(signal, List.of()).stream().findFirst();
    }

    /** What is to be loaded. */
    public Map<Signal, Variant> current() {
        Map<Signal, Variant> current = new EnumMap<>(remains);
        for (Signal signal : candidates.keySet()) {
            of(signal).ifPresent(variant -> current.put(signal, variant));
        }
        return current;
    }

    /**
     * Signals in the order in which to look for what the kernel refuses: first what it may not allow at all, then what nothing goes
     * without, then those with another way.
     */
    public List<Signal> mostDoubtfulFirst() {
        return candidates.keySet().stream()
                .filter(signal -> of(signal).isPresent())
                .sorted(Comparator.comparing(
                                (Signal signal) -> !of(signal).orElseThrow().usesFunctions())
                        .thenComparing(signal -> signal != Signal.PROCESSES)
                        .thenComparing(signal -> !hasAnotherWay(signal)))
                .toList();
    }

    public boolean hasAnotherWay(Signal signal) {
        return candidates.getOrDefault(signal, List.of()).size() > 1;
    }

    /**
     * Gives up the current variant of a signal.
     *
     * @param refusals its programs that the kernel refused, with the reason
     */
    public void refuse(Signal signal, Map<String, String> refusals) {
        List<Variant> ways = Objects.requireNonNull(candidates.get(signal), "signal");
        Variant refused = ways.removeFirst();
        Map<String, List<String>> programs = new LinkedHashMap<>();
        refusals.forEach((program, reason) ->
                programs.computeIfAbsent(reason, ignored -> new ArrayList<>()).add(program));
        programs.forEach((reason, refusing) -> reasons.computeIfAbsent(signal, ignored -> new ArrayList<>())
                .add((ways.isEmpty() ? "" : refused.word() + ": ") + reason + " for " + String.join(", ", refusing)));
        if (ways.isEmpty()) {
            Map<String, String> taken = new LinkedHashMap<>(refused.hooks());
            taken.keySet().removeAll(refusals.keySet());
            remains.put(signal, new Variant(refused.word(), taken, refused.maps()));
        }
    }

    /** Why a signal has no better variant, or none at all. */
    public List<String> reasons(Signal signal) {
        return reasons.getOrDefault(signal, List.of());
    }
}
