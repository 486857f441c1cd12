// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/**
 * The container asks for a name (DNS).
 *
 * @param name lower case, without the final dot and without a search domain of the pod, at most 253 characters; "*.example.com"
 *     stands for every name below example.com, and {@link #MANY} for any
 */
public record NameLookup(String name) implements Behavior {
    /** Name of a container that asks for so many names that they are not kept one by one. */
    public static final String MANY = "*";
}
