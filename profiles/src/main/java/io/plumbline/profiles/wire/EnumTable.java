// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import com.google.protobuf.ProtocolMessageEnum;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Between one enum of ours and one of the wire, by their names; what either side does not know becomes a fallback. */
final class EnumTable<J extends Enum<J>, P extends Enum<P> & ProtocolMessageEnum> {
    private final Map<J, P> toProto;
    private final Map<P, J> fromProto = new HashMap<>();
    private final J fallback;

    /**
     * A table.
     *
     * @param prefix of the names on the wire
     * @param fallback for values that are unspecified, or newer than this version
     */
    EnumTable(Class<J> ours, P[] wire, String prefix, J fallback) {
        this.toProto = new EnumMap<>(ours);
        this.fallback = fallback;
        Map<String, P> byName = new HashMap<>();
        for (P value : wire) {
            byName.put(value.name(), value);
        }
        P unspecified = Objects.requireNonNull(byName.get(prefix + "UNSPECIFIED"), prefix);
        for (J value : ours.getEnumConstants()) {
            P other = byName.get(prefix + value.name());
            toProto.put(value, other == null ? unspecified : other);
            if (other != null) {
                fromProto.put(other, value);
            }
        }
    }

    P toProto(J value) {
        return Objects.requireNonNull(toProto.get(value));
    }

    J fromProto(P value) {
        return fromProto.getOrDefault(value, fallback);
    }
}
