// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.writer;

/** Told what the writer does; called on its thread. */
public interface WriterObserver {
    /** The loop has made a turn. */
    void turned();

    /** A batch is durable. */
    void committed(int changes, long tookNanos);

    /** A batch was refused by the store. */
    void commitFailed();

    /** A piece of work broke; the writer goes on. */
    void workFailed();
}
