// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/**
 * A process changed its effective user.
 *
 * @param executable path of the process's executable
 */
public record Privilege(UserClass from, UserClass to, String executable) implements Behavior {}
