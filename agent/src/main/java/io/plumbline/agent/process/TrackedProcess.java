// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.process;

import io.plumbline.agent.container.UserIds;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.profiles.behavior.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One process (thread group) of the node, as far as it is known. Owned by the pipeline thread. */
public final class TrackedProcess {
    /** Ancestors beyond this depth are forgotten, so that chains of short-lived parents can not grow for ever. */
    static final int MAX_ANCESTORS = 32;

    private final int pid;
    private @Nullable TrackedProcess parent;
    private long startNanos;
    private int execOrdinal;
    private long lastExecNanos;
    private @Nullable ProcessDetails details;
    private @Nullable String containerId;
    private @Nullable Phase phase;
    private @Nullable Integer effectiveUserId;
    private UserIds userIds = UserIds.OF_NODE;
    private @Nullable String formerExecutable;
    private long enteredNanos;
    private boolean described;
    private boolean repeated;
    private boolean deviating;

    TrackedProcess(int pid, @Nullable TrackedProcess parent, long startNanos) {
        this.pid = pid;
        this.parent = parent;
        this.startNanos = startNanos;
        if (parent != null) {
            containerId = parent.containerId;
            phase = parent.phase == Phase.ENTRYPOINT ? Phase.SERVICE : parent.phase;
            details = parent.details;
            effectiveUserId = parent.effectiveUserId;
            userIds = parent.userIds;
        }
        cutLineage();
    }

    private void cutLineage() {
        TrackedProcess ancestor = this;
        for (int depth = 0; depth < MAX_ANCESTORS && ancestor != null; depth++) {
            ancestor = ancestor.parent;
        }
        if (ancestor != null) {
            ancestor.parent = null;
        }
    }

    void executed(long bootNanos, ProcessDetails newDetails) {
        execOrdinal++;
        lastExecNanos = bootNanos;
        boolean inside = described && sameMounts(details, newDetails) && !mayHaveBeenRuntime();
        // A server that executes itself again to reload is started by whoever started it first.
        repeated = inside && details != null && runsTheSame(details, newDetails);
        if (!repeated) {
            formerExecutable = inside ? executable() : null;
        }
        describe(newDetails);
    }

    private static boolean runsTheSame(ProcessDetails former, ProcessDetails current) {
        return former.executable() instanceof Reading.Known
                && former.executable().equals(current.executable())
                && former.arguments() instanceof Reading.Known
                && former.arguments().equals(current.abridged().arguments());
    }

    /**
     * True when the process may have been the runtime's: that has the container's mounts already when it is about to run the
     * container's program.
     */
    private boolean mayHaveBeenRuntime() {
        return phase() == null && details != null && details.hasNoFile();
    }

    /** Between the runtime's own programs and the container's first one the mount namespace changes. */
    private static boolean sameMounts(@Nullable ProcessDetails former, ProcessDetails current) {
        return former != null
                && former.namespaces() instanceof Reading.Known<Namespaces> before
                && current.namespaces() instanceof Reading.Known<Namespaces> after
                && before.value().mount() == after.value().mount();
    }

    void describe(ProcessDetails newDetails) {
        details = newDetails.abridged();
        described = true;
        newDetails.startTimeNanos().toOptional().ifPresent(start -> startNanos = start);
        newDetails.effectiveUserId().toOptional().ifPresent(uid -> effectiveUserId = uid);
    }

    /**
     * A snapshot shows the process. What was told when it was started stays: servers write their state over their arguments. Unless
     * it runs another program by now, whose start was missed.
     */
    void found(ProcessDetails newDetails) {
        String now = newDetails.executable().toOptional().orElse(null);
        if (described && executable() != null && (now == null || now.equals(executable()))) {
            newDetails.effectiveUserId().toOptional().ifPresent(uid -> effectiveUserId = uid);
        } else {
            describe(newDetails);
        }
    }

    void adoptParent(TrackedProcess newParent) {
        if (parent == null && newParent != this) {
            parent = newParent;
            cutLineage();
        }
    }

    /** Pid in the host's namespace. */
    public int pid() {
        return pid;
    }

    /** The process that forked this one, also when it is gone by now; null when it is not known. */
    public @Nullable TrackedProcess parent() {
        return parent;
    }

    /** Start, nanoseconds since boot; exact to 10 ms where /proc could be read, else the time of the fork event. */
    public long startNanos() {
        return startNanos;
    }

