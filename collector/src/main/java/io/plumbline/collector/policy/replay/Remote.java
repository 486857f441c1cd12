// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.replay;

import io.plumbline.collector.policy.cluster.PodFacts;
import java.net.InetAddress;

/**
 * The other end of a flow, behind services. For flows to it, {@code port} is the port there; 0 where it is not known by
 * number.
 */
sealed interface Remote {
    int port();

    /** A pod. {@code portName}: how the service names the port; empty: by number. */
    record OfPod(PodFacts pod, int port, String portName) implements Remote {}

    /** An address that is no pod's. */
    record OfAddress(InetAddress address, int port) implements Remote {}

    /** An address that nobody wrote down: only a rule for every address lets it through for sure. */
    record Unknown(int port) implements Remote {}
}
