// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.plumbline.collector.cluster.IpText;
import io.plumbline.collector.cluster.record.Interner;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Bounds texts and lists of the API, which whoever may make objects can fill at will. What is cut off is counted. Equal texts
 * and labels become one object. Thread-safe.
 */
final class Bounded {
    static final int MOST_LABELS = 64;
    static final int MOST_ADDRESSES = 16;

    private static final int LONGEST_KEY = 317;
    private static final int LONGEST_VALUE = 256;
    private static final int LONGEST_NAME = 253;
    /**
     * The characters of the longest text that is shared. A longer one is not kept for others to share: the API's users could
     * fill the memory with it.
     */
    private static final int LONGEST_SHARED = 128;

    private static final int LARGEST_SHARED = 2048;
    private static final int MOST_SHARED_TEXTS = 32_768;
    private static final int MOST_SHARED_SETS = 16_384;

    private final Interner<String> texts = new Interner<>(MOST_SHARED_TEXTS);
    private final Interner<Map<String, String>> labelSets = new Interner<>(MOST_SHARED_SETS);
    private final LongAdder cut = new LongAdder();

    /** Labels, keys and parts of texts that were left out. */
    long cut() {
        return cut.sum();
    }

    void cutOne() {
        cut.increment();
    }

    /** Returns one and the same text for all that are equal; an empty one for null. */
    String shared(@Nullable String text) {
        return text == null ? "" : same(name(text));
    }

    String name(String text) {
        return cut(text, LONGEST_NAME);
    }

    private String same(String text) {
        return text.length() > LONGEST_SHARED ? text : texts.of(text);
    }

    /** Returns at most 64 labels, with values cut at 256 bytes. */
    Map<String, String> labels(@Nullable Map<String, String> labels) {
        if (labels == null || labels.isEmpty()) {
            return Map.of();
        }
        Map<String, String> kept = new HashMap<>();
        int size = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (kept.size() == MOST_LABELS || label.getKey().length() > LONGEST_KEY) {
                cut.increment();
            } else {
                String value = label.getValue() == null ? "" : label.getValue();
                String key = same(label.getKey());
                String text = same(cut(value, LONGEST_VALUE));
                kept.put(key, text);
                size += key.length() + text.length();
            }
        }
        return size > LARGEST_SHARED ? Map.copyOf(kept) : labelSets.of(Map.copyOf(kept));
    }

    /** Canonical addresses among the texts, each once; at most 16. */
    List<String> addresses(Collection<@Nullable String> candidates) {
        List<String> found = candidates.stream()
                .flatMap(text -> text == null ? Optional.<String>empty().stream() : IpText.canonical(text).stream())
                .distinct()
                .toList();
        if (found.size() > MOST_ADDRESSES) {
            cut.increment();
            return List.copyOf(found.subList(0, MOST_ADDRESSES));
        }
        return found;
    }

    /** Nanoseconds since 1970 UTC; 0 for what is no time. */
    static long unixNanos(@Nullable String time) {
        if (time == null || time.length() > 64) {
            return 0;
        }
        try {
            Instant instant = Instant.parse(time);
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (DateTimeException | ArithmeticException none) {
            return 0;
        }
    }

    private String cut(String text, int bytes) {
        // Four bytes a character at most, two characters then: three for each is never too few.
        if (text.length() * 3L <= bytes || utf8Length(text) <= bytes) {
            return text;
        }
        cut.increment();
        int length = 0;
        int end = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            length += utf8Length(character);
            if (length > bytes) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }

    private static long utf8Length(String text) {
        return text.codePoints().mapToLong(Bounded::utf8Length).sum();
    }

    private static int utf8Length(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
}
