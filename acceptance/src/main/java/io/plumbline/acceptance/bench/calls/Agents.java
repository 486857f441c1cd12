// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import java.io.IOException;
import java.util.List;

/** Starts the agents that watch while calls are timed. */
@FunctionalInterface
interface Agents {
    /** Starts one, with further arguments; returns when it watches. */
    Agent start(List<String> arguments) throws IOException;

    /** One that runs. */
    interface Agent extends AutoCloseable {
        /** The text that it has printed. */
        String log() throws IOException;

        /** Waits until what was to do at its start is done. */
        void settle() throws IOException;

        /** Ends it; its programs in the kernel go with it. */
        @Override
        void close() throws IOException;
    }
}
