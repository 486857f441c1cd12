// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Text in records: NUL-terminated, bounded, of any bytes; what is not UTF-8 becomes U+FFFD. */
final class RecordText {
    private RecordText() {}

    /** Up to the first NUL, at most {@code most} bytes. */
    static String text(ByteBuffer record, int offset, int most) {
        int length = 0;
        while (length < most && record.get(offset + length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        record.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** All texts of a part; the last may lack its NUL. */
    static List<String> texts(ByteBuffer record, int offset, int length) {
        List<String> texts = new ArrayList<>();
        int begin = offset;
        for (int at = offset; at < offset + length; at++) {
            if (record.get(at) == 0) {
                texts.add(text(record, begin, at - begin));
                begin = at + 1;
            }
        }
        if (begin < offset + length) {
            texts.add(text(record, begin, offset + length - begin));
        }
        return texts;
    }

    /** A path from its components, which stand from the leaf to the root. */
    static String path(ByteBuffer record, int offset, int length) {
        List<String> components = texts(record, offset, length);
        if (components.isEmpty()) {
            return "/";
        }
        StringBuilder path = new StringBuilder(length + 1);
        for (String component : components.reversed()) {
            path.append('/').append(component);
        }
        return path.toString();
    }
}
