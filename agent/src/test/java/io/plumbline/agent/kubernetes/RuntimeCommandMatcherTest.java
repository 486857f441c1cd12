// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.kubernetes.PodContext.RuntimeCommands;
import io.plumbline.profiles.behavior.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuntimeCommandMatcherTest {
    private static final Optional<PodContext> POD = Optional.of(new PodContext(
            "uid",
            "shop",
            "web-0",
            null,
            null,
            Map.of(),
            null,
            Map.of(
                    "web",
                    new RuntimeCommands(
                            List.of(List.of("/bin/check", "--live"), List.of("/bin/check", "--ready")),
                            List.of(List.of("/bin/sh", "-c", "nginx -s quit")))),
            Map.of()));

    @Test
    void knowsProbesAndHooksByTheirWholeCommand() {
        assertThat(phase("web", "/bin/check", "--ready")).contains(Phase.PROBE);
        assertThat(phase("web", "/bin/sh", "-c", "nginx -s quit")).contains(Phase.HOOK);
    }

    @Test
    void callsEverythingElseASession() {
        assertThat(phase("web", "/bin/check", "--ready", "--also")).contains(Phase.SESSION);
        assertThat(phase("web", "/bin/check")).contains(Phase.SESSION);
        assertThat(phase("web", "/bin/sh")).contains(Phase.SESSION);
        assertThat(phase("sidecar", "/bin/check", "--ready")).contains(Phase.SESSION);
    }

    @Test
    void knowsAProbeThatIsAScriptByTheKernelsWord() {
        Reading<Arguments> run = Reading.known(new Arguments(List.of("/bin/sh", "/bin/check", "--live"), false));
        assertThat(RuntimeCommandMatcher.phase(
                        POD, "web", run, Reading.known(new Launch("/bin/check", Map.of(), 0, null))))
                .contains(Phase.PROBE);
        assertThat(RuntimeCommandMatcher.phase(
                        POD, "web", run, Reading.known(new Launch("/bin/sh", Map.of(), 0, null))))
                .contains(Phase.SESSION);
        assertThat(phase(POD, run)).contains(Phase.SESSION);
    }

    @Test
    void saysNothingWithoutPodOrArguments() {
        Reading<Arguments> probe = Reading.known(new Arguments(List.of("/bin/check", "--ready"), false));
        assertThat(phase(Optional.empty(), probe)).isEmpty();
        assertThat(phase(POD, Reading.unknown("proc-gone"))).isEmpty();
        assertThat(phase(POD, Reading.known(new Arguments(List.of("/bin/check", "--ready"), true))))
                .isEmpty();
    }

    private static Optional<Phase> phase(String container, String... arguments) {
        return RuntimeCommandMatcher.phase(
                POD,
                container,
                Reading.known(new Arguments(List.of(arguments), false)),
                Reading.unknown("not-provided"));
    }

    private static Optional<Phase> phase(Optional<PodContext> pod, Reading<Arguments> arguments) {
        return RuntimeCommandMatcher.phase(pod, "web", arguments, Reading.unknown("not-provided"));
    }
}
