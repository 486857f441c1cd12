// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import io.plumbline.agent.dns.DnsMessage.Address;
import io.plumbline.agent.dns.DnsMessage.Alias;
import io.plumbline.agent.dns.DnsMessage.Answer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads messages as RFC 1035 has them. They are hostile: every length is checked, a name may point back only (so that none loops)
 * and has at most 255 bytes, and what is torn ends the reading with what was whole so far. Never throws.
 */
public final class DnsReader {
    private static final int HEADER = 12;
    private static final int MOST_ANSWERS = 256;
    /** The bytes of the longest name, with the lengths of its labels and the empty one at the end. */
    private static final int MOST_NAME = 255;

    private static final int TYPE_A = 1;
    private static final int TYPE_CNAME = 5;
    private static final int TYPE_AAAA = 28;
    private static final int POINTER = 0xc0;

    private final byte[] bytes;
    private int at;

    private DnsReader(byte[] bytes, int from) {
        this.bytes = bytes;
        at = from;
    }

    /** A message of a stream, which stands behind two bytes with its length. */
    public static Optional<DnsMessage> readStream(byte[] bytes, boolean cut) {
        if (bytes.length < 2) {
            return Optional.empty();
        }
        int length = Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1]);
        int whole = Math.min(length, bytes.length - 2);
        return read(Arrays.copyOfRange(bytes, 2, 2 + whole), cut || whole < length);
    }

    /**
     * A message of a datagram; empty when not even its question can be read.
     *
     * @param cut the message was longer than what is here
     */
    public static Optional<DnsMessage> read(byte[] bytes, boolean cut) {
        if (bytes.length < HEADER) {
            return Optional.empty();
        }
        DnsReader reader = new DnsReader(bytes, HEADER);
        int flags = reader.number(2);
        int questions = reader.number(4);
        int answers = reader.number(6);
        String question = questions < 1 ? null : reader.name();
        if (question == null || reader.at + 4 > bytes.length) {
            return Optional.empty();
        }
        int type = reader.number(reader.at);
        reader.at += 4;
        boolean response = (flags & 0x8000) != 0;
        // Further questions are asked by nobody; their answers can not be found behind them.
        int expected = !response || questions > 1 ? 0 : Math.min(answers, MOST_ANSWERS);
        List<Answer> found = new ArrayList<>();
        boolean whole = reader.answers(expected, found);
        boolean truncated = cut || (flags & 0x0200) != 0 || !whole || (response && expected < answers);
        return Optional.of(new DnsMessage(reader.number(0), response, flags & 0xf, question, type, found, truncated));
    }

    /** False when the message ends before its answers do. */
    private boolean answers(int expected, List<Answer> found) {
        for (int index = 0; index < expected; index++) {
            String name = name();
            if (name == null || at + 10 > bytes.length) {
                return false;
            }
            int type = number(at);
            long timeToLive = (long) number(at + 4) << 16 | number(at + 6);
            int length = number(at + 8);
            int data = at + 10;
            if (data + length > bytes.length) {
                return false;
            }
            if ((type == TYPE_A && length == 4) || (type == TYPE_AAAA && length == 16)) {
                found.add(new Address(name, address(data, length), timeToLive));
            } else if (type == TYPE_CNAME) {
                at = data;
                String target = name();
                if (target == null) {
                    return false;
                }
                found.add(new Alias(name, target, timeToLive));
            }
            at = data + length;
        }
        return true;
    }

    private InetAddress address(int from, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("address length: " + length + " (expected: 4 or 16)", impossible);
        }
    }

    /** The name at the current place, which moves behind it; null when it is torn or loops. */
    private @org.jspecify.annotations.Nullable String name() {
        StringBuilder name = new StringBuilder();
        int from = at;
        int behind = -1;
        int lowest = from;
        int total = 0;
        while (from < bytes.length) {
            int length = Byte.toUnsignedInt(bytes[from]);
            if ((length & POINTER) == POINTER) {
                if (from + 1 >= bytes.length) {
                    return null;
                }
                int target = (length & ~POINTER) << 8 | Byte.toUnsignedInt(bytes[from + 1]);
                behind = behind < 0 ? from + 2 : behind;
                if (target >= lowest) {
                    return null;
                }
                lowest = target;
                from = target;
            } else if (length == 0) {
                at = behind < 0 ? from + 1 : behind;
                return name.toString();
            } else {
                total += length + 1;
                if ((length & POINTER) != 0 || from + 1 + length > bytes.length || total >= MOST_NAME) {
                    return null;
                }
                if (!name.isEmpty()) {
                    name.append('.');
                }
                label(name, from + 1, length);
                from += 1 + length;
            }
        }
        return null;
    }

    private void label(StringBuilder name, int from, int length) {
        for (int index = from; index < from + length; index++) {
            int character = Byte.toUnsignedInt(bytes[index]);
            if (character >= 'A' && character <= 'Z') {
                name.append((char) (character + 32));
            } else if ((character >= 'a' && character <= 'z')
                    || (character >= '0' && character <= '9')
                    || character == '-'
                    || character == '_') {
                name.append((char) character);
            } else {
                name.append('\\').append((char) ('0' + character / 100));
                name.append((char) ('0' + character / 10 % 10)).append((char) ('0' + character % 10));
            }
        }
    }

    private int number(int from) {
        return Byte.toUnsignedInt(bytes[from]) << 8 | Byte.toUnsignedInt(bytes[from + 1]);
    }
}
