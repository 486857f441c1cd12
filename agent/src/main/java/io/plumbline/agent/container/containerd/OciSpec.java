// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an OCI runtime specification that matter here.
 *
 * @param arguments of the container's first process; empty when they could not be read
 */
record OciSpec(List<String> arguments, Map<String, String> annotations) {
    private static final OciSpec NONE = new OciSpec(List.of(), Map.of());
    private static final int BYTE_LIMIT = 2 * 1024 * 1024;

    OciSpec {
        arguments = List.copyOf(arguments);
        annotations = Map.copyOf(annotations);
    }

    /** Reads the JSON within {@code spec}; what is too large or malformed counts as empty. */
    static OciSpec parse(Any spec) {
        if (spec.getValue().isEmpty() || spec.getValue().size() > BYTE_LIMIT) {
            return NONE;
        }
        Struct.Builder root = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(spec.getValue().toStringUtf8(), root);
        } catch (InvalidProtocolBufferException malformed) {
            return NONE;
        }
        Map<String, String> annotations = new LinkedHashMap<>();
        object(root.getFieldsMap().get("annotations")).forEach((key, value) -> {
            if (value.hasStringValue()) {
                annotations.put(key, value.getStringValue());
            }
        });
        Value arguments = object(root.getFieldsMap().get("process")).getOrDefault("args", Value.getDefaultInstance());
        return new OciSpec(
                Bounds.arguments(arguments.getListValue().getValuesList().stream()
                        .map(Value::getStringValue)
                        .toList()),
                annotations);
    }

    private static Map<String, Value> object(@Nullable Value value) {
        return value == null ? Map.of() : value.getStructValue().getFieldsMap();
    }
}
