// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.lines;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.plumbline.v1.Incident;
import java.util.Locale;

/** Writes one incident as one line of the proto's JSON, safe to show on a terminal. */
final class IncidentLine {

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private IncidentLine() {}

    /** The line without its end. */
    static String of(Incident incident) {
        try {
            return harmless(PRINTER.print(incident));
        } catch (InvalidProtocolBufferException unknownAny) {
            // Only messages of type Any can fail to print; an incident has none.
            throw new IllegalStateException(unknownAny);
        }
    }

    /** Escapes what JSON allows but terminals obey: outside of strings JSON has none of these. */
    private static String harmless(String json) {
        StringBuilder escaped = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (obeyed(c)) {
                if (escaped == null) {
                    escaped = new StringBuilder(json.length() + 32).append(json, 0, i);
                }
                escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? json : escaped.toString();
    }

    /** Control characters, line separators, and marks that reorder text. */
    private static boolean obeyed(char c) {
        return c < 0x20
                || (c >= 0x7f && c <= 0x9f)
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff;
    }
}
