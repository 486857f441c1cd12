// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import io.plumbline.profiles.behavior.Transport;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The questions of a pod that nobody answered yet: at most {@value #MOST}, for {@value #PATIENCE_SECONDS} s. The oldest is
 * forgotten for a new one. For one thread.
 */
final class OpenQuestions {
    static final int MOST = 256;
    private static final int PATIENCE_SECONDS = 10;
    private static final long PATIENCE_NANOS = PATIENCE_SECONDS * 1_000_000_000L;

    private final Map<Key, Open> open = new LinkedHashMap<>();
    private final NameCounts counts;

    /** The key by which question and answer find each other. */
    record Key(int id, int localPort, Transport transport, String question, int type) {}

    private static final class Open {
        private int times;
        private long atNanos;
    }

    OpenQuestions(NameCounts counts) {
        this.counts = counts;
    }

    /** Each question is answered once, one that is asked twice twice. */
    void asked(Key key, long atNanos) {
        expire(atNanos);
        Open question = open.remove(key);
        if (question == null) {
            question = new Open();
            if (open.size() >= MOST) {
                Iterator<Open> eldest = open.values().iterator();
                counts.add("questions-pushed-out", eldest.next().times);
                eldest.remove();
            }
        }
        question.times++;
        question.atNanos = atNanos;
        open.put(key, question);
    }

    /** True for the answer to something that was asked, which is then no longer open. */
    boolean answered(Key key, long atNanos) {
        expire(atNanos);
        Open question = open.get(key);
        if (question == null) {
            return false;
        }
        if (--question.times <= 0) {
            open.remove(key);
        }
        return true;
    }

    boolean isOpen(Key key) {
        return open.containsKey(key);
    }

    private void expire(long nowNanos) {
        for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
            Open eldest = all.next();
            if (nowNanos - eldest.atNanos <= PATIENCE_NANOS) {
                return;
            }
            counts.add("unanswered", eldest.times);
            all.remove();
        }
    }
}
