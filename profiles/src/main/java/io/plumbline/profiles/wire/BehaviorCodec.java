// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

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
import io.plumbline.v1.CodeEnvironment;
import io.plumbline.v1.KernelOperation;
import java.util.Optional;

/** Behaviours. */
public final class BehaviorCodec {
    private static final EnumTable<Origin, io.plumbline.v1.Origin> ORIGINS =
            new EnumTable<>(Origin.class, io.plumbline.v1.Origin.values(), "ORIGIN_", Origin.UNKNOWN);
    private static final EnumTable<Phase, io.plumbline.v1.Phase> PHASES =
            new EnumTable<>(Phase.class, io.plumbline.v1.Phase.values(), "PHASE_", Phase.UNKNOWN);
    private static final EnumTable<UserClass, io.plumbline.v1.UserClass> USERS =
            new EnumTable<>(UserClass.class, io.plumbline.v1.UserClass.values(), "USER_CLASS_", UserClass.UNKNOWN);
    private static final EnumTable<DirectoryClass, io.plumbline.v1.DirectoryClass> DIRECTORIES = new EnumTable<>(
            DirectoryClass.class, io.plumbline.v1.DirectoryClass.values(), "DIRECTORY_CLASS_", DirectoryClass.UNKNOWN);
    private static final EnumTable<Transport, io.plumbline.v1.Transport> TRANSPORTS =
            new EnumTable<>(Transport.class, io.plumbline.v1.Transport.values(), "TRANSPORT_", Transport.UNKNOWN);
    private static final EnumTable<KernelUse.Operation, KernelOperation> OPERATIONS = new EnumTable<>(
            KernelUse.Operation.class, KernelOperation.values(), "KERNEL_OPERATION_", KernelUse.Operation.UNKNOWN);

    private BehaviorCodec() {}

    public static io.plumbline.v1.Behavior toProto(Behavior behavior) {
        var message = io.plumbline.v1.Behavior.newBuilder();
        return switch (behavior) {
            case Execution execution -> message.setExecution(toProto(execution)).build();
            case Listening listening ->
                message.setListening(io.plumbline.v1.Listening.newBuilder()
                                .setTransport(toProto(listening.transport()))
                                .setPort(listening.port())
                                .setLoopback(listening.loopback()))
                        .build();
            case Outbound outbound ->
                message.setOutbound(io.plumbline.v1.Outbound.newBuilder()
                                .setPeer(PeerCodec.toProto(outbound.peer()))
                                .setPort(outbound.port())
                                .setTransport(toProto(outbound.transport())))
                        .build();
            case Inbound inbound ->
                message.setInbound(io.plumbline.v1.Inbound.newBuilder()
                                .setPeer(PeerCodec.toProto(inbound.peer()))
                                .setPort(inbound.port())
                                .setTransport(toProto(inbound.transport())))
                        .build();
            case Privilege privilege ->
                message.setPrivilege(io.plumbline.v1.Privilege.newBuilder()
                                .setFrom(USERS.toProto(privilege.from()))
                                .setTo(USERS.toProto(privilege.to()))
                                .setExecutable(privilege.executable()))
                        .build();
            case CodeMapping mapping -> message.setCodeMapping(toProto(mapping)).build();
            case NameLookup lookup ->
                message.setNameLookup(io.plumbline.v1.NameLookup.newBuilder().setName(lookup.name()))
                        .build();
            case SocketUse socket ->
                message.setSocketUse(io.plumbline.v1.SocketUse.newBuilder()
                                .setFamily(socket.family())
                                .setType(socket.type())
                                .setExecutable(socket.executable()))
                        .build();
            case KernelUse use -> message.setKernelUse(toProto(use)).build();
        };
    }

    private static io.plumbline.v1.CodeMapping toProto(CodeMapping mapping) {
        var message = io.plumbline.v1.CodeMapping.newBuilder()
                .setCode(toProto(mapping.code()))
                .setExecutable(mapping.executable());
        if (mapping.sha256() != null) {
            message.setSha256(mapping.sha256());
        }
        return message.build();
    }

    private static io.plumbline.v1.KernelUse toProto(KernelUse use) {
        var message = io.plumbline.v1.KernelUse.newBuilder().setOperation(OPERATIONS.toProto(use.operation()));
        if (use.executable() != null) {
            message.setExecutable(use.executable());
        }
        return message.build();
    }

