// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import java.util.ArrayList;
import java.util.List;

/** The names that were asked for below one suffix within a window of ten minutes. For one thread. */
final class SuffixLookups {
    private static final int CHARACTERS = 38;

    /** TXT, NULL, CNAME, MX, KEY, ANY and private types: those that tunnels get their answers in. */
    private static final List<Integer> CARRYING_TYPES = List.of(5, 10, 15, 16, 25, 255);

    private static final int PRIVATE_TYPES = 65_280;

    private final String suffix;
    private final long sinceNanos;
    private final LabelSet labels = new LabelSet();
    private final int[] characters = new int[CHARACTERS];
    private long length;
    private long queries;
    private long carrying;

    SuffixLookups(String suffix, long sinceNanos) {
        this.suffix = suffix;
        this.sinceNanos = sinceNanos;
    }

    /** {@code label}: what stands before the suffix. */
    void asked(String label, int type) {
        queries++;
        if (CARRYING_TYPES.contains(type) || type >= PRIVATE_TYPES) {
            carrying++;
        }
        if (labels.add(label)) {
            for (int i = 0; i < label.length(); i++) {
                char c = label.charAt(i);
                if (c != '.') {
                    length++;
                    characters[index(c)]++;
                }
            }
        }
    }

    private static int index(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        return c >= '0' && c <= '9' ? 26 + c - '0' : c == '-' ? 36 : 37;
    }

    void answered(String label, boolean failure) {
        labels.answered(label, failure);
    }

    long sinceNanos() {
        return sinceNanos;
    }

    int distinct() {
        return labels.size();
    }

    long queries() {
        return queries;
    }

    /** Characters before the suffix, dots left out. */
    double meanLength() {
        return labels.size() == 0 ? 0 : (double) length / labels.size();
    }

    /**
     * The share of failures among the names that were answered, 0 to 1. A name that was found once is none that fails.
     */
    double failureShare() {
        return labels.answered() == 0 ? 0 : (double) labels.failed() / labels.answered();
    }

    double carryingShare() {
        return queries == 0 ? 0 : (double) carrying / queries;
    }

    /** Bits a character: about 4.0 for hexadecimal digits, 4.2 for words, 5.0 for base 32. */
    double entropy() {
        double bits = 0;
        for (int count : characters) {
            if (count > 0) {
                double share = (double) count / length;
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }

    /** Names look as if they carried data: long, and with one more sign. */
    boolean carriesData() {
        double mean = meanLength();
        return mean > TunnelWatch.LONG
                && (mean > TunnelWatch.VERY_LONG
                        || entropy() > TunnelWatch.RANDOM
                        || failureShare() > 0.5
                        || carryingShare() > 0.5);
    }

    /** Names are random and nearly none of them exists. */
    boolean isNoise() {
        return meanLength() > TunnelWatch.LONG / 2.0 && entropy() > TunnelWatch.RANDOM && failureShare() > 0.9;
    }

    List<String> because(int learned, boolean learning) {
        List<String> because = new ArrayList<>();
        because.add((labels.isExact() ? "" : "more than ") + Text.number(distinct()) + " different names below "
                + suffix + " within ten minutes, with " + Math.round(meanLength())
                + " characters each before it: they may carry data");
        because.add(Text.number(length) + " bytes in names, " + String.format(java.util.Locale.ROOT, "%.1f", entropy())
                + " bits a character; " + Text.percent(failureShare())
                + " of the names that were answered do not exist, "
                + Text.percent(carryingShare()) + " of " + Text.number(queries)
                + " questions were for records that carry text");
        because.add(
                learning
                        ? "this workload is still learned: only very many names count"
                        : learned == 0
                                ? "no name below it was learned"
                                : "at most " + Text.number(learned) + " were learned");
        return because;
    }

    int bytes() {
        return labels.bytes() + CHARACTERS * Integer.BYTES + 2 * suffix.length() + 120;
    }
}
