// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.retry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that holds one conversation after the other until it is closed, and waits between them, longer each time while
 * none works. Thread-safe.
 */
public final class Reconnection implements AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    /** The conversations of one thread. */
    public interface Conversation {
        /** Holds one conversation, from its beginning to its end; true when it had worked. */
        boolean hold() throws InterruptedException;

        /** Lets go of what all conversations share, after the last of them. */
        default void ended() {}
    }

    private final String name;
    private final Backoff backoff;
    private volatile boolean closed;
    private @Nullable Thread thread;

    /** @param name of the thread */
    public Reconnection(String name, Backoff backoff) {
        this.name = name;
        this.backoff = backoff;
    }

    /**
     * Begins the first conversation.
     *
     * @throws IllegalStateException when it was started or closed before
     */
    public synchronized void start(Conversation conversation) {
        if (thread != null || closed) {
            throw new IllegalStateException(name + ": started twice (expected: one start, before close)");
        }
        thread = Thread.ofVirtual().name(name).start(() -> run(conversation));
    }

    /** True when the conversation at hand shall end. */
    public boolean isClosed() {
        return closed;
    }

    /** Interrupts the conversation, and waits for its end for at most five seconds. */
    @Override
    public synchronized void close() {
        closed = true;
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            boolean ignored = running.join(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Conversation conversation) {
        try {
            while (!closed) {
                if (conversation.hold()) {
                    backoff.reset();
                }
                Thread.sleep(backoff.next());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            conversation.ended();
        }
    }
}
