// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names of all pods of this node, one book each: pods that share the node's network ask whom they like. At most {@value #MOST}
 * addresses together; beyond that the pod that has the most loses one. For one thread.
 */
public final class NameBooks {
    static final int MOST = 32_768;

    private final Map<String, NameBook> books = new HashMap<>();
    private final NameCounts counts = new NameCounts();

    /** The book of a pod, by the id of its sandbox; made when there is none. */
    public NameBook of(String sandboxId) {
        return books.computeIfAbsent(sandboxId, ignored -> new NameBook(counts));
    }

    /** The book of a pod, if there is one. */
    public Optional<NameBook> find(String sandboxId) {
        return Optional.ofNullable(books.get(sandboxId));
    }

    /** A pod is gone. */
    public void end(String sandboxId) {
        books.remove(sandboxId);
    }

    /** Keeps to the bound, after an answer. */
    public void trim() {
        int all = size();
        while (all > MOST) {
            NameBook largest = null;
            for (NameBook book : books.values()) {
                largest = largest == null || book.size() > largest.size() ? book : largest;
            }
            int forgotten = largest == null ? 0 : largest.forgetEldest();
            counts.add("addresses-pushed-out", forgotten);
            all -= Math.max(1, forgotten);
        }
    }

    /** Forgets what is no longer believed. */
    public void expire(long nowNanos) {
        books.values().forEach(book -> book.expire(nowNanos));
    }

    /** Addresses that have a name. */
    public int size() {
        int all = 0;
        for (NameBook book : books.values()) {
            all += book.size();
        }
        return all;
    }

    public NameCounts counts() {
        return counts;
    }
}
