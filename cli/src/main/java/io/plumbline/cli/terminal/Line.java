// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One line of human output. Every piece of text passes through {@link Printable}: there is no other way in. */
public record Line(List<Span> spans) {
    /** A piece of a line with one style. */
    public record Span(Style style, String text) {
        public Span {
            text = Printable.line(text);
        }
    }

    private static final Line EMPTY = new Line(List.of());

    public Line {
        spans = List.copyOf(spans);
    }

    public static Line empty() {
        return EMPTY;
    }

    public static Line of(String text) {
        return EMPTY.and(text);
    }

    public static Line of(Style style, String text) {
        return EMPTY.and(style, text);
    }

    public Line and(String text) {
        return and(Style.PLAIN, text);
    }

    public Line and(Style style, String text) {
        return text.isEmpty() ? this : and(new Line(List.of(new Span(style, text))));
    }

    public Line and(Line other) {
        var all = new ArrayList<>(spans);
        all.addAll(other.spans);
        return new Line(all);
    }

    /** Columns that the line takes, one for each code point. */
    public int width() {
        return spans.stream().mapToInt(span -> columns(span.text())).sum();
    }

    /** The line, filled with spaces on the right up to a width. */
    public Line pad(int columns) {
        int missing = columns - width();
        return missing <= 0 ? this : and(" ".repeat(missing));
    }

    /** The line, filled with spaces on the left up to a width. */
    public Line padLeft(int columns) {
        int missing = columns - width();
        return missing <= 0 ? this : Line.of(" ".repeat(missing)).and(this);
    }

    /** The line, cut to a width with an ellipsis as its last column where it was longer. */
    public Line cut(int columns) {
        if (width() <= columns) {
            return this;
        }
        var kept = new ArrayList<Span>();
        int room = columns - 1;
        for (Span span : spans) {
            int width = columns(span.text());
            if (width > room) {
                String head = span.text().substring(0, span.text().offsetByCodePoints(0, room));
                kept.add(new Span(span.style(), head + "\u2026"));
                break;
            }
            kept.add(span);
            room -= width;
        }
        return new Line(kept);
    }

    /** The text alone. */
    public String plain() {
        return spans.stream().map(Span::text).collect(Collectors.joining()).stripTrailing();
    }

    /** The text with ANSI colours. */
    public String coloured() {
        return spans.stream().map(span -> span.style().around(span.text())).collect(Collectors.joining());
    }

    private static int columns(String text) {
        return text.codePointCount(0, text.length());
    }
}
