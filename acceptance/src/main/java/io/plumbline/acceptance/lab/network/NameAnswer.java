// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.network;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An answer of a name server, in the form of RFC 1035.
 *
 * @param code 0 for no error, 3 for a name that does not exist
 * @param truncated tells the asker to come again over TCP
 */
record NameAnswer(int id, int code, boolean truncated, String question, int type, List<Entry> entries) {
    static final int A = 1;
    static final int CNAME = 5;
    static final int AAAA = 28;

    NameAnswer {
        entries = List.copyOf(entries);
    }

    /** One record of the answer section; its value is an address or a name. */
    record Entry(String name, String value, int timeToLive) {
        int type() {
            if (value.indexOf(':') >= 0) {
                return AAAA;
            }
            return value.matches("[0-9.]+") ? A : CNAME;
        }
    }

    static NameAnswer of(int id, String question, int type, List<Entry> entries) {
        return new NameAnswer(id, 0, false, question, type, entries);
    }

    static NameAnswer noSuchName(int id, String question, int type) {
        return new NameAnswer(id, 3, false, question, type, List.of());
    }

    /** Returns the same answer without its records: too long for a datagram. */
    NameAnswer cut() {
        return new NameAnswer(id, code, true, question, type, List.of());
    }

    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(id);
            out.writeShort(0x8180 | code | (truncated ? 0x0200 : 0));
            out.writeShort(1);
            out.writeShort(entries.size());
            out.writeInt(0);
            write(out, question);
            out.writeShort(type);
            out.writeShort(1);
            for (Entry entry : entries) {
                write(out, entry.name());
                out.writeShort(entry.type());
                out.writeShort(1);
                out.writeInt(entry.timeToLive());
                byte[] value = value(entry);
                out.writeShort(value.length);
                out.write(value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] value(Entry entry) throws IOException {
        if (entry.type() != CNAME) {
            return InetAddress.ofLiteral(entry.value()).getAddress();
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            write(out, entry.value());
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String name) throws IOException {
        List<String> labels = new ArrayList<>(Arrays.asList(name.split("\\.", -1)));
        labels.removeIf(String::isEmpty);
        for (String label : labels) {
            byte[] text = label.getBytes(StandardCharsets.ISO_8859_1);
            out.writeByte(text.length);
            out.write(text);
        }
        out.writeByte(0);
    }
}
