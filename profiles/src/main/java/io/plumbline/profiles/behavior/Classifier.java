// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvToken;
import io.plumbline.profiles.argv.Invocation;
import io.plumbline.profiles.argv.Tool;
import io.plumbline.profiles.peer.Peer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells ordinary from sensitive behaviour, by the behaviour alone.
 *
 * <p>What the pod spec or the image declares (entrypoint, probes, hooks) may use shells and tools; a program that is not
 * from the image stays sensitive even there.
 */
public final class Classifier {
    /** Stands for text that a shape does not keep; no option or operand of any tool. */
    private static final String UNREADABLE = "\u0001";

    private static final List<String> RUNTIME_SOCKETS = List.of(
            "containerd.sock",
            "containerd.sock.ttrpc",
            "docker.sock",
            "crio.sock",
            "cri-dockerd.sock",
            "podman.sock",
            "buildkitd.sock",
            "kubelet.sock");

    private Classifier() {}

    /** Class and reasons of a behaviour. */
    public static Classification classify(Behavior behavior) {
        return Classification.of(
                switch (behavior) {
                    case Execution execution -> ofExecution(execution);
                    case Outbound outbound -> ofPeer(outbound.peer());
                    case Privilege privilege ->
                        privilege.from() == UserClass.NON_ROOT && privilege.to() == UserClass.ROOT
                                ? Set.of(Sensitivity.PRIVILEGE_GAIN)
                                : Set.of();
                    case CodeMapping mapping -> ofMapped(mapping.code());
                    case SocketUse ignored -> Set.of(Sensitivity.RAW_SOCKET);
                    case KernelUse use -> Set.of(ofOperation(use.operation()));
                    case Listening ignored -> Set.of();
                    case Inbound ignored -> Set.of();
                    case NameLookup ignored -> Set.of();
                });
    }

    private static Set<Sensitivity> ofMapped(Program code) {
        boolean unusual = code.origin() == Origin.GENERATED && !GeneratedCode.isNamedByRuntime(code.path());
        return code.origin().isForeign() || unusual ? Set.of(Sensitivity.NOT_FROM_IMAGE) : Set.of();
    }

    private static Set<Sensitivity> ofExecution(Execution execution) {
        Set<Sensitivity> found = EnumSet.noneOf(Sensitivity.class);
        Program effective = execution.effective();
        if (execution.executable().origin().isForeign()
                || (effective != null && effective.origin().isForeign())) {
            found.add(Sensitivity.NOT_FROM_IMAGE);
        }
        if (execution.phase() == Phase.ENTRYPOINT
                || execution.phase() == Phase.PROBE
                || execution.phase() == Phase.HOOK) {
            return found;
        }
        Invocation invocation = invocation(execution);
        ArgvShape argv = execution.argv();
        if (argv != null && !argv.truncated()) {
            // Behind what could be read there may be code.
            boolean mayBeCode = argv.isCut() && Tool.named(invocation.program()).isPresent();
            if (invocation.inlineCode() || mayBeCode) {
                found.add(Sensitivity.INLINE_CODE);
            }
            if (invocation.standardInput() && effective == null) {
                found.add(Sensitivity.STDIN_CODE);
            }
        }
        for (String program : effective == null
                ? List.of(invocation.program())
                : List.of(invocation.program(), fileName(effective.path()))) {
            addTool(program, found);
        }
        return found;
    }

    private static Invocation invocation(Execution execution) {
        ArgvShape argv = execution.argv();
        List<String> texts = argv == null
                ? List.of()
                : argv.tokens().stream().map(Classifier::text).toList();
        return Invocation.of(execution.executable().path(), texts);
    }

    private static String text(ArgvToken token) {
        return switch (token) {
            case ArgvToken.Literal literal -> literal.text();
            case ArgvToken.Slot slot -> slot.prefix() + UNREADABLE;
            case ArgvToken.Hashed hashed -> hashed.prefix() + UNREADABLE;
            case ArgvToken.Template template -> String.join(UNREADABLE, template.texts());
        };
    }

    private static void addTool(String fileName, Set<Sensitivity> found) {
        @Nullable Tool tool = Tool.named(fileName).orElse(null);
        if (tool == null) {
            return;
        }
        switch (tool.kind()) {
            case NETWORK -> found.add(Sensitivity.NETWORK_TOOL);
            case COMPILER -> found.add(Sensitivity.COMPILER);
            case PACKAGES -> found.add(Sensitivity.PACKAGE_MANAGER);
            case SHELL, INTERPRETER, OTHER -> {}
        }
    }

    private static Sensitivity ofOperation(KernelUse.Operation operation) {
        return switch (operation) {
            case NAMESPACE_CREATE, NAMESPACE_ENTER, FOREIGN_MOUNTS, MOUNT -> Sensitivity.NAMESPACE_CHANGE;
            case TRACE, PROCESS_ACCESS -> Sensitivity.PROCESS_INTRUSION;
            case CAPABILITY_GAIN -> Sensitivity.PRIVILEGE_GAIN;
            case UNKNOWN, IO_URING, MODULE_LOAD, BPF, EVENT_FLOOD -> Sensitivity.KERNEL_INTERFACE;
        };
    }

    private static Set<Sensitivity> ofPeer(Peer peer) {
        return switch (peer) {
            case Peer.ApiServer ignored -> Set.of(Sensitivity.API_SERVER);
            case Peer.MetadataService ignored -> Set.of(Sensitivity.METADATA_SERVICE);
            case Peer.UnixSocket socket ->
                RUNTIME_SOCKETS.contains(fileName(socket.path())) ? Set.of(Sensitivity.RUNTIME_SOCKET) : Set.of();
            case Peer.WorkloadPeer ignored -> Set.of();
            case Peer.Service ignored -> Set.of();
            case Peer.Node ignored -> Set.of();
            case Peer.DnsName ignored -> Set.of();
            case Peer.Cidr ignored -> Set.of();
            case Peer.Loopback ignored -> Set.of();
            case Peer.Cluster ignored -> Set.of();
        };
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
