// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import io.plumbline.agent.container.IdentityLabels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Limits of what is kept of text that comes from pods. */
final class Bounds {
    static final int LABELS = 64;
    static final int LABEL_VALUE_BYTES = 256;
    static final int LABEL_KEY_BYTES = 317;
    static final int NAME_BYTES = 253;
    static final int ARGUMENTS = 256;
    static final int ARGUMENT_BYTES = 4096;

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final int ADDRESSES = 8;
    private static final Comparator<String> TELLING_FIRST = Comparator.<String, Boolean>comparing(
                    key -> !IdentityLabels.contains(key))
            .thenComparing(Comparator.naturalOrder());

    private Bounds() {}

    /** Cut to {@code bytes} of UTF-8, never within a character; control characters become U+FFFD. */
    static String text(String value, int bytes) {
        StringBuilder kept = new StringBuilder(Math.min(value.length(), bytes));
        int used = 0;
        for (int index = 0; index < value.length(); ) {
            int codePoint = value.codePointAt(index);
            index += Character.charCount(codePoint);
            int clean = Character.isISOControl(codePoint) || isLoneSurrogate(codePoint) ? 0xFFFD : codePoint;
            used += Character.toString(clean).getBytes(StandardCharsets.UTF_8).length;
            if (used > bytes) {
                break;
            }
            kept.appendCodePoint(clean);
        }
        return kept.toString();
    }

    static String name(String value) {
        return text(value, NAME_BYTES);
    }

    /**
     * Returns at most {@link #LABELS} entries: those that tell the workload, then the first by key. A key that is too long is left
     * out: cut, it would be another key.
     */
    static Map<String, String> labels(Map<String, String> labels, Predicate<String> keep) {
        Map<String, String> kept = new LinkedHashMap<>();
        Map<String, String> ordered = new TreeMap<>(TELLING_FIRST);
        ordered.putAll(labels);
        for (Map.Entry<String, String> label : ordered.entrySet()) {
            if (kept.size() == LABELS) {
                break;
            }
            if (label.getKey().length() <= LABEL_KEY_BYTES && keep.test(label.getKey())) {
                kept.put(text(label.getKey(), LABEL_KEY_BYTES), text(label.getValue(), LABEL_VALUE_BYTES));
            }
        }
        return kept;
    }

    /** Control characters stay: a command is compared with what the kernel shows. */
    static List<String> arguments(List<String> arguments) {
        List<String> kept = new ArrayList<>();
        for (String argument : arguments) {
            if (kept.size() == ARGUMENTS) {
                break;
            }
            kept.add(argument.length() <= ARGUMENT_BYTES ? argument : argument.substring(0, ARGUMENT_BYTES));
        }
        return kept;
    }

    static List<String> addresses(List<String> addresses) {
        return addresses.stream()
                .filter(address -> ADDRESS.matcher(address).matches())
                .distinct()
                .limit(ADDRESSES)
                .toList();
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
