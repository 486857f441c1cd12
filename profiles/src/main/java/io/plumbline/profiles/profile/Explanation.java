// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Privilege;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.SocketUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in sentences how a new behaviour differs from the nearest active entries. */
final class Explanation {
    private static final int SHOWN = 5;
    private static final int SHOWN_TEXT = 120;

    private Explanation() {}

    /** At least one sentence, most important first. */
    static List<String> of(List<Behavior> known, Behavior behavior, Novelty novelty) {
        return switch (behavior) {
            case Execution execution -> ofExecution(all(known, Execution.class), execution);
            case Listening listening -> ofListening(all(known, Listening.class), listening);
            case Outbound outbound -> PeerExplanation.of(all(known, Outbound.class), outbound, novelty);
            case Inbound inbound -> PeerExplanation.of(all(known, Inbound.class), inbound);
            case NameLookup lookup -> PeerExplanation.of(all(known, NameLookup.class), lookup);
            case Privilege privilege -> ofPrivilege(all(known, Privilege.class), privilege);
            case CodeMapping mapping -> KernelExplanation.of(all(known, CodeMapping.class), mapping);
            case SocketUse socket -> KernelExplanation.of(all(known, SocketUse.class), socket);
            case KernelUse use -> KernelExplanation.of(all(known, KernelUse.class), use);
        };
    }

    private static List<String> ofExecution(List<Execution> known, Execution execution) {
        List<String> because = new ArrayList<>();
        String path = execution.executable().path();
        List<Execution> same = known.stream()
                .filter(other -> other.executable().path().equals(path))
                .toList();
        if (same.isEmpty()) {
            because.add("program " + shown(path) + " was never run in this container");
        }
        String parent = execution.parent();
        if (parent != null) {
            List<Execution> siblings = known.stream()
                    .filter(other -> parent.equals(other.parent()))
                    .toList();
            if (siblings.isEmpty()) {
                because.add(shown(parent) + " never started a child before");
            } else if (siblings.stream()
                    .noneMatch(other -> other.executable().path().equals(path))) {
                because.add(shown(parent) + " never started " + shown(path) + " before; known children: "
                        + list(siblings.stream()
                                .map(other -> other.executable().path())
                                .toList()));
            }
        }
        same.stream()
                .min(Comparator.comparingInt(
                        other -> differences(other, execution).size()))
                .ifPresent(nearest -> because.addAll(differences(nearest, execution)));
        if (because.isEmpty()) {
            because.add("this way of running " + shown(path) + " was never seen in this container");
        }
        return because;
    }

    private static List<String> differences(Execution known, Execution execution) {
        List<String> differences = new ArrayList<>();
        if (!Match.program(known.executable(), execution.executable(), true)) {
            differences.add("the file " + shown(execution.executable().path()) + " was always "
                    + origin(known.executable()) + ", now " + origin(execution.executable()));
        }
        if (!Match.effective(known.effective(), execution, true)) {
            differences.add(program(known.effective()) + " was always run, now " + program(execution.effective()));
        }
        if (!Match.argv(known.argv(), execution.argv(), true)) {
            differences.add(argument(Objects.requireNonNull(known.argv()), Objects.requireNonNull(execution.argv())));
        }
        if (!Match.parent(known.parent(), execution.parent(), true)) {
            differences.add("it was always started by " + shown(Objects.requireNonNull(known.parent())) + ", now by "
                    + shown(Objects.requireNonNull(execution.parent())));
        }
        if (!Match.user(known.user(), execution.user(), true)) {
            differences.add("it always ran as " + word(known.user()) + ", now as " + word(execution.user()));
        }
        if (!Match.directory(known.workingDirectory(), execution.workingDirectory(), true)) {
            differences.add("its working directory was always of class " + word(known.workingDirectory()) + ", now "
                    + word(execution.workingDirectory()));
        }
        if (!Match.environment(known.environment(), execution.environment())) {
            differences.addAll(KernelExplanation.environment(
                    Objects.requireNonNull(known.environment()), Objects.requireNonNull(execution.environment())));
        }
        if (known.phase() != execution.phase()) {
            differences.add("it was always started as " + word(known.phase()) + ", now as " + word(execution.phase()));
        }
        return differences;
    }

    private static String argument(ArgvShape known, ArgvShape observed) {
        if (observed.truncated()) {
            return "the argument vector is longer than what could be read, so it can not be compared";
        }
        int at = known.firstDifference(observed);
        boolean missing = at >= observed.tokens().size();
        boolean extra = at >= known.tokens().size();
        if (extra && !missing) {
            return "it always had " + (known.tokens().size() - 1) + " arguments, now "
                    + (observed.tokens().size() - 1) + ", first new one `"
                    + shown(observed.tokens().get(at).display()) + "`";
        }
        if (missing) {
            return "it always had " + (known.tokens().size() - 1) + " arguments, now "
                    + (observed.tokens().size() - 1);
        }
        return "argument " + at + " was always `" + shown(known.tokens().get(at).display()) + "`, now `"
                + shown(observed.tokens().get(at).display()) + "`";
    }

    private static List<String> ofListening(List<Listening> known, Listening listening) {
        List<String> because = new ArrayList<>();
        because.add(port(listening) + " was never listened on; known: "
                + list(known.stream().map(Explanation::port).toList()));
        return because;
    }

    private static List<String> ofPrivilege(List<Privilege> known, Privilege privilege) {
        String change = "from " + word(privilege.from()) + " to " + word(privilege.to());
        boolean other = known.stream().anyMatch(one -> one.from() == privilege.from() && one.to() == privilege.to());
        return List.of(shown(privilege.executable()) + " never changed its user " + change + " before"
                + (other ? "; other programs of this container did" : ""));
    }

    private static <T extends Behavior> List<T> all(List<Behavior> known, Class<T> type) {
        return known.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static String port(Listening listening) {
        return (listening.port() == Listening.EPHEMERAL
                        ? "an ephemeral " + word(listening.transport()) + " port"
                        : word(listening.transport()) + " " + listening.port())
                + (listening.loopback() ? " on loopback" : "");
    }

    static String program(@Nullable Program program) {
        return program == null ? "the program itself" : shown(program.path()) + " (" + origin(program) + ")";
    }

    private static String origin(Program program) {
        return switch (program.origin()) {
            case UNKNOWN -> "of unknown origin";
            case IMAGE -> "from the image";
            case INIT_IMAGE -> "from the image of an init container";
            case READ_ONLY_MOUNT -> "from a read-only mount";
            case WRITABLE_LAYER -> "written in the container";
            case WRITABLE_MOUNT -> "on a writable mount";
            case MEMORY -> "in memory only";
            case DELETED -> "deleted";
            case GENERATED -> "made by the program itself";
        };
    }

    static String list(List<String> items) {
        return listInOrder(items.stream().sorted().toList());
    }

    /** The first few. */
    static String listInOrder(List<String> items) {
        List<String> distinct = items.stream().distinct().toList();
        if (distinct.isEmpty()) {
            return "none";
        }
        return distinct.stream().limit(SHOWN).map(Explanation::shown).collect(Collectors.joining(", "))
                + (distinct.size() > SHOWN ? " and " + (distinct.size() - SHOWN) + " more" : "");
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Text of a pod, cut and without control characters. */
    static String shown(String text) {
        String cut = text.length() <= SHOWN_TEXT ? text : text.substring(0, SHOWN_TEXT) + "...";
        return cut.codePoints()
                .map(c -> Character.isISOControl(c) || c == '`' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
