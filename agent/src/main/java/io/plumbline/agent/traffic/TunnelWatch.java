// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.name.Registrable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds tunnels through the names that one container asks for: very many different ones below one suffix that a single owner
 * answers for, long or random. For one thread.
 *
 * <p>Names are counted for each suffix in windows of ten minutes. An address that is written backwards, as block lists and reverse
 * look-ups have it, counts as nothing. Bounded: {@value #MOST_SUFFIXES} suffixes and {@value #MOST_LABELS} labels; beyond that the
 * suffix with the fewest names is forgotten, so that a tunnel can not hide behind noise.
 */
public final class TunnelWatch {
    static final int FEW = 100;
    static final int MANY = 1024;
    static final int TIMES_LEARNED = 4;
    static final int LONG = 24;
    static final int VERY_LONG = 48;
    static final double RANDOM = 4.7;
    static final int MOST_SUFFIXES = 256;
    static final int MOST_LABELS = 16_384;
    static final long WINDOW_NANOS = 600_000_000_000L;

    /** No such name, the server failed, refused. */
    private static final List<Integer> FAILURES = List.of(3, 2, 5);

    private final ToIntFunction<String> learned;
    private final Map<String, Watched> suffixes = new LinkedHashMap<>();
    private int labels;
    private long forgotten;
    private String lastName = "";
    private String lastOwner = "";

    private static final class Watched {
        private SuffixLookups lookups;
        private int peakWhileLearning;
        private @Nullable List<String> because;
        private boolean over;
        private long untold;

        Watched(SuffixLookups lookups) {
            this.lookups = lookups;
        }

        boolean goesOn() {
            return because != null && !over;
        }
    }

    /**
     * A tunnel that goes on.
     *
     * @param suffix below which all names are
     * @param questions since this was told last
     */
    public record Tunnel(String suffix, long questions, List<String> because) {
        public Tunnel {
            because = List.copyOf(because);
        }
    }

    /** {@code learned}: how many names below a suffix are in the profile. */
    public TunnelWatch(ToIntFunction<String> learned) {
        this.learned = learned;
    }

    /**
     * A name was asked for.
     *
     * @param name lower case, without the final dot
     * @param type of the record
     * @param locked false while the workload is learned
     * @return true when it is one of a tunnel that goes on, and was counted
     */
    public boolean asked(String name, int type, boolean locked, long atNanos) {
        String suffix = lastOwner(name);
        String label = label(name, suffix);
        if (label.isEmpty()) {
            return false;
        }
        Watched watched = suffixes.get(suffix);
        if (watched == null) {
            watched = new Watched(new SuffixLookups(suffix, atNanos));
            makeRoom();
            suffixes.put(suffix, watched);
        } else if (atNanos - watched.lookups.sinceNanos() >= WINDOW_NANOS) {
            endWindow(watched, suffix, locked, atNanos);
        }
        SuffixLookups lookups = watched.lookups;
        int before = lookups.distinct();
        lookups.asked(label, type);
        labels += lookups.distinct() - before;
        if (labels > MOST_LABELS) {
            makeRoom();
        }
        if (!locked) {
            watched.peakWhileLearning = Math.max(watched.peakWhileLearning, lookups.distinct());
        }
        // Not at each name: the share of failures and the entropy move slowly.
        if (lookups.distinct() > before && (lookups.distinct() & 15) == 0) {
            List<String> found = suspicion(watched, suffix, locked);
            if (found != null) {
                watched.untold += watched.goesOn() ? 0 : lookups.queries() - 1;
                watched.because = found;
                watched.over = false;
            }
        }
        watched.untold += watched.goesOn() ? 1 : 0;
        return watched.goesOn();
    }

    /** The reasons why the names that were asked for within the window look like a tunnel; null when they do not. */
    private @Nullable List<String> suspicion(Watched watched, String suffix, boolean locked) {
        SuffixLookups lookups = watched.lookups;
        int least = locked ? FEW : MANY;
        if (lookups.distinct() <= least || !(lookups.carriesData() || (locked && lookups.isNoise()))) {
            return null;
        }
        int known = locked ? Math.max(watched.peakWhileLearning, learned.applyAsInt(suffix)) : 0;
        return lookups.distinct() > TIMES_LEARNED * known ? lookups.because(known, !locked) : null;
    }

    private void endWindow(Watched watched, String suffix, boolean locked, long atNanos) {
        watched.over = watched.because != null && suspicion(watched, suffix, locked) == null;
        labels -= watched.lookups.distinct();
        watched.lookups = new SuffixLookups(suffix, atNanos);
    }

    /** A resolver of the container answered. */
    public void answered(String name, int code) {
        String suffix = lastOwner(name);
        Watched watched = suffixes.get(suffix);
        if (watched != null) {
            watched.lookups.answered(label(name, suffix), FAILURES.contains(code));
        }
    }

    /**
     * The owner as {@link #owner} has it, remembered: both kinds of address are asked for, and answered, one after the other.
     */
    private String lastOwner(String name) {
        if (!name.equals(lastName)) {
            lastOwner = owner(name);
            lastName = name;
        }
        return lastOwner;
    }

    /** The part of a name that one owner answers for, whatever stands before it, also what no host's name may have; else empty. */
    static String owner(String name) {
        Optional<String> domain = Registrable.domain(name);
        int start = name.length();
        // A public suffix has few labels.
        for (int labels = 1; domain.isEmpty() && labels <= 5 && start > 0; labels++) {
            start = name.lastIndexOf('.', start - 1);
            domain = labels < 2 ? domain : Registrable.domain(name.substring(start + 1));
        }
        return domain.orElse("");
    }

    private static String label(String name, String suffix) {
        int length = name.length() - suffix.length() - 1;
        return suffix.isEmpty() || length <= 0 ? "" : withoutAddress(name.substring(0, length));
    }

    /** The label without the address in front of it: four numbers, or 32 hexadecimal digits. */
    static String withoutAddress(String label) {
        String[] parts = label.split("\\.", 34);
        if (parts.length >= 32 && digits(parts, 32, 1, 16)) {
            return rest(parts, 32);
        }
        return parts.length >= 4 && digits(parts, 4, 3, 10) ? rest(parts, 4) : label;
    }

    private static boolean digits(String[] parts, int count, int longest, int radix) {
        for (int i = 0; i < count; i++) {
            String part = parts[i];
            if (part.isEmpty()
                    || part.length() > longest
                    || !part.chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
                return false;
            }
        }
        return true;
    }

    private static String rest(String[] parts, int from) {
        return String.join(".", List.of(parts).subList(from, parts.length));
    }

    private void makeRoom() {
        while (suffixes.size() >= MOST_SUFFIXES || labels > MOST_LABELS) {
            String least = null;
            int fewest = Integer.MAX_VALUE;
            for (Map.Entry<String, Watched> entry : suffixes.entrySet()) {
                int distinct = entry.getValue().lookups.distinct();
                if (!entry.getValue().goesOn() && distinct < fewest) {
                    fewest = distinct;
                    least = entry.getKey();
                }
            }
            if (least == null) {
                // All are tunnels: the first is told already.
                least = suffixes.keySet().iterator().next();
            }
            Watched gone = suffixes.remove(least);
            labels -= gone == null ? 0 : gone.lookups.distinct();
            forgotten++;
        }
    }

    /** Tunnels of which there is something to tell that was not told yet. */
    public List<Tunnel> news() {
        List<Tunnel> news = new ArrayList<>();
        suffixes.forEach((suffix, watched) -> {
            if (watched.because != null && watched.untold > 0) {
                news.add(new Tunnel(suffix, watched.untold, watched.because));
                watched.untold = 0;
            }
            watched.because = watched.over ? null : watched.because;
        });
        return news;
    }

    /** Suffixes that were forgotten because there were too many. */
    public long forgotten() {
        return forgotten;
    }

    /** Bytes that this takes, about. */
    public int bytes() {
        return suffixes.values().stream()
                .mapToInt(watched -> watched.lookups.bytes() + 120)
                .sum();
    }
}
