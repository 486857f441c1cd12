// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.plumbline.containerd.v1.ContainerDelete;
import io.plumbline.containerd.v1.Envelope;
import io.plumbline.containerd.v1.SandboxExit;
import io.plumbline.containerd.v1.TaskCreate;
import io.plumbline.containerd.v1.TaskDelete;
import io.plumbline.containerd.v1.TaskExit;
import io.plumbline.containerd.v1.TaskStart;
import java.util.List;

/** Reads containerd's events and hands them to a {@link Watch}. */
final class ContainerEventReader {
    private final Watch watch;

    ContainerEventReader(Watch watch) {
        this.watch = watch;
    }

    /** Ignores types that are not of interest. */
    void read(Envelope envelope) throws InvalidProtocolBufferException {
        ByteString value = envelope.getEvent().getValue();
        long at = Timestamps.nanos(envelope.getTimestamp());
        // containerd's type URLs have no host, so Any.unpack refuses them.
        String type = envelope.getEvent().getTypeUrl();
        switch (type.substring(type.lastIndexOf('/') + 1)) {
            case "containerd.events.TaskCreate" -> {
                TaskCreate event = TaskCreate.parseFrom(value);
                watch.created(event.getContainerId(), event.getPid(), at, event.getRootfsList());
            }
            case "containerd.events.TaskStart" -> {
                TaskStart event = TaskStart.parseFrom(value);
                watch.created(event.getContainerId(), event.getPid(), at, List.of());
            }
            case "containerd.events.TaskExit" -> {
                TaskExit event = TaskExit.parseFrom(value);
                exited(event.getContainerId(), event.getId(), event.getExitedAt(), at);
            }
            case "containerd.events.TaskDelete" -> {
                TaskDelete event = TaskDelete.parseFrom(value);
                exited(event.getContainerId(), event.getId(), event.getExitedAt(), at);
            }
            case "containerd.events.SandboxExit" -> {
                SandboxExit event = SandboxExit.parseFrom(value);
                exited(event.getSandboxId(), "", event.getExitedAt(), at);
            }
            case "containerd.events.ContainerDelete" ->
                watch.deleted(ContainerDelete.parseFrom(value).getId(), at);
            default -> {}
        }
    }

    /** The end of an exec carries its own id; the end of a container carries the container's, or none. */
    private void exited(String containerId, String id, Timestamp exitedAt, long at) {
        if (id.isEmpty() || id.equals(containerId)) {
            watch.stopped(containerId, exitedAt.getSeconds() > 0 ? Timestamps.nanos(exitedAt) : at);
        }
    }
}
