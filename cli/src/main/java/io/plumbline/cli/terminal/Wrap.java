// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Breaks sentences into lines. */
public final class Wrap {
    private Wrap() {}

    /**
     * Lines of at most the given width, broken at spaces (and within words only where a word alone is wider). The first
     * starts with {@code first}, the others with as many spaces.
     */
    public static List<Line> words(String first, String text, int columns) {
        var lines = new ArrayList<Line>();
        var indent = " ".repeat(first.length());
        int room = Math.max(10, columns - first.length());
        var current = new StringBuilder();
        for (String word : Printable.line(text).split(" ", -1)) {
            String rest = word;
            if (!current.isEmpty() && current.length() + 1 + rest.length() > room) {
                lines.add(Line.of((lines.isEmpty() ? first : indent) + current));
                current.setLength(0);
            }
            while (rest.length() > room) {
                lines.add(Line.of((lines.isEmpty() ? first : indent) + rest.substring(0, room)));
                rest = rest.substring(room);
            }
            current.append(current.isEmpty() ? "" : " ").append(rest);
        }
        if (!current.isEmpty() || lines.isEmpty()) {
            lines.add(Line.of((lines.isEmpty() ? first : indent) + current));
        }
        return lines;
    }
}
