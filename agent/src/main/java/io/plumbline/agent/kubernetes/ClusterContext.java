// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import java.util.Optional;
import java.util.function.Consumer;

/** What the cluster says of this node's pods. That there is nobody to ask is normal: then nothing is ever known. */
public interface ClusterContext extends AutoCloseable {
    /** Begins to watch. Does not block. The sink gets every pod once it is known, and again when it changes. */
    void start(Consumer<PodContext> sink);

    /** Ok while what is known is current; otherwise why not, in one sentence. */
    Optional<String> problem();

    @Override
    void close();
}
