// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvToken;
import io.plumbline.profiles.peer.Peer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** About how many bytes of memory a behaviour takes: an upper estimate, for budgets. */
public final class BehaviorSize {
    /** What an object with its header, and the reference to it, take beside its text. */
    private static final int OBJECT = 48;

    private BehaviorSize() {}

    /** Returns the estimate, at least {@value #OBJECT} bytes. */
    public static int of(Behavior behavior) {
        return OBJECT
                + switch (behavior) {
                    case Execution execution -> execution(execution);
                    case CodeMapping mapping ->
                        text(mapping.executable()) + text(mapping.code().path());
                    case Outbound outbound -> peer(outbound.peer());
                    case Inbound inbound -> peer(inbound.peer());
                    case NameLookup lookup -> text(lookup.name());
                    case SocketUse socket -> text(socket.executable()) + text(socket.family()) + text(socket.type());
                    case KernelUse use -> text(use.executable());
                    case Privilege privilege -> text(privilege.executable());
                    case Listening ignored -> 0;
                };
    }

    private static int execution(Execution execution) {
        Program effective = execution.effective();
        int size = text(execution.executable().path())
                + (effective == null ? 0 : text(effective.path()))
                + text(execution.parent());
        Map<String, String> environment = execution.environment();
        if (environment != null) {
            for (Map.Entry<String, String> variable : environment.entrySet()) {
                size += text(variable.getKey()) + text(variable.getValue());
            }
        }
        ArgvShape argv = execution.argv();
        if (argv != null) {
            for (ArgvToken token : argv.tokens()) {
                size += OBJECT
                        + switch (token) {
                            case ArgvToken.Literal literal -> text(literal.text());
                            case ArgvToken.Slot slot -> text(slot.prefix());
                            case ArgvToken.Template template ->
                                template.texts().stream()
                                        .mapToInt(BehaviorSize::text)
                                        .sum();
                            case ArgvToken.Hashed hashed -> text(hashed.prefix()) + text(hashed.hash());
                        };
            }
        }
        return size;
    }

    private static int peer(Peer peer) {
        return switch (peer) {
            case Peer.DnsName name -> text(name.name());
            case Peer.UnixSocket socket -> text(socket.path());
            default -> 4 * OBJECT;
        };
    }

    private static int text(@Nullable String text) {
        return text == null ? 0 : OBJECT + text.length();
    }
}
