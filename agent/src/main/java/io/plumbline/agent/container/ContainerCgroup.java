// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

/**
 * The place of a container in the cgroup tree, as kubelet and runtime name it.
 *
 * @param podUid UID of the pod with hyphens; for a static pod the hash of its manifest
 * @param containerId 64 hexadecimal digits; a sandbox id for the pause process
 * @param path of the container's own cgroup (deeper ones cut off), as the reader's cgroup namespace shows it
 */
public record ContainerCgroup(String podUid, String containerId, String path) {}
