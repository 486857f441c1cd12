// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.profile.ProfileEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a profile document changed.
 *
 * @param changed entries that are new or decided otherwise than before
 * @param removed entries that the document no longer has
 */
public record ImportResult(
        List<ProfileEntry> changed,
        List<ProfileEntry> removed,
        @Nullable StateChange stateChangeOrNull) {
    public ImportResult {
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }

    /** The change of state that the document's mode brought. */
    public Optional<StateChange> stateChange() {
        return Optional.ofNullable(stateChangeOrNull);
    }
}
