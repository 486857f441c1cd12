// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.record.NamespaceRecord;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All namespaces by name. */
final class Namespaces extends Kept<NamespaceRecord> {
    private static final long BYTES = 300;

    private final Consumer<String> onChange;

    Namespaces(MemoryBounds bounds, Consumer<String> onChange) {
        super(bounds.namespaces());
        this.onChange = onChange;
    }

    @Override
    void changed(String name, @Nullable NamespaceRecord former, NamespaceRecord now) {}

    /** Tells of a change; those who are told must find the new form when they ask. */
    @Override
    void stored(String name, @Nullable NamespaceRecord former, NamespaceRecord now) {
        if (!now.equals(former)) {
            onChange.accept(name);
        }
    }

    @Override
    void gone(String name, NamespaceRecord former) {}

    @Override
    long bytesOf(NamespaceRecord namespace) {
        return BYTES + bytesOf(namespace.labels());
    }
}
