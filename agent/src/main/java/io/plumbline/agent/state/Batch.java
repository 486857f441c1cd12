// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.state;

import com.google.protobuf.ByteString;
import io.plumbline.v1.AgentMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that must become durable together: messages for the collector and changes of the agent's own state.
 *
 * @param messages their sequence numbers are ignored; the store assigns them in this order
 * @param changes applied in this order
 */
public record Batch(List<AgentMessage> messages, List<Change> changes) {

    /**
     * One change of the state table.
     *
     * @param value null deletes
     */
    public record Change(String kind, String key, @Nullable ByteString value) {}

    public Batch {
        messages = List.copyOf(messages);
        changes = List.copyOf(changes);
    }

    /** A batch of messages only. */
    public static Batch of(AgentMessage... messages) {
        return new Batch(List.of(messages), List.of());
    }

    public static Builder builder() {
        return new Builder();
    }

    public boolean isEmpty() {
        return messages.isEmpty() && changes.isEmpty();
    }

    /** Approximate size in memory and on disk, in bytes. */
    public long size() {
        long size = 64;
        for (AgentMessage message : messages) {
            size += 64 + message.getSerializedSize();
        }
        for (Change change : changes) {
            size += 128 + (change.value == null ? 0 : change.value.size());
        }
        return size;
    }

    /** Collects a batch; for one thread. */
    public static final class Builder {

        private final List<AgentMessage> messages = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();

        private Builder() {}

        public Builder message(AgentMessage message) {
            messages.add(message);
            return this;
        }

        /** Keeps a value under kind and key; replaces the former one. */
        public Builder put(String kind, String key, byte[] value) {
            changes.add(new Change(kind, key, ByteString.copyFrom(value)));
            return this;
        }

        /** Forgets a value; nothing happens when there is none. */
        public Builder delete(String kind, String key) {
            changes.add(new Change(kind, key, null));
            return this;
        }

        public Batch build() {
            return new Batch(messages, changes);
        }
    }
}
