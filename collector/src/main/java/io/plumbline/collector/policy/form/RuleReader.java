// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import io.plumbline.collector.policy.spec.PolicyPeer;
import io.plumbline.collector.policy.spec.PolicyPort;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.policy.spec.Selector;
import io.plumbline.profiles.document.Field;
import io.plumbline.profiles.peer.AddressRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads peers and ports of rules. */
final class RuleReader {
    private static final int MAX_ITEMS = 4_096;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern PORT_NAME =
            Pattern.compile("(?=.{1,15}$)(?=.*[a-z])[a-z0-9](?:[a-z0-9]|-(?!-))*(?<!-)");

    private RuleReader() {}

    static List<PolicyPeer> peers(@Nullable Field list) {
        List<PolicyPeer> peers = new ArrayList<>();
        if (list != null) {
            list.items(MAX_ITEMS).forEach(item -> peer(item).ifPresent(peers::add));
        }
        return peers;
    }

    static List<PolicyPort> ports(@Nullable Field list) {
        List<PolicyPort> ports = new ArrayList<>();
        if (list != null) {
            list.items(MAX_ITEMS).forEach(item -> port(item).ifPresent(ports::add));
        }
        return ports;
    }

    private static Optional<PolicyPeer> peer(Field item) {
        Field.Fields fields = item.fields("namespaceSelector", "podSelector", "ipBlock");
        if (fields == null) {
            return Optional.empty();
        }
        // Present without a value is a selector of everything for the API server, too.
        Field namespaces = fields.byName().get("namespaceSelector");
        Field pods = fields.byName().get("podSelector");
        Field block = fields.optional("ipBlock");
        if (block != null && (namespaces != null || pods != null)) {
            item.wrong("ipBlock and a selector", "one of them");
            return Optional.empty();
        }
        if (block != null) {
            return block(block);
        }
        if (namespaces == null && pods == null) {
            item.wrong("nothing", "namespaceSelector, podSelector or ipBlock");
            return Optional.empty();
        }
        Optional<Selector> chosen = pods == null ? Optional.of(Selector.EVERYTHING) : SelectorReader.selector(pods);
        if (namespaces == null) {
            return chosen.map(selector -> new PolicyPeer.Pods(null, selector));
        }
        return SelectorReader.selector(namespaces)
                .flatMap(where -> chosen.map(selector -> new PolicyPeer.Pods(where, selector)));
    }

    private static Optional<PolicyPeer> block(Field field) {
        Field.Fields fields = field.fields("cidr", "except");
        Field cidr = fields == null ? null : fields.required("cidr");
        if (fields == null || cidr == null) {
            return Optional.empty();
        }
        List<AddressRange> except = new ArrayList<>();
        Optional<AddressRange> range = range(cidr);
        Field list = fields.optional("except");
        if (list != null) {
            for (Field item : list.items(MAX_ITEMS)) {
                range(item).ifPresent(one -> {
                    if (range.isPresent()
                            && (!range.get().contains(one) || range.get().equals(one))) {
                        item.wrong("a part of " + range.get());
                    }
                    except.add(one);
                });
            }
        }
        return range.map(whole -> new PolicyPeer.Block(whole, except));
    }

    private static Optional<AddressRange> range(Field field) {
        String text = field.text(64);
        if (text == null) {
            return Optional.empty();
        }
        Optional<AddressRange> range = AddressRange.parse(text);
        if (range.isEmpty()) {
            field.wrong("a range of addresses such as 10.0.0.0/8");
        }
        return range;
    }

    private static Optional<PolicyPort> port(Field item) {
        Field.Fields fields = item.fields("protocol", "port", "endPort");
        if (fields == null) {
            return Optional.empty();
        }
        Field protocolField = fields.optional("protocol");
        Optional<Protocol> protocol = protocolField == null
                ? Optional.of(Protocol.TCP)
                : Arrays.stream(Protocol.values())
                        .filter(one -> protocolField.isText(one.name()))
                        .findFirst();
        if (protocolField != null && protocol.isEmpty()) {
            protocolField.wrong("TCP, UDP or SCTP");
        }
        Field port = fields.optional("port");
        Field end = fields.optional("endPort");
        if (port == null || !port.isNumber()) {
            if (end != null) {
                end.wrong("endPort without the number of a port", "a number in port");
            }
            return protocol.flatMap(found -> port == null
                    ? Optional.of(PolicyPort.all(found))
                    : name(port).map(name -> PolicyPort.named(found, name)));
        }
        Integer first = port.number(1, HIGHEST_PORT);
        Integer last = end == null || first == null ? first : end.number(first, HIGHEST_PORT);
        return first == null || last == null
                ? Optional.empty()
                : protocol.map(found -> new PolicyPort(found, "", first, last));
    }

    private static Optional<String> name(Field field) {
        String name = field.text(15);
        if (name != null && !PORT_NAME.matcher(name).matches()) {
            field.wrong("a number, or the name of a port");
            return Optional.empty();
        }
        return Optional.ofNullable(name);
    }
}
