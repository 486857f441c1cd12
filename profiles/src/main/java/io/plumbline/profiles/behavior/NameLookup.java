// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/**
 * The container asks for a name (DNS).
 *
 * @param name lower case, without the final dot and without a search domain of the pod, at most 253 characters; "*.example.com"
 *     stands for every name below example.com
 */
public record NameLookup(String name) implements Behavior {}
