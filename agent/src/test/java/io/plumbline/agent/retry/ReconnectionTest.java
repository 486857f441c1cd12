// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ReconnectionTest {
    private final Reconnection reconnection =
            new Reconnection("plumbline-test", new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));

    /** Two conversations that end, and a third that lasts. */
    private static final class Three implements Reconnection.Conversation {
        private final CountDownLatch begun = new CountDownLatch(3);
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public boolean hold() throws InterruptedException {
            begun.countDown();
            if (begun.getCount() == 0) {
                new CountDownLatch(1).await();
            }
            return false;
        }

        @Override
        public void ended() {
            ended.countDown();
        }
    }

    @Test
    void beginsAnewUntilItIsClosed() throws InterruptedException {
        Three three = new Three();
        reconnection.start(three);
        three.begun.await();
        assertThat(reconnection.isClosed()).isFalse();
        reconnection.close();
        assertThat(reconnection.isClosed()).isTrue();
        assertThat(three.ended.getCount()).isZero();
    }

    @Test
    void startsOnceAndBeforeItIsClosed() {
        reconnection.start(new Three());
        assertThatThrownBy(() -> reconnection.start(new Three()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("plumbline-test: started twice (expected: one start, before close)");
        reconnection.close();
    }

    @Test
    void doesNotStartAfterItWasClosed() {
        reconnection.close();
        assertThatThrownBy(() -> reconnection.start(new Three())).isInstanceOf(IllegalStateException.class);
    }
}
