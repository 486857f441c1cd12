// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuntimeCommandTest {
    private static final RuntimeCommand SCRIPT = new RuntimeCommand(List.of("docker-entrypoint.sh", "server", "-f"));
    private static final Launch BY_THE_KERNEL = launch("/usr/local/bin/docker-entrypoint.sh");

    @Test
    void isTheSameVector() {
        RuntimeCommand server = new RuntimeCommand(List.of("/usr/sbin/server", "-f"));
        assertThat(server.isRunBy(whole("/usr/sbin/server", "-f"), null)).isTrue();
        assertThat(server.isRunBy(whole("/usr/sbin/server"), null)).isFalse();
        assertThat(server.isExactly(whole("/usr/sbin/server", "-f"), null)).isTrue();
    }

    @Test
    void isItsInterpreterWhereItIsAScript() {
        Arguments run = whole("/bin/sh", "-e", "/usr/local/bin/docker-entrypoint.sh", "server", "-f");
        assertThat(SCRIPT.isExactly(run, BY_THE_KERNEL)).isTrue();
        assertThat(SCRIPT.isRunBy(run, BY_THE_KERNEL)).isTrue();
        // A sensor that reads /proc does not know; of the first process that is enough.
        assertThat(SCRIPT.isRunBy(run, null)).isTrue();
        assertThat(SCRIPT.isExactly(run, null)).isFalse();
    }

    @Test
    void isAnInterpreterOfInterpreters() {
        Arguments run =
                whole("/bin/sh", "-e", "/opt/run", "--quiet", "/usr/local/bin/docker-entrypoint.sh", "server", "-f");
        assertThat(SCRIPT.isExactly(run, BY_THE_KERNEL)).isTrue();
    }

    @Test
    void isNoProgramThatIsGivenTheScript() {
        Arguments removed = whole("/bin/rm", "/usr/local/bin/docker-entrypoint.sh", "server", "-f");
        assertThat(SCRIPT.isExactly(removed, launch("/bin/rm"))).isFalse();
        Arguments coded = whole("/usr/bin/python3", "-cevil()", "/usr/local/bin/docker-entrypoint.sh", "server", "-f");
        assertThat(SCRIPT.isExactly(coded, launch("/usr/bin/python3"))).isFalse();
        assertThat(SCRIPT.isRunBy(coded, launch("/usr/bin/python3"))).isFalse();
    }

    @Test
    void isNoScriptWithOtherArguments() {
        Arguments other = whole("/bin/sh", "/usr/local/bin/docker-entrypoint.sh", "sh");
        assertThat(SCRIPT.isRunBy(other, BY_THE_KERNEL)).isFalse();
        Arguments elsewhere = whole("/bin/sh", "/tmp/entrypoint.sh", "server", "-f");
        assertThat(SCRIPT.isRunBy(elsewhere, launch("/tmp/entrypoint.sh"))).isFalse();
    }

    @Test
    void isWhatOfALongVectorWasRead() {
        RuntimeCommand java = new RuntimeCommand(List.of("java", "-cp", "/lib/a.jar:/lib/b.jar", "Main"));
        assertThat(java.isRunBy(cut("java", "-cp", "/lib/a.j"), null)).isTrue();
        assertThat(java.isRunBy(cut("java", "-cp", "/lib/evil.j"), null)).isFalse();
        assertThat(java.isExactly(cut("java", "-cp", "/lib/a.j"), null)).isFalse();
        Arguments script = cut("/bin/sh", "/usr/local/bin/docker-entrypoint.sh", "ser");
        assertThat(SCRIPT.isRunBy(script, BY_THE_KERNEL)).isTrue();
    }

    private static Launch launch(String fileName) {
        return new Launch(fileName, Map.of(), 0, null);
    }

    private static Arguments whole(String... values) {
        return new Arguments(List.of(values), false);
    }

    private static Arguments cut(String... values) {
        return new Arguments(List.of(values), true);
    }
}
