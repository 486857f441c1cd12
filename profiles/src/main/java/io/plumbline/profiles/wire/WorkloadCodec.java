// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.profiles.workload.WorkloadIdentity;

/** Workloads and what belongs to them. Total: every message can be read. */
public final class WorkloadCodec {
    private static final EnumTable<ContainerType, io.plumbline.v1.ContainerType> TYPES = new EnumTable<>(
            ContainerType.class, io.plumbline.v1.ContainerType.values(), "CONTAINER_TYPE_", ContainerType.UNKNOWN);
    private static final EnumTable<IdentitySource, io.plumbline.v1.IdentitySource> SOURCES = new EnumTable<>(
            IdentitySource.class, io.plumbline.v1.IdentitySource.values(), "IDENTITY_SOURCE_", IdentitySource.NAME);

    private WorkloadCodec() {}

    public static io.plumbline.v1.Workload toProto(Workload workload) {
        return io.plumbline.v1.Workload.newBuilder()
                .setCluster(workload.cluster())
                .setNamespace(workload.namespace())
                .setKind(workload.kind())
                .setName(workload.name())
                .build();
    }

    public static Workload fromProto(io.plumbline.v1.Workload workload) {
        return new Workload(workload.getCluster(), workload.getNamespace(), workload.getKind(), workload.getName());
    }

    public static io.plumbline.v1.BaselineKey toProto(BaselineKey key) {
        return io.plumbline.v1.BaselineKey.newBuilder()
                .setWorkload(toProto(key.workload()))
                .setContainerName(key.containerName())
                .setContainerType(toProto(key.containerType()))
                .build();
    }

    public static BaselineKey fromProto(io.plumbline.v1.BaselineKey key) {
        return new BaselineKey(fromProto(key.getWorkload()), key.getContainerName(), fromProto(key.getContainerType()));
    }

    public static io.plumbline.v1.WorkloadIdentity toProto(WorkloadIdentity identity) {
        var message = io.plumbline.v1.WorkloadIdentity.newBuilder()
                .setWorkload(toProto(identity.workload()))
                .setSource(toProto(identity.source()));
        if (identity.ownerUid() != null) {
            message.setOwnerUid(identity.ownerUid());
        }
        if (identity.namespaceUid() != null) {
            message.setNamespaceUid(identity.namespaceUid());
        }
        return message.build();
    }

    public static WorkloadIdentity fromProto(io.plumbline.v1.WorkloadIdentity identity) {
        return new WorkloadIdentity(
                fromProto(identity.getWorkload()),
                fromProto(identity.getSource()),
                identity.hasOwnerUid() ? identity.getOwnerUid() : null,
                identity.hasNamespaceUid() ? identity.getNamespaceUid() : null);
    }

    public static io.plumbline.v1.ContainerType toProto(ContainerType type) {
        return TYPES.toProto(type);
    }

    public static ContainerType fromProto(io.plumbline.v1.ContainerType type) {
        return TYPES.fromProto(type);
    }

    public static io.plumbline.v1.IdentitySource toProto(IdentitySource source) {
        return SOURCES.toProto(source);
    }

    /** A source that this version does not know counts as the weakest. */
    public static IdentitySource fromProto(io.plumbline.v1.IdentitySource source) {
        return SOURCES.fromProto(source);
    }
}
