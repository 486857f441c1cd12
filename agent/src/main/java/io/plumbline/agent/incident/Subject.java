// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.Coverage;
import io.plumbline.v1.Pod;

/**
 * The container in which something happened, as an incident tells it.
 *
 * @param coverage what the sensors could not see of the container so far
 * @param confidence in its baseline, 0 to 1
 */
public record Subject(
        BaselineKey baseline,
        IdentitySource identitySource,
        Pod pod,
        ContainerInstance container,
        Coverage coverage,
        double confidence) {}
