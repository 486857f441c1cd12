// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InternetSocketsTest {
    private static final String TCP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
            """;

    @TempDir
    private Path proc = Path.of("");

    @Test
    void findsASocketOfTheNetwork() throws IOException {
        process("socket:[4711]");

        assertThat(new InternetSockets(proc).isStandardInput(7)).isTrue();
    }

    @Test
    void aUnixSocketIsNone() throws IOException {
        process("socket:[4712]");

        assertThat(new InternetSockets(proc).isStandardInput(7)).isFalse();
    }

    @Test
    void otherFilesAndGoneProcessesAreNone() throws IOException {
        process("pipe:[4711]");

        assertThat(new InternetSockets(proc).isStandardInput(7)).isFalse();
        assertThat(new InternetSockets(proc).isStandardInput(8)).isFalse();
        assertThat(InternetSockets.holds("torn 1 2\n\n", "4711")).isFalse();
    }

    private void process(String input) throws IOException {
        Files.createDirectories(proc.resolve("7/fd"));
        Files.createDirectories(proc.resolve("7/net"));
        Files.writeString(proc.resolve("7/net/tcp"), TCP);
        Files.createSymbolicLink(proc.resolve("7/fd/0"), Path.of(input));
    }
}
