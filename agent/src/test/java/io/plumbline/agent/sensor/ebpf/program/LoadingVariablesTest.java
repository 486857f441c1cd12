// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoadingVariablesTest {
    private static final int ENTRY = 48;

    private final ByteBuffer table =
            ByteBuffer.allocate(LoadingVariables.NAMES.size() * ENTRY).order(ByteOrder.nativeOrder());

    @Test
    void fitIntoTheTableOfThePrograms() {
        assertThat(LoadingVariables.NAMES).hasSizeLessThanOrEqualTo(24).doesNotHaveDuplicates();
        assertThat(LoadingVariables.NAMES).allMatch(name -> name.length() >= 2 && name.length() < 24);
        LoadingVariables.fill(table);
        assertThat(table.hasRemaining()).isFalse();
    }

    @Test
    void areFoundByTheirNamesAlone() {
        LoadingVariables.fill(table);
        for (String name : LoadingVariables.NAMES) {
            assertThat(matches(name + "=")).as(name).isTrue();
            assertThat(matches(name + "=/some/value of any length")).as(name).isTrue();
        }
        assertThat(matches("LD_PRELOADS=x")).isFalse();
        assertThat(matches("PRELOAD=x")).isFalse();
        assertThat(matches("ENVIRONMENT=x")).isFalse();
        assertThat(matches("ld_preload=x")).isFalse();
        assertThat(matches("")).isFalse();
    }

    /** As the programs do it: the letters first, then the words. */
    private boolean matches(String variable) {
        ByteBuffer words = ByteBuffer.allocate(ENTRY).order(ByteOrder.nativeOrder());
        byte[] text = variable.getBytes(StandardCharsets.US_ASCII);
        words.put(text, 0, Math.min(text.length, ENTRY));
        if ((LoadingVariables.letters(0) >>> (words.get(0) & 63) & 1) == 0
                || (LoadingVariables.letters(1) >>> (words.get(1) & 63) & 1) == 0) {
            return false;
        }
        for (int entry = 0; entry < table.capacity(); entry += ENTRY) {
            boolean same = true;
            for (int word = 0; word < 24; word += 8) {
                same &= (words.getLong(word) & table.getLong(entry + 24 + word)) == table.getLong(entry + word);
            }
            if (same) {
                return true;
            }
        }
        return false;
    }
}
