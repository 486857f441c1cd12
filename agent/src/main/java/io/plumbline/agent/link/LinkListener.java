// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import io.plumbline.v1.ClusterView;
import io.plumbline.v1.PodContext;
import io.plumbline.v1.Profile;

/** Hears what the collector says. Called on the link's threads, one call at a time; hand over and return. */
public interface LinkListener {

    /**
     * The collector took the stream. It may be another collector than before, or one that forgot: tell it again which
     * workloads and sandboxes are here.
     *
     * @param cluster cluster id to use from now on
     * @param redactionKey the cluster's key for hashes of secrets; empty when the collector has none
     */
    void onWelcome(String cluster, byte[] redactionKey);

    /** The current form of one profile; replaces the former one. */
    void onProfile(Profile profile);

    /** Takes what the cluster says of one pod of this node; replaces what was said before. */
    void onContext(PodContext context);

    /** Takes how current the collector's knowledge of the cluster is. */
    void onView(ClusterView view);

    /** The stream ended; the link connects again by itself. */
    void onDisconnected(String reason);
}
