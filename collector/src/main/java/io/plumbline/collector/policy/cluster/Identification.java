// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.collector.policy.spec.Selector;
import io.plumbline.profiles.workload.Workload;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The labels by which the pods of a workload are known.
 *
 * @param pods of the workload
 * @param labels what all of them have, without what changes from pod to pod and from release to release; empty where
 *     nothing is left
 * @param alsoFits other workloads of the namespace that have these labels too
 */
public record Identification(List<PodFacts> pods, SortedMap<String, String> labels, SortedSet<Workload> alsoFits) {
    /** Written by controllers: another value for each roll-out, pod or run. */
    private static final Set<String> OF_ONE_POD = Set.of(
            "pod-template-hash",
            "pod-template-generation",
            "controller-revision-hash",
            "controller-uid",
            "batch.kubernetes.io/controller-uid",
            "batch.kubernetes.io/job-completion-index",
            "statefulset.kubernetes.io/pod-name",
            "apps.kubernetes.io/pod-index");

    /** Names of a job: they identify one, but not what a CronJob makes again and again. */
    private static final Set<String> OF_ONE_RUN = Set.of("job-name", "batch.kubernetes.io/job-name");

    /** Change with a release as a rule: taken only where the workload is not told from another one without them. */
    private static final Set<String> OF_ONE_RELEASE = Set.of(
            "version",
            "app.kubernetes.io/version",
            "helm.sh/chart",
            "chart",
            "heritage",
            "app.kubernetes.io/managed-by");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern PREFIX = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");

    public Identification {
        pods = List.copyOf(pods);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        alsoFits = Collections.unmodifiableSortedSet(new TreeSet<>(alsoFits));
    }

    /**
     * Finds the identification of a workload.
     *
     * @param own its pods
     * @param all the pods of its namespace
     */
    public static Identification of(Workload workload, List<PodFacts> own, List<PodFacts> all) {
        SortedMap<String, String> exact = common(own, workload.kind().equals("CronJob"));
        SortedMap<String, String> lasting = new TreeMap<>(exact);
        lasting.keySet().removeAll(OF_ONE_RELEASE);
        SortedSet<Workload> others = others(workload, lasting, all);
        if (lasting.isEmpty()
                || (!others.isEmpty() && others(workload, exact, all).size() < others.size())) {
            return new Identification(own, exact, others(workload, exact, all));
        }
        return new Identification(own, lasting, others);
    }

    /** True when policies do not apply to the pods: they have the network of their nodes. */
    public boolean hostNetwork() {
        return !pods.isEmpty() && pods.stream().allMatch(PodFacts::hostNetwork);
    }

    /** True for the same object, whatever the cluster was called when it was written down. */
    public static boolean same(Workload one, Workload other) {
        return one.namespace().equals(other.namespace())
                && one.kind().equals(other.kind())
                && one.name().equals(other.name());
    }

    private static SortedMap<String, String> common(List<PodFacts> pods, boolean manyRuns) {
        SortedMap<String, String> common = new TreeMap<>();
        if (!pods.isEmpty()) {
            common.putAll(pods.getFirst().labels());
        }
        pods.forEach(pod -> common.entrySet().retainAll(pod.labels().entrySet()));
        common.keySet().removeAll(OF_ONE_POD);
        if (manyRuns) {
            common.keySet().removeAll(OF_ONE_RUN);
        }
        // What no API server would have taken was made up by whoever holds the runtime's socket.
        common.entrySet().removeIf(label -> !isKey(label.getKey()) || !isValue(label.getValue()));
        return common;
    }

    private static SortedSet<Workload> others(Workload workload, SortedMap<String, String> labels, List<PodFacts> all) {
        SortedSet<Workload> others = new TreeSet<>(Comparator.comparing(Workload::toString));
        Selector selector = Selector.of(labels);
        all.stream()
                .filter(pod -> !same(pod.workload(), workload) && selector.matches(pod.labels()))
                .forEach(pod -> others.add(pod.workload()));
        return others;
    }

    /** True for the key of a label, as Kubernetes takes it. */
    public static boolean isKey(String key) {
        int slash = key.indexOf('/');
        return slash < 0
                ? NAME.matcher(key).matches()
                : PREFIX.matcher(key.substring(0, slash)).matches()
                        && NAME.matcher(key.substring(slash + 1)).matches();
    }

    /** True for the value of a label, as Kubernetes takes it. */
    public static boolean isValue(String value) {
        return value.isEmpty() || NAME.matcher(value).matches();
    }
}
