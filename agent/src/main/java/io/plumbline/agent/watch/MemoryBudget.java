// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

/**
 * The bytes that what containers did, and what waits for them, may take in the memory of this agent: so many for each container, and
 * so many for all of them together. The sizes are estimates from above. Owned by the pipeline thread.
 */
public final class MemoryBudget {
    private final long most;
    private final long mostEach;
    private long used;

    /** Both in bytes; {@code mostEach} is at most {@code most}. */
    public MemoryBudget(long most, long mostEach) {
        if (mostEach <= 0 || mostEach > most) {
            throw new IllegalArgumentException("mostEach: " + mostEach + " (expected: 1 to " + most + ")");
        }
        this.most = most;
        this.mostEach = mostEach;
    }

    /** The part of one container. */
    public Account account() {
        return new Account();
    }

    /** Bytes taken by all. */
    public long used() {
        return used;
    }

    /** What one container takes. */
    public final class Account {
        private long own;

        private Account() {}

        /** Takes so many bytes; false, and nothing taken, when that is more than is left. */
        public boolean take(long bytes) {
            if (own + bytes > mostEach || used + bytes > most) {
                return false;
            }
            own += bytes;
            used += bytes;
            return true;
        }

        /** Gives bytes back that were taken. */
        public void give(long bytes) {
            long back = Math.min(own, bytes);
            own -= back;
            used -= back;
        }

        /** Gives everything back: the container is over. */
        public void close() {
            give(own);
        }

        /** Bytes taken. */
        public long used() {
            return own;
        }
    }
}
