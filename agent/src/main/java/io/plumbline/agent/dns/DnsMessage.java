// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * A message of the domain name system (RFC 1035). Names are lower case, without the final dot; bytes that are no letters, digits,
 * hyphens or underscores are written as backslash and three decimal digits.
 *
 * @param id by which question and answer find each other, 0 to 65535
 * @param response true for an answer
 * @param code response code: 0 for no error, 3 for a name that does not exist
 * @param question name that is asked for; empty for the root
 * @param questionType type of the record that is asked for: 1 for A, 28 for AAAA, ...
 * @param answers what the answer section says, as far as it could be read, at most 256
 * @param truncated true when there was more: by the message's own word, or because it was cut on its way here
 */
public record DnsMessage(
        int id,
        boolean response,
        int code,
        String question,
        int questionType,
        List<Answer> answers,
        boolean truncated) {
    public DnsMessage {
        answers = List.copyOf(answers);
    }

    /** One record of the answer section. */
    public sealed interface Answer {
        String name();

        /** The time that it may be believed, in seconds, unsigned. */
        long timeToLive();
    }

    /** An A or AAAA record. */
    public record Address(String name, InetAddress address, long timeToLive) implements Answer {}

    /** A CNAME record: {@code name} is another name for {@code target}. */
    public record Alias(String name, String target, long timeToLive) implements Answer {}
}
