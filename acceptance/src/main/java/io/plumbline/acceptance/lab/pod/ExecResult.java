// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

/**
 * The result of a command in a container.
 *
 * @param exitCode 0 for success
 */
public record ExecResult(int exitCode, String output, String error) {}
