// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Messages in the forms that programs read. */
public final class Documents {
    private Documents() {}

    /** The proto's JSON over several lines. */
    public static String json(MessageOrBuilder message) {
        return print(JsonFormat.printer(), message);
    }

    /** The proto's JSON on one line. */
    public static String jsonLine(MessageOrBuilder message) {
        return print(JsonFormat.printer().omittingInsignificantWhitespace(), message);
    }

    /** The proto's JSON, written as YAML: the same names, the same values. */
    public static String yaml(MessageOrBuilder message) {
        // JSON is YAML, so that no second reader is needed. Non-ASCII is escaped: see Printable.
        var settings =
                LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
        Object tree = new Load(settings).loadFromString(jsonLine(message));
        var style = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setUseUnicodeEncoding(false)
                .setWidth(120)
                .build();
        return new Dump(style).dumpToString(tree).stripTrailing();
    }

    private static String print(JsonFormat.Printer printer, MessageOrBuilder message) {
        try {
            return Printable.json(printer.print(message));
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("no message of plumbline.v1 holds an Any", impossible);
        }
    }
}
