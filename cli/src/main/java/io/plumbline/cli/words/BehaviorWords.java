// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import io.plumbline.v1.Behavior;
import io.plumbline.v1.Execution;
import io.plumbline.v1.Listening;
import io.plumbline.v1.Outbound;
import io.plumbline.v1.Privilege;
import io.plumbline.v1.Program;
import io.plumbline.v1.Transport;
import java.util.ArrayList;
import java.util.TreeSet;

/** Behaviours, one line each. */
public final class BehaviorWords {
    private BehaviorWords() {}

    /** The behaviour in words, for instance {@code nginx -> sh -c <code:1f2e3d4c>}. */
    public static String of(Behavior behavior) {
        return switch (behavior.getKindCase()) {
            case EXECUTION -> execution(behavior.getExecution());
            case LISTENING -> listening(behavior.getListening());
            case OUTBOUND -> PeerWords.of(behavior.getOutbound().getPeer()) + outboundPort(behavior.getOutbound());
            case INBOUND ->
                PeerWords.of(behavior.getInbound().getPeer()) + ", to "
                        + port(
                                behavior.getInbound().getTransport(),
                                behavior.getInbound().getTransportValue(),
                                behavior.getInbound().getPort());
            case PRIVILEGE -> privilege(behavior.getPrivilege());
            case CODE_MAPPING -> KernelWords.of(behavior.getCodeMapping());
            case NAME_LOOKUP -> behavior.getNameLookup().getName();
            case SOCKET_USE -> KernelWords.of(behavior.getSocketUse());
            case KERNEL_USE -> KernelWords.of(behavior.getKernelUse());
            case KIND_NOT_SET -> "behaviour of a kind that this version does not know (-o json shows it)";
        };
    }

    /** Describes the behaviour as something that somebody did: {@code connects to redis, tcp 6379}. */
    public static String deed(Behavior behavior) {
        return switch (behavior.getKindCase()) {
            case LISTENING -> "listens on " + of(behavior);
            case OUTBOUND -> "connects to " + of(behavior);
            case INBOUND -> "is connected to by " + of(behavior);
            case NAME_LOOKUP -> "asks for the name " + of(behavior);
            case EXECUTION, PRIVILEGE, CODE_MAPPING, SOCKET_USE, KERNEL_USE, KIND_NOT_SET -> of(behavior);
        };
    }

    private static String execution(Execution execution) {
        var words = new ArrayList<String>();
        words.add(starter(execution));
        words.add("->");
        words.add(program(execution));
        if (execution.hasArgv()) {
            String arguments = ArgvWords.arguments(execution.getArgv());
            if (!arguments.isEmpty()) {
                words.add(arguments);
            }
        } else {
            words.add("(arguments not read)");
        }
        if (execution.hasEffective() && !isArgument(execution, execution.getEffective())) {
            words.add("(runs " + execution.getEffective().getPath() + ")");
        }
        String origin = EnumWords.origin(execution.getExecutable());
        if (origin.isEmpty() && execution.hasEffective()) {
            origin = EnumWords.origin(execution.getEffective());
        }
        if (!origin.isEmpty()) {
            words.add("(" + origin + ")");
        }
        if (execution.getEnvironment().getVariablesCount() > 0) {
            words.add("(with "
                    + String.join(
                            ", ",
                            new TreeSet<>(
                                    execution.getEnvironment().getVariablesMap().keySet()))
                    + ")");
        }
        return String.join(" ", words);
    }

    private static String starter(Execution execution) {
        return switch (execution.getPhase()) {
            case PHASE_ENTRYPOINT -> "entrypoint";
            case PHASE_PROBE -> prefixed("probe", execution);
            case PHASE_HOOK -> prefixed("hook", execution);
            case PHASE_SESSION -> prefixed("exec session", execution);
            case PHASE_SERVICE, PHASE_UNSPECIFIED, UNRECOGNIZED -> parent(execution, "?");
        };
    }

    private static String prefixed(String phase, Execution execution) {
        String parent = parent(execution, "");
        return parent.isEmpty() ? phase : phase + ": " + parent;
    }

    private static String parent(Execution execution, String absent) {
        return execution.hasParent() ? PathWords.program(execution.getParent()) : absent;
    }

    /** The program, with the name that it was started by where that is another one (busybox, login shells). */
    private static String program(Execution execution) {
        String path = execution.getExecutable().getPath();
        String shown = path.isEmpty() ? "?" : PathWords.program(path);
        if (execution.getArgv().getTokensCount() == 0) {
            return shown;
        }
        String name = PathWords.base(execution.getArgv().getTokens(0).getLiteral());
        return name.isEmpty() || name.equals(PathWords.base(path)) ? shown : ArgvWords.quote(name) + "[" + shown + "]";
    }

    private static boolean isArgument(Execution execution, Program effective) {
        return execution.getArgv().getTokensList().stream()
                .anyMatch(token -> token.getLiteral().equals(effective.getPath()));
    }

    private static String listening(Listening listening) {
        String port = listening.getPort() == 0 ? "any ephemeral port" : String.valueOf(listening.getPort());
        return EnumWords.of(listening.getTransport(), listening.getTransportValue(), "TRANSPORT_") + " " + port
                + (listening.getLoopback() ? ", loopback only" : "");
    }

    /** A unix socket has no port; a scan may have many. */
    private static String outboundPort(Outbound outbound) {
        if (outbound.getPort() == 0) {
            return outbound.getTransport() == Transport.TRANSPORT_UNIX
                    ? ""
                    : ", many "
                            + EnumWords.of(outbound.getTransport(), outbound.getTransportValue(), "TRANSPORT_")
                            + " ports";
        }
        return ", " + port(outbound.getTransport(), outbound.getTransportValue(), outbound.getPort());
    }

    private static String port(Transport transport, int number, int port) {
        return EnumWords.of(transport, number, "TRANSPORT_") + " " + port;
    }

    private static String privilege(Privilege privilege) {
        return PathWords.program(privilege.getExecutable()) + ": "
                + EnumWords.of(privilege.getFrom(), privilege.getFromValue(), "USER_CLASS_") + " becomes "
                + EnumWords.of(privilege.getTo(), privilege.getToValue(), "USER_CLASS_");
    }
}
