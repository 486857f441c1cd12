// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/**
 * An executable file, or code that an executable runs.
 *
 * @param path absolute, as the container sees it; for memory files the name that was given to it
 */
public record Program(Origin origin, String path) {}
