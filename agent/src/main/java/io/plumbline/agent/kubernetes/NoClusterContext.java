// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import io.plumbline.kubernetes.PodContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** There is no API server to ask: nothing is ever known, and that is no problem. */
public final class NoClusterContext implements ClusterContext {
    @Override
    public void start(Consumer<PodContext> sink) {}

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    @Override
    public void close() {}
}