    /** The number of execs of this process that were seen. */
    public int execOrdinal() {
        return execOrdinal;
    }

    /** Time of the last exec, nanoseconds since boot; 0 when none was seen. */
    public long lastExecNanos() {
        return lastExecNanos;
    }

    /** The details that were read at the last exec, the parent's until then; null when nothing was ever read. */
    public @Nullable ProcessDetails details() {
        return details;
    }

    /** Path of the executable, or null when it is not known. */
    public @Nullable String executable() {
        return details == null ? null : details.executable().toOptional().orElse(null);
    }

    /**
     * The path that this process ran in its container before its last exec; null when it came there with that exec, or by a
     * fork.
     */
    public @Nullable String formerExecutable() {
        return formerExecutable;
    }

    /** Returns true when the last exec was of the program that it ran already, with the same arguments. */
    public boolean repeated() {
        return repeated;
    }

    /** The container this process is in, by cgroup or by inheritance; null for processes of the host. */
    public @Nullable String containerId() {
        return containerId;
    }

    public void enterContainer(@Nullable String id) {
        if (!Objects.equals(id, containerId)) {
            userIds = UserIds.OF_NODE;
        }
        containerId = id;
    }

    /** The user ids of the container that this process is in; the node's until that is known. */
    public UserIds userIds() {
        return userIds;
    }

    public void hasUserIds(UserIds ofContainer) {
        userIds = ofContainer;
    }

    /**
     * The way in which the process came into its container; null outside of containers and until that is decided. A process
     * that was forked before its ancestor's way was decided (a server forks its workers at once) came the same way.
     */
    public @Nullable Phase phase() {
        for (TrackedProcess one = this; one != null && phase == null; one = one.parent) {
            if (one.phase != null && containerId != null && containerId.equals(one.containerId)) {
                phase = one.phase == Phase.ENTRYPOINT ? Phase.SERVICE : one.phase;
            }
        }
        return phase;
    }

    public void enterPhase(@Nullable Phase newPhase) {
        phase = newPhase;
    }

    /**
     * The time when it came into its container from outside, in nanoseconds since boot; 0 when it was forked there, or nobody
     * saw it.
     */
    public long enteredNanos() {
        return enteredNanos;
    }

    public void entered(long bootNanos) {
        enteredNanos = bootNanos;
    }

    /** In the node's user namespace; null when it is not known. */
    public @Nullable Integer effectiveUserId() {
        return effectiveUserId;
    }

    /** Remembers the new user and returns the former one (null when it was not known). */
    public @Nullable Integer changeUser(int uid) {
        Integer former = effectiveUserId;
        effectiveUserId = uid;
        return former;
    }

    /** True once something that this process did was raised. */
    public boolean deviating() {
        return deviating;
    }

    public void markDeviating() {
        deviating = true;
    }

    /** Ancestors, nearest first, at most {@code limit}. */
    public List<TrackedProcess> ancestors(int limit) {
        List<TrackedProcess> ancestors = new ArrayList<>();
        for (TrackedProcess next = parent; next != null && ancestors.size() < limit; next = next.parent) {
            ancestors.add(next);
        }
        return ancestors;
    }

    /** The nearest ancestor (or this process) that did nothing wrong: what a story of drift hangs on. */
    public TrackedProcess anchor() {
        TrackedProcess anchor = this;
        while (anchor.deviating
                && anchor.parent != null
                && containerId != null
                && containerId.equals(anchor.parent.containerId)) {
            anchor = anchor.parent;
        }
        return anchor;
    }

    /**
     * The first of its ancestors in the container that ran this one's program, with none of another program between them (or this
     * process): of a server's workers, that are forked or started for each request, the server.
     */
    public TrackedProcess firstOfProgram() {
        TrackedProcess first = this;
        while (first.parent != null && first.isInside(first.parent) && first.runsAs(first.parent)) {
            first = first.parent;
        }
        return first;
    }

    /** The nearest ancestor in the container that runs another program, as {@link #firstOfProgram}; null when there is none. */
    public @Nullable TrackedProcess starter() {
        TrackedProcess first = firstOfProgram();
        return first.parent != null && first.isInside(first.parent) ? first.parent.firstOfProgram() : null;
    }

    private boolean isInside(TrackedProcess other) {
        return containerId != null && containerId.equals(other.containerId);
    }

    private boolean runsAs(TrackedProcess other) {
        String program = executable();
        return program != null && program.equals(other.executable());
    }
}
