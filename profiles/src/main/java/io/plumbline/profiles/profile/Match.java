// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Privilege;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.SocketUse;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.peer.Peer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether one behaviour covers another.
 *
 * <p>In an entry, what is unknown was left open by a person and stands for anything; learned entries are complete. In an
 * observation, what is unknown could not be read: it fits only where tolerance is asked for.
 */
public final class Match {
    private Match() {}

    /** True when everything that can be known of a behaviour is known, so that it may be learned as a fact. */
    public static boolean isComplete(Behavior behavior) {
        return switch (behavior) {
            case Execution execution -> isComplete(execution);
            case Privilege privilege -> privilege.from() != UserClass.UNKNOWN && privilege.to() != UserClass.UNKNOWN;
            case Listening listening -> listening.transport() != Transport.UNKNOWN;
            case Outbound outbound -> outbound.transport() != Transport.UNKNOWN;
            case Inbound inbound ->
                inbound.transport() != Transport.UNKNOWN && !(inbound.peer() instanceof Peer.Cluster);
            case CodeMapping mapping -> mapping.code().origin() != Origin.UNKNOWN;
            case NameLookup ignored -> true;
            case SocketUse ignored -> true;
            case KernelUse use -> use.operation() != KernelUse.Operation.UNKNOWN && use.executable() != null;
        };
    }

    private static boolean isComplete(Execution execution) {
        Program effective = execution.effective();
        ArgvShape argv = execution.argv();
        return execution.executable().origin() != Origin.UNKNOWN
                && (effective == null || effective.origin() != Origin.UNKNOWN)
                && argv != null
                && !argv.truncated()
                && execution.user() != UserClass.UNKNOWN
                && execution.workingDirectory() != DirectoryClass.UNKNOWN
                && execution.phase() != Phase.UNKNOWN
                && (execution.parent() != null || execution.phase() != Phase.SERVICE);
    }

    /** True when the entry's behaviour covers the observed one; {@code tolerant}: also where the latter is unknown. */
    static boolean covers(Behavior entry, Behavior observed, boolean tolerant) {
        if (entry instanceof Execution pattern && observed instanceof Execution execution) {
            return covers(pattern, execution, tolerant);
        }
        if (entry instanceof Privilege pattern && observed instanceof Privilege privilege) {
            return pattern.executable().equals(privilege.executable())
                    && user(pattern.from(), privilege.from(), tolerant)
                    && user(pattern.to(), privilege.to(), tolerant);
        }
        if (entry instanceof Outbound pattern && observed instanceof Outbound outbound) {
            return pattern.port() == outbound.port()
                    && pattern.transport() == outbound.transport()
                    && Ranges.covers(pattern.peer(), outbound.peer());
        }
        if (entry instanceof Inbound pattern && observed instanceof Inbound inbound) {
            return pattern.port() == inbound.port()
                    && pattern.transport() == inbound.transport()
                    && (Ranges.covers(pattern.peer(), inbound.peer()) || isOpenTo(pattern.peer(), inbound.peer()));
        }
        if (entry instanceof NameLookup pattern && observed instanceof NameLookup lookup) {
            return Names.covers(pattern.name(), lookup.name());
        }
        if (entry instanceof CodeMapping pattern && observed instanceof CodeMapping mapping) {
            return pattern.executable().equals(mapping.executable())
                    && program(pattern.code(), mapping.code(), tolerant)
                    && content(pattern.sha256(), mapping.sha256());
        }
        if (entry instanceof KernelUse pattern && observed instanceof KernelUse use) {
            return pattern.operation() == use.operation() && parent(pattern.executable(), use.executable(), tolerant);
        }
        return entry.equals(observed);
    }

    /** Nodes, services without a known back end and addresses are none of the cluster's workloads. */
    private static boolean isOpenTo(Peer pattern, Peer client) {
        return pattern instanceof Peer.Cluster && client instanceof Peer.WorkloadPeer;
    }

    /**
     * True when the entry covers the observed behaviour only because nobody knew in which environment the former was run,
     * while that of the latter is known.
     */
    static boolean overlooksEnvironment(Behavior entry, Behavior observed) {
        return entry instanceof Execution pattern
                && observed instanceof Execution execution
                && pattern.environment() == null
                && execution.environment() != null
                && !execution.environment().isEmpty();
    }

    /** True when the entry would cover the observed behaviour, if that had another environment than it has. */
    static boolean differsInEnvironment(Behavior entry, Behavior observed) {
        return entry instanceof Execution pattern
                && observed instanceof Execution execution
                && !environment(pattern.environment(), execution.environment())
                && coversButEnvironment(pattern, execution, false);
    }

    private static boolean covers(Execution pattern, Execution observed, boolean tolerant) {
        return environment(pattern.environment(), observed.environment())
                && coversButEnvironment(pattern, observed, tolerant);
    }

    private static boolean coversButEnvironment(Execution pattern, Execution observed, boolean tolerant) {
        return program(pattern.executable(), observed.executable(), tolerant)
                && effective(pattern.effective(), observed, tolerant)
                && argv(pattern.argv(), observed.argv(), tolerant)
                && parent(pattern.parent(), observed.parent(), tolerant)
                && user(pattern.user(), observed.user(), tolerant)
                && directory(pattern.workingDirectory(), observed.workingDirectory(), tolerant)
                && pattern.phase() == observed.phase();
    }

    static boolean program(Program pattern, Program observed, boolean tolerant) {
        return pattern.path().equals(observed.path())
                && (pattern.origin() == observed.origin()
                        || pattern.origin() == Origin.UNKNOWN
                        || (tolerant && observed.origin() == Origin.UNKNOWN));
    }

    /** Without the argument vector nobody can tell which script an interpreter ran. */
    static boolean effective(@Nullable Program pattern, Execution execution, boolean tolerant) {
        Program observed = execution.effective();
        if (pattern == null || observed == null) {
            return observed == null && (pattern == null || (tolerant && execution.argv() == null));
        }
        return program(pattern, observed, tolerant);
    }

    static boolean argv(@Nullable ArgvShape pattern, @Nullable ArgvShape observed, boolean tolerant) {
        if (pattern == null) {
            return true;
        }
        return observed == null ? tolerant : pattern.matches(observed);
    }

    static boolean parent(@Nullable String pattern, @Nullable String observed, boolean tolerant) {
        return pattern == null || (observed == null ? tolerant : pattern.equals(observed));
    }

    static boolean user(UserClass pattern, UserClass observed, boolean tolerant) {
        return pattern == observed || pattern == UserClass.UNKNOWN || (tolerant && observed == UserClass.UNKNOWN);
    }

    /** What is unknown on either side fits: many programs remove such a file as soon as it is loaded. */
    private static boolean content(@Nullable String pattern, @Nullable String observed) {
        return pattern == null || observed == null || pattern.equals(observed);
    }

    /** What is unknown on either side fits: not every sensor can tell. */
    static boolean environment(@Nullable Map<String, String> pattern, @Nullable Map<String, String> observed) {
        return pattern == null || observed == null || pattern.equals(observed);
    }

    static boolean directory(DirectoryClass pattern, DirectoryClass observed, boolean tolerant) {
        return pattern == observed
                || pattern == DirectoryClass.UNKNOWN
                || (tolerant && observed == DirectoryClass.UNKNOWN);
    }
}
