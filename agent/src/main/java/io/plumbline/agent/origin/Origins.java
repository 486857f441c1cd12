// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import io.plumbline.profiles.behavior.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers to origin questions, remembered. The judging reads files and runs elsewhere; its answer comes back as a message to
 * the pipeline thread, which alone calls this class. Bounded: the least used answers are forgotten (and judged again), and
 * more than {@value #MOST_PENDING} open questions are answered with nothing.
 */
public final class Origins {
    private static final int MOST_ANSWERS = 8192;
    private static final int MOST_PENDING = 4096;

    private final OriginJudge judge;
    private final Executor blocking;
    private final BiConsumer<OriginQuestion.Key, OriginAnswer> answered;
    private final Map<OriginQuestion.Key, OriginAnswer> answers = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<OriginQuestion.Key, OriginAnswer> eldest) {
            return size() > MOST_ANSWERS;
        }
    };
    private final Map<OriginQuestion.Key, List<Consumer<OriginAnswer>>> pending = new HashMap<>();
    private final Set<OriginQuestion.Key> undated = new HashSet<>();
    private long refused;

    /**
     * @param blocking where files may be read
     * @param answered brings an answer back to the pipeline thread, which hands it to {@link #onAnswer}
     */
    public Origins(OriginJudge judge, Executor blocking, BiConsumer<OriginQuestion.Key, OriginAnswer> answered) {
        this.judge = judge;
        this.blocking = blocking;
        this.answered = answered;
    }

    /** Calls {@code then} with the answer: at once when it is known, else when it comes. */
    public void ask(OriginQuestion question, Consumer<OriginAnswer> then) {
        if (question.isSurelyImage()) {
            then.accept(OriginAnswer.of(Origin.IMAGE));
            return;
        }
        OriginQuestion.Key key = question.key();
        OriginAnswer known = answers.get(key);
        if (known != null) {
            then.accept(known);
            return;
        }
        List<Consumer<OriginAnswer>> waiting = pending.get(key);
        if (waiting != null) {
            waiting.add(then);
            return;
        }
        if (pending.size() >= MOST_PENDING) {
            refused++;
            then.accept(OriginAnswer.of(Origin.UNKNOWN));
            return;
        }
        pending.put(key, new ArrayList<>(List.of(then)));
        blocking.execute(() -> answered.accept(key, judge.judge(question)));
    }

    /** An answer came. A file known only by its path may change under it, and is not remembered. */
    public void onAnswer(OriginQuestion.Key key, OriginAnswer answer) {
        if (key.inode() != 0 && answer.origin() != Origin.UNKNOWN) {
            answers.put(key, answer);
            if (key.changedNanos() == 0) {
                undated.add(key);
            }
        }
        @Nullable List<Consumer<OriginAnswer>> waiting = pending.remove(key);
        if (waiting != null) {
            waiting.forEach(then -> then.accept(answer));
        }
    }

    /**
     * Time went on: what is known of files without the time of their last change is forgotten. The kernel does not tell that time
     * for mapped code, and a library that is overwritten in place looks the same otherwise.
     */
    public void forgetUndated() {
        undated.forEach(answers::remove);
        undated.clear();
    }

    /** Questions that were answered with nothing because too many were open. */
    public long refused() {
        return refused;
    }

    public int pending() {
        return pending.size();
    }
}
