// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import java.util.List;

/**
 * What a store has to write so that it holds a baseline as it is now; deletes come before puts.
 *
 * @param deletes {@link Row#rowKey()} of rows that are gone
 */
public record Changes(List<Row> puts, List<String> deletes) {
    public Changes {
        puts = List.copyOf(puts);
        deletes = List.copyOf(deletes);
    }

    public boolean isEmpty() {
        return puts.isEmpty() && deletes.isEmpty();
    }
}
