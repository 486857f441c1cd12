// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.spec;

import io.plumbline.profiles.peer.AddressRange;
import java.util.List;
import java.util.Optional;

/** A peer that a rule lets in, or lets the pod reach. */
public sealed interface PolicyPeer {
    /**
     * Pods by labels.
     *
     * @param namespaces null: the namespace of the policy
     * @param pods which pods of these namespaces
     */
    record Pods(@org.jspecify.annotations.Nullable Selector namespaces, Selector pods) implements PolicyPeer {
        public Optional<Selector> chosenNamespaces() {
            return Optional.ofNullable(namespaces);
        }
    }

    /** Addresses, without some of them. */
    record Block(AddressRange range, List<AddressRange> except) implements PolicyPeer {
        public Block {
            except = List.copyOf(except);
        }

        public Block(AddressRange range) {
            this(range, List.of());
        }
    }
}
