// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvToken;
import io.plumbline.profiles.peer.Peer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The identity of a behaviour: 32 hexadecimal digits of the SHA-256 of its canonical form. */
public final class BehaviorId {
    private static final int DIGITS = 32;

    /** Every field as length, colon, text: no text of a pod can imitate another field. Absent fields are a dash. */
    private final StringBuilder canonical = new StringBuilder(256);

    private BehaviorId() {}

    /** The id of a behaviour; the same on every machine and in every version that knows its fields. */
    public static String of(Behavior behavior) {
        BehaviorId id = new BehaviorId();
        id.add(behavior);
        return digest(id.canonical.toString());
    }

    /** 32 hexadecimal digits of the SHA-256 of a text. */
    public static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGITS / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: every Java platform has it)", e);
        }
    }

    private void add(Behavior behavior) {
        switch (behavior) {
            case Execution execution -> {
                text("execution").program(execution.executable()).program(execution.effective());
                argv(execution.argv());
                text(execution.parent()).text(execution.user().name());
                text(execution.workingDirectory().name()).text(execution.phase().name());
                environment(execution.environment());
            }
            case CodeMapping mapping -> {
                text("code-mapping").program(mapping.code()).text(mapping.executable());
                // Nothing where there is none: such entries have the id that they always had.
                if (mapping.sha256() != null) {
                    text(mapping.sha256());
                }
            }
            case NameLookup lookup -> text("name-lookup").text(lookup.name());
            case SocketUse socket ->
                text("socket-use").text(socket.family()).text(socket.type()).text(socket.executable());
            case KernelUse use ->
                text("kernel-use").text(use.operation().name()).text(use.executable());
            case Listening listening ->
                text("listening")
                        .text(listening.transport().name())
                        .number(listening.port())
                        .text(Boolean.toString(listening.loopback()));
            case Outbound outbound ->
                text("outbound")
                        .peer(outbound.peer())
                        .number(outbound.port())
                        .text(outbound.transport().name());
            case Inbound inbound ->
                text("inbound")
                        .peer(inbound.peer())
                        .number(inbound.port())
                        .text(inbound.transport().name());
            case Privilege privilege ->
                text("privilege")
                        .text(privilege.from().name())
                        .text(privilege.to().name())
                        .text(privilege.executable());
        }
    }

    /** Adds nothing where there is nothing: what a sensor that can not tell sees, and a plain start, are the same entry. */
    private void environment(@Nullable Map<String, String> environment) {
        if (environment != null) {
            environment.forEach((name, hash) -> text(name).text(hash));
        }
    }

    private void argv(@Nullable ArgvShape argv) {
        if (argv == null) {
            text(null);
            return;
        }
        number(argv.tokens().size()).text(Boolean.toString(argv.truncated()));
        for (ArgvToken token : argv.tokens()) {
            switch (token) {
                case ArgvToken.Literal literal -> text("l").text(literal.text());
                case ArgvToken.Slot slot ->
                    text("s").text(slot.prefix()).text(slot.type().name());
                case ArgvToken.Hashed hashed -> text("h").text(hashed.prefix()).text(hashed.hash());
                case ArgvToken.Template template -> {
                    text("t").number(template.slots().size());
                    template.slots().forEach(slot -> text(slot.name()));
                    template.texts().forEach(this::text);
                }
            }
        }
    }

    private BehaviorId program(@Nullable Program program) {
        return program == null ? text(null) : text(program.origin().name()).text(program.path());
    }

    private BehaviorId peer(Peer peer) {
        return switch (peer) {
            case Peer.WorkloadPeer other ->
                text("workload")
                        .text(other.workload().cluster())
                        .text(other.workload().namespace())
                        .text(other.workload().kind())
                        .text(other.workload().name());
            case Peer.Service service ->
                text("service").text(service.namespace()).text(service.name());
            case Peer.Node ignored -> text("node");
            case Peer.ApiServer ignored -> text("api-server");
            case Peer.MetadataService ignored -> text("metadata-service");
            case Peer.DnsName name -> text("dns-name").text(name.name());
            case Peer.UnixSocket socket -> text("unix-socket").text(socket.path());
            case Peer.Cidr cidr -> text("cidr").text(cidr.range());
            case Peer.Loopback ignored -> text("loopback");
            case Peer.Cluster ignored -> text("cluster");
        };
    }

    private BehaviorId number(int number) {
        return text(Integer.toString(number));
    }

    private BehaviorId text(@Nullable String text) {
        if (text == null) {
            canonical.append('-');
        } else {
            canonical.append(text.length()).append(':').append(text);
        }
        return this;
    }
}
