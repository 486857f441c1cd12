// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryProgramTest {
    @TempDir
    private Path root = Path.of("");

    @BeforeEach
    void image() throws IOException {
        file("/usr/bin/busybox", "ELF");
        link("/bin", "usr/bin");
        link("/usr/bin/sh", "/bin/busybox");
        file("/usr/local/bin/docker-entrypoint.sh", "#!/bin/sh -e\nexec \"$@\"\n");
        file("/scripts/run", "#! /usr/local/bin/docker-entrypoint.sh\n");
    }

    @Test
    void isTheFileBehindAllLinks() throws IOException {
        assertThat(find("/bin/sh")).contains(new EntryProgram("/usr/bin/busybox", "sh", false));
    }

    @Test
    void isSearchedWhereTheRuntimeSearches() throws IOException {
        assertThat(find("sh")).contains(new EntryProgram("/usr/bin/busybox", "sh", false));
        assertThat(find("bash")).isEmpty();
    }

    @Test
    void isTheInterpreterOfAScript() throws IOException {
        assertThat(find("docker-entrypoint.sh"))
                .contains(new EntryProgram("/usr/bin/busybox", "docker-entrypoint.sh", true));
        assertThat(find("/scripts/run")).contains(new EntryProgram("/usr/bin/busybox", "run", true));
    }

    @Test
    void leadsNeitherOutOfTheRootNorInCircles() throws IOException {
        link("/out", "../../../../../../../usr/bin/busybox");
        link("/circle", "/circle");
        file("/self", "#!/self\n");
        assertThat(find("/out")).contains(new EntryProgram("/usr/bin/busybox", "out", false));
        assertThat(find("/circle")).isEmpty();
        assertThat(find("/self")).isEmpty();
        assertThat(find("/scripts")).isEmpty();
        assertThat(find()).isEmpty();
    }

    private Optional<EntryProgram> find(String... command) throws IOException {
        return EntryProgram.find(root, List.of(command));
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void link(String path, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(path.substring(1)), Path.of(target));
    }
}
