// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {

    private static final Setting<Address> ADDRESS =
            Setting.optional("collector.address", ValueType.address(), "Where the collector is.");
    private static final Setting<Duration> QUIET = Setting.of(
            "learning.quiet-time",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofDays(30)),
            "6h",
            "How long nothing new was seen.");
    private static final Setting<Boolean> EBPF =
            Setting.of("sensor.ebpf", ValueType.bool(), "true", "Whether to try eBPF.");
    private static final Setting<List<String>> NAMESPACES =
            Setting.of("watch.namespaces", ValueType.listOf(ValueType.text()), "", "Which namespaces.");
    private static final Setting<String> TOKEN = Setting.optional(
                    "collector.token",
                    ValueType.of("letters", t -> java.util.Optional.of(t).filter(x -> x.matches("[a-z]+"))),
                    "Token.")
            .asSecret();
    private static final ConfiguredProgram PROGRAM =
            ConfiguredProgram.of("plumbline-agent", "watches", List.of(ADDRESS, QUIET, EBPF, NAMESPACES, TOKEN));

    @TempDir
    private Path directory;

    @Test
    void usesDefaultsWhenNothingIsGiven() {
        Configuration configuration = PROGRAM.configure(List.of(), Map.of());

        assertThat(configuration.get(QUIET)).isEqualTo(Duration.ofHours(6));
        assertThat(configuration.get(EBPF)).isTrue();
        assertThat(configuration.get(NAMESPACES)).isEmpty();
        assertThat(configuration.find(ADDRESS)).isEmpty();
        assertThat(configuration.source(QUIET)).contains("default");
    }

    @Test
    void readsNestedAndDottedKeysOfTheFile() throws IOException {
        Path file = write("""
                # shop
                collector.address: unix:/run/plumbline.sock
                learning:
                  quiet-time: 90s
                sensor: {ebpf: false}
                watch:
                  namespaces:
                    - shop
                    - "a,b"
                log:
                """);

        Configuration configuration = PROGRAM.configure(List.of("--config", file.toString()), Map.of());

        assertThat(configuration.find(ADDRESS)).contains(new Address.Unix(Path.of("/run/plumbline.sock")));
        assertThat(configuration.get(QUIET)).isEqualTo(Duration.ofSeconds(90));
        assertThat(configuration.get(EBPF)).isFalse();
        assertThat(configuration.get(NAMESPACES)).containsExactly("shop", "a,b");
        assertThat(configuration.source(QUIET)).contains(file + ":4:15");
    }

    @Test
    void flagWinsOverVariableOverFileOverDefault() throws IOException {
        Path file = write("learning: {quiet-time: 1m}\n");
        List<String> flags = List.of("--config=" + file, "--learning.quiet-time", "3m");
        Map<String, String> variables = Map.of("PLUMBLINE_LEARNING_QUIET_TIME", "2m");

        assertThat(PROGRAM.configure(flags, variables).get(QUIET)).isEqualTo(Duration.ofMinutes(3));
        assertThat(PROGRAM.configure(flags.subList(0, 1), variables).get(QUIET)).isEqualTo(Duration.ofMinutes(2));
        assertThat(PROGRAM.configure(List.of(), Map.of("PLUMBLINE_CONFIG", file.toString()))
                        .get(QUIET))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void readsTheDefaultFileOnlyWhenItExists() throws IOException {
        Path file = directory.resolve("agent.yaml");
        var program = ConfiguredProgram.of("agent", "watches", List.of(QUIET), file);

        assertThat(program.configure(List.of(), Map.of()).get(QUIET)).isEqualTo(Duration.ofHours(6));
        Files.writeString(file, "learning.quiet-time: 5s");
        assertThat(program.configure(List.of(), Map.of()).get(QUIET)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void namesEveryProblemAtOnce() throws IOException {
        Path file = write("""
                collector:
                  adress: unix:/run/x
                learning:
                  quiet-time: soon
                """);

        assertThat(problems(
                        List.of("--config", file.toString(), "--sensor.ebpf=maybe", "--nonsense", "7"),
                        Map.of(
                                "PLUMBLINE_COLLECTOR_ADDRESS",
                                "foo",
                                "PLUMBLINE_LERNING_QUIET_TIME",
                                "1m",
                                "PATH",
                                "/bin")))
                .containsExactlyInAnyOrder(
                        file + ":2:11: collector.adress: unknown key (expected: collector.address?)",
                        file
                                + ":4:15: learning.quiet-time: \"soon\" (expected: a duration such as 10s, 15m or 24h, from 1s to 30d)",
                        "--sensor.ebpf: \"maybe\" (expected: true or false)",
                        "--nonsense: unknown key (expected: one of those that --help lists)",
                        "PLUMBLINE_COLLECTOR_ADDRESS: collector.address: \"foo\" (expected: host:port or unix:/path)",
                        "PLUMBLINE_LERNING_QUIET_TIME: unknown variable (expected: PLUMBLINE_LEARNING_QUIET_TIME?)");
    }

    @Test
    void saysWhereYamlIsMalformed() throws IOException {
        Path file = write("""
                learning:
                  quiet-time: [1h
                sensor: x
                """);

        assertThat(problems(List.of("--config", file.toString()), Map.of()))
                .singleElement()
                .asString()
                .startsWith(file + ":3:")
                .endsWith("(expected: YAML)");
    }

    @Test
    void rejectsFilesThatAreNoSettings() throws IOException {
        assertThat(problemsOf("just words"))
                .containsExactly("FILE:1:1: \"just words\" (expected: a mapping of settings)");
        assertThat(problemsOf("- a\n")).containsExactly("FILE:1:1: a sequence (expected: a mapping of settings)");
        assertThat(problemsOf("sensor.ebpf: true\n---\nsensor.ebpf: true\n"))
                .singleElement()
                .asString()
                .contains("second document (expected: one)");
        assertThat(problemsOf("sensor: {ebpf: true}\nsensor.ebpf: true\n"))
                .containsExactly("FILE:2:14: sensor.ebpf given twice, before at FILE:1:16 (expected: once)");
        assertThat(problemsOf("a: &a {b: *a}\n")).isNotEmpty();
        assertThat(problemsOf("config: /etc/x\n"))
                .containsExactly("FILE:1:9: config (expected: only as a flag or variable)");
        assertThat(problemsOf("watch: {namespaces: [{a: b}]}\n"))
                .containsExactly("FILE:1:22: watch.namespaces: nested element (expected: a plain value)");
        assertThat(problems(List.of("--config", "/nonexistent/agent.yaml"), Map.of()))
                .containsExactly("config: /nonexistent/agent.yaml (expected: an existing YAML file)");
        assertThat(problems(List.of("--config", "agent.yaml"), Map.of()))
                .containsExactly("--config: \"agent.yaml\" (expected: an absolute path)");
    }

    @Test
    void readsFlagsWithAndWithoutValue() {
        assertThat(PROGRAM.configure(List.of("--sensor.ebpf", "--learning.quiet-time=1s"), Map.of())
                        .get(EBPF))
                .isTrue();
        assertThat(PROGRAM.configure(List.of("--sensor.ebpf", "false"), Map.of())
                        .get(EBPF))
                .isFalse();
        assertThat(PROGRAM.configure(List.of("--watch.namespaces", "a, b,"), Map.of())
                        .get(NAMESPACES))
                .containsExactly("a", "b");
        assertThat(problems(List.of("--collector.address"), Map.of()))
                .containsExactly("--collector.address: no value (expected: host:port or unix:/path)");
        assertThat(problems(List.of("start"), Map.of())).containsExactly("start (expected: --name value, or help)");
        assertThat(problems(List.of("--sensor.ebpf", "--sensor.ebpf"), Map.of()))
                .containsExactly("--sensor.ebpf: sensor.ebpf given twice (expected: once)");
    }

    @Test
    void ignoresWhatKubernetesAndLaunchersPutIntoTheEnvironment() {
        Map<String, String> environment = Map.of(
                "PLUMBLINE_COLLECTOR_SERVICE_HOST", "10.0.0.1",
                "PLUMBLINE_COLLECTOR_SERVICE_PORT_GRPC", "9443",
                "PLUMBLINE_COLLECTOR_PORT", "tcp://10.0.0.1:9443",
                "PLUMBLINE_COLLECTOR_PORT_9443_TCP_ADDR", "10.0.0.1",
                "PLUMBLINE_JAVA", "/opt/java",
                "PLUMBLINE_COLLECTOR_ADDRESS", "");

        assertThat(PROGRAM.configure(List.of(), environment).find(ADDRESS)).isEmpty();
    }

    @Test
    void neverShowsSecrets() {
        assertThat(problems(List.of("--collector.token", "GEHEIM7"), Map.of()))
                .containsExactly("--collector.token: (secret) (expected: letters)");
        assertThat(PROGRAM.configure(List.of("--collector.token", "geheim"), Map.of())
                        .effective())
                .contains("collector.token: (secret) (--collector.token)")
                .noneMatch(line -> line.contains("geheim"));
    }

    @Test
    void requiresWhatIsRequired() {
        var program = ConfiguredProgram.of(
                "agent", "watches", List.of(Setting.required("node.name", ValueType.text(), "Name.")));

        assertThatThrownBy(() -> program.configure(List.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("node.name: not set (expected: text)");
    }

    @Test
    void answersHelpAndVersion() {
        assertThat(PROGRAM.answer("--help").orElseThrow())
                .contains("--learning.quiet-time", "How long nothing new was seen.", "default 6h", "no default");
        assertThat(PROGRAM.answer("help")).isPresent();
        assertThat(PROGRAM.answer("--version").orElseThrow()).matches("plumbline-agent \\d+\\.\\d+.*\n");
        assertThat(PROGRAM.answer("--sensor.ebpf", "true")).isEmpty();
        assertThat(PROGRAM.markdown()).contains("| `learning.quiet-time` | `6h` |");
    }

    @Test
    void refusesDeclarationsThatCannotBeToldApart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfiguredProgram.of(
                        "x",
                        "y",
                        List.of(
                                Setting.optional("a.b-c", ValueType.text(), "One."),
                                Setting.optional("a-b.c", ValueType.text(), "Other."))))
                .withMessageContaining("a-b.c");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.of("a.b", ValueType.bool(), "no", "Wrong default."))
                .withMessageContaining("true or false");
        assertThatIllegalArgumentException().isThrownBy(() -> Setting.optional("A.b", ValueType.bool(), "Wrong name."));
    }

    private List<String> problemsOf(String yaml) throws IOException {
        Path file = write(yaml);
        return problems(List.of("--config", file.toString()), Map.of()).stream()
                .map(problem -> problem.replace(file.toString(), "FILE"))
                .toList();
    }

    private static List<String> problems(List<String> arguments, Map<String, String> environment) {
        var thrown =
                catchThrowableOfType(ConfigurationException.class, () -> PROGRAM.configure(arguments, environment));
        return thrown.problems();
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("agent.yaml"), yaml);
    }
}
