// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The variables of the environment that make a program load code which its arguments do not name: of the dynamic loader, of shells
 * and of the run times of languages, by their manuals.
 */
final class LoadingVariables {
    static final List<String> NAMES = List.of(
            "LD_PRELOAD",
            "LD_AUDIT",
            "LD_LIBRARY_PATH",
            "GCONV_PATH",
            "GLIBC_TUNABLES",
            "BASH_ENV",
            "ENV",
            "PYTHONPATH",
            "PYTHONSTARTUP",
            "PYTHONHOME",
            "PERL5OPT",
            "PERL5LIB",
            "RUBYOPT",
            "RUBYLIB",
            "NODE_OPTIONS",
            "NODE_PATH",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "CLASSPATH",
            "DOTNET_STARTUP_HOOKS",
            "PHP_INI_SCAN_DIR",
            "PHPRC",
            "LUA_INIT");

    /** The first bytes of "NAME=" that are compared: three words. */
    private static final int COMPARED = 24;

    private LoadingVariables() {}

    /** Which letters stand at an index of a name: bit N for one whose last six bits are N. */
    static long letters(int index) {
        long letters = 0;
        for (String name : NAMES) {
            letters |= 1L << (name.charAt(index) & 63);
        }
        return letters;
    }

    /** Writes struct variable of rings.h for each: three words, then which of their bits count. */
    static void fill(ByteBuffer table) {
        for (String name : NAMES) {
            byte[] text = (name + "=").getBytes(StandardCharsets.US_ASCII);
            ByteBuffer entry = ByteBuffer.allocate(2 * COMPARED).order(ByteOrder.nativeOrder());
            for (int index = 0; index < Math.min(text.length, COMPARED); index++) {
                entry.put(index, text[index]).put(COMPARED + index, (byte) 0xff);
            }
            table.put(entry);
        }
    }
}
