// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.testing;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Makes DNS messages (RFC 1035). Names of records point back to the question where they are the same. */
public final class DnsBytes {
    private static final int QUESTION = 12;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final String question;
    private int answers;

    private DnsBytes(int id, int flags, String question, int type) {
        this.question = question;
        for (int number : new int[] {id, flags, 1, 0, 0, 0}) {
            number(number);
        }
        name(question);
        number(type);
        number(1);
    }

    public static DnsBytes question(int id, String name, int type) {
        return new DnsBytes(id, 0x0100, name, type);
    }

    public static DnsBytes answer(int id, String name, int type) {
        return new DnsBytes(id, 0x8180, name, type);
    }

    public DnsBytes address(String name, String address, int timeToLive) {
        byte[] data = InetAddress.ofLiteral(address).getAddress();
        record(name, data.length == 4 ? 1 : 28, timeToLive);
        number(data.length);
        bytes.writeBytes(data);
        return this;
    }

    public DnsBytes alias(String name, String target, int timeToLive) {
        record(name, 5, timeToLive);
        number(target.length() + 2);
        name(target);
        return this;
    }

    /** A record of another type. */
    public DnsBytes other(String name, int type, byte[] data) {
        record(name, type, 0);
        number(data.length);
        bytes.writeBytes(data);
        return this;
    }

    public byte[] bytes() {
        byte[] message = bytes.toByteArray();
        message[6] = (byte) (answers >> 8);
        message[7] = (byte) answers;
        return message;
    }

    public int length() {
        return bytes.size();
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    /** As on a TCP stream, with the length before it. */
    public String streamHex() {
        return HexFormat.of().toHexDigits((short) length()) + hex();
    }

    private void record(String name, int type, int timeToLive) {
        answers++;
        if (name.equals(question)) {
            number(0xc000 | QUESTION);
        } else {
            name(name);
        }
        number(type);
        number(1);
        number(timeToLive >>> 16);
        number(timeToLive & 0xffff);
    }

    private void name(String name) {
        for (String label : name.split("\\.", -1)) {
            byte[] text = label.getBytes(StandardCharsets.ISO_8859_1);
            bytes.write(text.length);
            bytes.writeBytes(text);
        }
        bytes.write(0);
    }

    private void number(int value) {
        bytes.write(value >> 8);
        bytes.write(value);
    }
}
