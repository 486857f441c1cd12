// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import com.google.protobuf.ByteString;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.ChangeBatch;
import io.plumbline.collector.store.Store;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The facts that every agent of the cluster is told.
 *
 * @param id cluster id
 * @param redactionKey key for hashes of secrets and code; never logged
 */
public record ClusterFacts(String id, ByteString redactionKey) {
    private static final String KEY = "redaction-key";
    private static final int KEY_BYTES = 32;

    /** The facts with the key that the store has; the first start makes one. {@code random} must not be predictable. */
    public static ClusterFacts load(String id, Store store, RandomGenerator random) {
        Optional<ByteString> known = store.value(KEY);
        if (known.isPresent()) {
            return new ClusterFacts(id, known.get());
        }
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        ByteString made = ByteString.copyFrom(bytes);
        store.commit(new ChangeBatch().add(new Change.ValueSaved(KEY, made)));
        return new ClusterFacts(id, made);
    }

    /** Shows the facts without the key. */
    @Override
    public String toString() {
        return "ClusterFacts[id=" + id + "]";
    }
}
