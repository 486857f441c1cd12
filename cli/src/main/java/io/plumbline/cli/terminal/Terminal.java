// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import java.io.PrintWriter;
import java.util.List;

/**
 * The streams that a command writes to: answers to {@code out}, everything else to {@code err}.
 *
 * @param colours whether {@code out} shows colours
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean colours) {
    /** Columns that human output keeps to, unless wide. */
    public static final int COLUMNS = 100;

    public void line(Line line) {
        out.println(colours ? line.coloured() : line.plain());
        out.flush();
    }

    public void lines(List<Line> lines) {
        lines.forEach(line -> out.println(colours ? line.coloured() : line.plain()));
        out.flush();
    }

    /** A document for programs, or one that was made safe by its writer. */
    public void document(String text) {
        out.println(text);
        out.flush();
    }

    /** Writes a remark beside the answer; each of its lines is made safe by itself. */
    public void note(String text) {
        text.lines().forEach(line -> err.println(Printable.line(line)));
        err.flush();
    }
}
