// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import io.plumbline.kubernetes.PodContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells what the cluster says of this node's pods. That there is nobody to ask is normal: then nothing is ever known.
 */
public interface ClusterContext extends AutoCloseable {
    /** The time to wait where one can be told of every pod. */
    Duration PATIENCE = Duration.ofSeconds(60);

    /** Begins to watch. Does not block. The sink gets every pod once it is known, and again when it changes. */
    void start(Consumer<PodContext> sink);

    /** Ok while what is known is current; otherwise why not, in one sentence. */
    Optional<String> problem();

    /**
     * The time to wait for a pod that is not known yet. What the pod does meanwhile is judged after that, as far as the
     * runtime's labels tell whose it is: a probe then looks like somebody's session, so this is longer than an API server is
     * ever late.
     */
    Duration patience();

    @Override
    void close();
}
