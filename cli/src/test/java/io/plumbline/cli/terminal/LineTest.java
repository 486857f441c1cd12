// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineTest {
    private static final Line LINE = Line.of(Style.RED, "high").and("  shop/web");

    @Test
    void coloursOnlyOnATerminal() {
        assertThat(print(LINE, true)).isEqualTo("\u001b[31mhigh\u001b[0m  shop/web\n");
        assertThat(print(LINE, false)).isEqualTo("high  shop/web\n");
    }

    @Test
    void letsNoColourOfThePodThrough() {
        assertThat(print(Line.of(Style.BOLD, "\u001b[32mfine"), true)).isEqualTo("\u001b[1m\\x1b[32mfine\u001b[0m\n");
    }

    @Test
    void cutsWithAnEllipsis() {
        assertThat(LINE.cut(8).plain()).isEqualTo("high  s\u2026");
        assertThat(LINE.cut(3).plain()).isEqualTo("hi\u2026");
        assertThat(LINE.cut(14)).isEqualTo(LINE);
        assertThat(Line.of("\ud83d\ude00\ud83d\ude00\ud83d\ude00").cut(2).plain())
                .isEqualTo("\ud83d\ude00\u2026");
    }

    @Test
    void wrapsSentencesBelowTheirFirstWord() {
        assertThat(Wrap.words("- ", "one two three fourteenlettersandmore", 14).stream()
                        .map(Line::plain))
                .containsExactly("- one two", "  three", "  fourteenlett", "  ersandmore");
    }

    @Test
    void alignsColumns() {
        var table = new Table(Table.Column.text("NAME", 5), Table.Column.number("N"), Table.Column.text("LAST"));
        table.row(List.of(Line.of("a"), Line.of("1,000"), Line.of("x")));
        table.row(List.of(Line.of("abcdefg"), Line.of("1"), Line.of("yy")));
        assertThat(table.lines().stream().map(Line::plain))
                .containsExactly("NAME       N  LAST", "a      1,000  x", "abcd\u2026      1  yy");
    }

    private static String print(Line line, boolean colours) {
        var out = new StringWriter();
        new Terminal(new PrintWriter(out), new PrintWriter(new StringWriter()), colours).line(line);
        return out.toString();
    }
}
