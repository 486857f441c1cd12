// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

/**
 * One run of a container.
 *
 * @param id the runtime's id, 64 hexadecimal digits
 * @param attempt how often it was started before, from 0
 * @param pid its first process in the host's numbers; 0 when it has ended already
 */
public record PodContainer(ContainerSpec spec, String id, int attempt, long pid) {}
