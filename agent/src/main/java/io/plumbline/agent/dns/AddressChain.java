// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import io.plumbline.agent.dns.DnsMessage.Address;
import io.plumbline.agent.dns.DnsMessage.Alias;
import io.plumbline.agent.dns.DnsMessage.Answer;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses that an answer gives to the name that was asked for: its own, and those of the names that it is an alias of.
 *
 * @param secondsByAddress how long each may be believed
 * @param strays records of names that the question does not lead to
 */
record AddressChain(Map<InetAddress, Long> secondsByAddress, int strays) {
    static final int MOST_STEPS = 16;

    static AddressChain of(DnsMessage answer) {
        Map<String, Alias> aliases = new HashMap<>();
        for (Answer each : answer.answers()) {
            if (each instanceof Alias alias) {
                aliases.putIfAbsent(alias.name(), alias);
            }
        }
        Map<String, Long> secondsByName = new HashMap<>();
        String name = answer.question();
        long seconds = Long.MAX_VALUE;
        for (int step = 0; step <= MOST_STEPS && secondsByName.putIfAbsent(name, seconds) == null; step++) {
            Alias alias = aliases.get(name);
            if (alias == null) {
                break;
            }
            seconds = Math.min(seconds, alias.timeToLive());
            name = alias.target();
        }
        Map<InetAddress, Long> found = new LinkedHashMap<>();
        int strays = 0;
        for (Answer each : answer.answers()) {
            Long ofName = secondsByName.get(each.name());
            if (ofName == null) {
                strays++;
            } else if (each instanceof Address address) {
                found.put(address.address(), Math.min(ofName, address.timeToLive()));
            }
        }
        return new AddressChain(found, strays);
    }
}