    private static io.plumbline.v1.Execution toProto(Execution execution) {
        var message = io.plumbline.v1.Execution.newBuilder()
                .setExecutable(toProto(execution.executable()))
                .setUser(USERS.toProto(execution.user()))
                .setWorkingDirectory(DIRECTORIES.toProto(execution.workingDirectory()))
                .setPhase(PHASES.toProto(execution.phase()));
        if (execution.effective() != null) {
            message.setEffective(toProto(execution.effective()));
        }
        if (execution.argv() != null) {
            message.setArgv(ArgvCodec.toProto(execution.argv()));
        }
        if (execution.parent() != null) {
            message.setParent(execution.parent());
        }
        if (execution.environment() != null) {
            message.setEnvironment(CodeEnvironment.newBuilder().putAllVariables(execution.environment()));
        }
        return message.build();
    }

    private static io.plumbline.v1.Program toProto(Program program) {
        return io.plumbline.v1.Program.newBuilder()
                .setOrigin(toProto(program.origin()))
                .setPath(program.path())
                .build();
    }

    /**
     * The behaviour of a message whose kind this version has to know.
     *
     * @throws IllegalArgumentException when it is of a kind, or has a peer of a kind, that this version does not know
     */
    public static Behavior fromProto(io.plumbline.v1.Behavior message) {
        return read(message)
                .orElseThrow(() -> new IllegalArgumentException("behavior: " + message.getKindCase()
                        + " (expected: a kind that this version knows, with a known peer)"));
    }

    /** The behaviour, or empty for a kind of behaviour or peer that this version does not know: count those. */
    public static Optional<Behavior> read(io.plumbline.v1.Behavior message) {
        return switch (message.getKindCase()) {
            case EXECUTION -> Optional.of(execution(message.getExecution()));
            case LISTENING ->
                Optional.of(new Listening(
                        fromProto(message.getListening().getTransport()),
                        message.getListening().getPort(),
                        message.getListening().getLoopback()));
            case OUTBOUND ->
                PeerCodec.fromProto(message.getOutbound().getPeer())
                        .map(peer -> new Outbound(
                                peer,
                                message.getOutbound().getPort(),
                                fromProto(message.getOutbound().getTransport())));
            case INBOUND ->
                PeerCodec.fromProto(message.getInbound().getPeer())
                        .map(peer -> new Inbound(
                                peer,
                                message.getInbound().getPort(),
                                fromProto(message.getInbound().getTransport())));
            case PRIVILEGE ->
                Optional.of(new Privilege(
                        USERS.fromProto(message.getPrivilege().getFrom()),
                        USERS.fromProto(message.getPrivilege().getTo()),
                        message.getPrivilege().getExecutable()));
            case CODE_MAPPING ->
                Optional.of(new CodeMapping(
                        program(message.getCodeMapping().getCode()),
                        message.getCodeMapping().getExecutable(),
                        message.getCodeMapping().hasSha256()
                                ? message.getCodeMapping().getSha256()
                                : null));
            case NAME_LOOKUP ->
                Optional.of(new NameLookup(message.getNameLookup().getName()));
            case SOCKET_USE ->
                Optional.of(new SocketUse(
                        message.getSocketUse().getFamily(),
                        message.getSocketUse().getType(),
                        message.getSocketUse().getExecutable()));
            case KERNEL_USE ->
                Optional.of(new KernelUse(
                        OPERATIONS.fromProto(message.getKernelUse().getOperation()),
                        message.getKernelUse().hasExecutable()
                                ? message.getKernelUse().getExecutable()
                                : null));
            case KIND_NOT_SET -> Optional.empty();
        };
    }

    private static Execution execution(io.plumbline.v1.Execution message) {
        return new Execution(
                program(message.getExecutable()),
                message.hasEffective() ? program(message.getEffective()) : null,
                message.hasArgv() ? ArgvCodec.fromProto(message.getArgv()) : null,
                message.hasParent() ? message.getParent() : null,
                USERS.fromProto(message.getUser()),
                DIRECTORIES.fromProto(message.getWorkingDirectory()),
                PHASES.fromProto(message.getPhase()),
                message.hasEnvironment() ? message.getEnvironment().getVariablesMap() : null);
    }

    private static Program program(io.plumbline.v1.Program message) {
        return new Program(fromProto(message.getOrigin()), message.getPath());
    }

    public static io.plumbline.v1.Origin toProto(Origin origin) {
        return ORIGINS.toProto(origin);
    }

    public static Origin fromProto(io.plumbline.v1.Origin origin) {
        return ORIGINS.fromProto(origin);
    }

    public static io.plumbline.v1.Transport toProto(Transport transport) {
        return TRANSPORTS.toProto(transport);
    }

    public static Transport fromProto(io.plumbline.v1.Transport transport) {
        return TRANSPORTS.fromProto(transport);
    }
}
