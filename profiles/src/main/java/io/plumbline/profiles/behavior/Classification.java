// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Which class a behaviour is of; sensitive exactly when there is at least one reason. */
public record Classification(BehaviorClass behaviorClass, Set<Sensitivity> sensitivities) {
    /** Nothing to ask a person about. */
    public static final Classification ORDINARY = new Classification(BehaviorClass.ORDINARY, Set.of());

    public Classification {
        sensitivities = sensitivities.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(sensitivities));
    }

    /** Sensitive with these reasons; ordinary when there are none. */
    public static Classification of(Set<Sensitivity> sensitivities) {
        return sensitivities.isEmpty() ? ORDINARY : new Classification(BehaviorClass.SENSITIVE, sensitivities);
    }

    public boolean isSensitive() {
        return behaviorClass == BehaviorClass.SENSITIVE;
    }
}
