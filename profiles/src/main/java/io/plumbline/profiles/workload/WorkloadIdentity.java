// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.workload;

import org.jspecify.annotations.Nullable;

/**
 * A workload and how sure we are of it.
 *
 * @param ownerUid UID of the owner object; known only from the API
 * @param namespaceUid UID of the namespace object; known only from the API
 */
public record WorkloadIdentity(
        Workload workload,
        IdentitySource source,
        @Nullable String ownerUid,
        @Nullable String namespaceUid) {}
