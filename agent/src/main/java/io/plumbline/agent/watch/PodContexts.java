// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.kubernetes.PodContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the cluster said of pods, by their uid: at most {@value #MOST_CONTEXTS}. Owned by the pipeline thread. */
final class PodContexts {
    private static final int MOST_CONTEXTS = 1024;

    private final Map<String, PodContext> contexts = new LinkedHashMap<>();

    @Nullable
    PodContext get(String podUid) {
        return contexts.get(podUid);
    }

    /** False when exactly that was known. */
    boolean put(PodContext context) {
        return !context.equals(contexts.put(context.uid(), context));
    }

    /** What was said before the agent was started; it may come again, or never while nobody can be asked. */
    void restore(PodContext context) {
        contexts.putIfAbsent(context.uid(), context);
    }

    /**
     * Makes room when there are too many: the oldest of a pod that is not here goes. Nobody tells again of a pod that comes later, or
     * comes back.
     *
     * @return uid of the pod that is forgotten
     */
    Optional<String> shrink(Set<String> podsHere) {
        if (contexts.size() <= MOST_CONTEXTS) {
            return Optional.empty();
        }
        Optional<String> oldest = contexts.keySet().stream()
                .filter(uid -> !podsHere.contains(uid))
                .findFirst();
        oldest.ifPresent(contexts::remove);
        return oldest;
    }
}
