// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.plumbline.agent.container.UserIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an OCI runtime specification that matter here.
 *
 * @param arguments of the container's first process; empty when they could not be read
 * @param userIds of its user namespace; the node's when it has none of its own
 */
record OciSpec(List<String> arguments, Map<String, String> annotations, UserIds userIds) {
    private static final OciSpec NONE = new OciSpec(List.of(), Map.of(), UserIds.OF_NODE);
    /** What the kernel takes at most. */
    private static final int MOST_RANGES = 340;

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
                annotations,
                userIds(object(root.getFieldsMap().get("linux")).get("uidMappings")));
    }

    private static UserIds userIds(@Nullable Value mappings) {
        if (mappings == null) {
            return UserIds.OF_NODE;
        }
        return UserIds.of(mappings.getListValue().getValuesList().stream()
                .limit(MOST_RANGES)
                .map(OciSpec::object)
                .map(range -> new UserIds.Range(
                        number(range.get("containerID")), number(range.get("hostID")), number(range.get("size"))))
                .toList());
    }

    private static long number(@Nullable Value value) {
        return value == null ? 0 : (long) value.getNumberValue();
    }

    private static Map<String, Value> object(@Nullable Value value) {
        return value == null ? Map.of() : value.getStructValue().getFieldsMap();
    }
}
