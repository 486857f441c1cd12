// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

/**
 * The time in which a locked baseline still learns. Where every container was found running, nobody ever saw one start: its entry
 * script, the user that a server changes to and what it looks up are not in the baseline, and would be drift at the first restart
 * of every workload of a cluster that Plumbline is installed on. So the first start that is watched is learned for a short time.
 * A baseline that saw a start before it was locked has learned it as everything else, and learns nothing more.
 *
 * <p>It happens once in the life of a baseline, sensitive behaviour is quarantined as ever, and invariants are told as ever: who
 * waits in a container for its restart gets no more than who was there before the agent, and a new container begins from its image.
 */
public final class FirstStart {
    /** From the first start on that was watched, in nanoseconds. */
    public static final long WINDOW_NANOS = 60_000_000_000L;

    /** The runtime notes the start of a container after the kernel, in nanoseconds. */
    private static final long BEFORE_NANOS = 5_000_000_000L;

    private FirstStart() {}

    /**
     * True when what happened then belongs to the first start that was watched. All times are nanoseconds since 1970 UTC.
     *
     * @param lockedSince when the baseline was locked
     * @param firstStart of the baseline; 0 while no start was watched
     * @param startedAt when the container was started that did it, watched from its beginning on; 0 when it was not
     * @param at when it did it
     */
    public static boolean covers(long lockedSince, long firstStart, long startedAt, long at) {
        long first = firstStart == 0 ? startedAt : Math.min(firstStart, startedAt);
        return startedAt > 0 && first >= lockedSince && at >= startedAt - BEFORE_NANOS && at <= first + WINDOW_NANOS;
    }
}
