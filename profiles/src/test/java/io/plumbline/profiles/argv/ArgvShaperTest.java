// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgvShaperTest {
    private static final String UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    private final ArgvShaper shaper = new ArgvShaper(Samples.redactor());

    private ArgvShape shape(String... argv) {
        return shaper.shape(argv[0], List.of(argv), false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301|<uuid>",
                "--id=3f2504e0-4f89-41d3-9a0c-0305e82c3301|--id=<uuid>",
                "9f86d081884c7d65|<hex>",
                "2026-11-20T18:15:19Z|<time>",
                "2026-11-20|<time>",
                "1763662519|<number>",
                "--since=1763662519|--since=<number>",
                "1763662519.25|<number>",
                "/srv/up-17-23145.png|/srv/up-<number>-<number>.png",
                "/arch/000000010000000000000003|/arch/<name>",
                "000000010000000000000003|<name>",
                "10.244.1.7|<address>",
                "--advertise=10.244.1.7:2379|--advertise=<address>",
                "fd00::1|<address>",
                "/tmp/tmp.aB3dE6gH9k|<temporary-path>",
                "/tmp/tmpab12cd34|<temporary-path>",
            })
    void makesSlotsOfClearlyTypedArguments(String argument, String expected) {
        assertThat(shape("/usr/bin/app", argument).tokens().get(1).display()).isEqualTo(expected);
    }

    /** One in a hundred names of twelve hexadecimal digits looks like this. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/srv/up-103-ddad32895125.png", "/srv/up-133-d11075706870.png", "/srv/up-9-202611201815.png"})
    void aNameMadeAtRandomMayLookLikeANumber(String argument) {
        ArgvShape learned = shape("/usr/bin/gzip", "/srv/up-17-a1b2c3d4e5f6.png");
        assertThat(learned.matches(shape("/usr/bin/gzip", argument))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/up-103-ddad32895125.png",
                "/srv/up-103-ddad32895125.sh",
                "/srv/up-x103-ddad32895125.png",
                "/srv/up-103-ddad-32895125.png",
                "/srv/up-103.png",
            })
    void aNameMadeAtRandomIsNoOtherForm(String argument) {
        ArgvShape learned = shape("/usr/bin/gzip", "/srv/up-17-a1b2c3d4e5f6.png");
        assertThat(learned.matches(shape("/usr/bin/gzip", argument))).isFalse();
    }

    @Test
    void aNumberIsNoNameMadeAtRandom() {
        ArgvShape learned = shape("/usr/bin/gzip", "/srv/up-17-202611201815.png");
        assertThat(learned.matches(shape("/usr/bin/gzip", "/srv/up-17-a1b2c3d4e5f6.png")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8080",
                "--port=8080",
                "65535",
                "-5",
                "8.8.8.8",
                "169.254.169.254",
                "127.0.0.1",
                "deadbeef",
                "v1.2.3",
                "/tmp/app",
                "/tmp/config.yaml",
                "/etc/nginx/nginx.conf",
                "--workers=4",
                "daemon off;",
                "/tmp/123456",
                "/tmp/../etc/shadow",
                "",
            })
    void keepsEverythingElseAsItIs(String argument) {
        assertThat(shape("/usr/bin/app", argument).tokens().get(1)).isEqualTo(new ArgvToken.Literal(argument));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bin/sh|-c|1763662519",
                "/bin/bash|-xec|" + UUID,
                "/bin/sh|/tmp/tmp.aB3dE6gH9k",
                "/usr/bin/python3.11|-c|1763662519",
                "/usr/bin/python3.11|-m|deadbeef0123",
                "/usr/bin/python3.11|-W|ignore|/tmp/tmp.aB3dE6gH9k",
                "/usr/bin/perl|-e|1763662519",
                "/usr/bin/node|--eval|1763662519",
                "/usr/bin/java|-cp|/tmp/tmp.aB3dE6gH9k",
                "/usr/bin/java|-cp|/app.jar|a1b2c3d4e5f6a7b8",
                "/usr/bin/curl|-T|/tmp/tmp.aB3dE6gH9k",
                "/usr/bin/nc.openbsd|10.0.0.66",
                "/bin/busybox|sh|-c|1763662519",
                "/lib64/ld-linux-x86-64.so.2|--preload|/tmp/tmp.aB3dE6gH9k",
                "/lib64/ld-linux-x86-64.so.2|/tmp/tmp.aB3dE6gH9k",
            })
    void neverMakesASlotOfCode(String argv) {
        String[] parts = argv.split("\\|");
        List<String> vector = new ArrayList<>(List.of(parts));
        vector.set(0, parts[0].contains("busybox") ? "busybox" : parts[0]);

        ArgvShape shape = shaper.shape(parts[0], vector, false);

        assertThat(shape.tokens().getLast()).isEqualTo(new ArgvToken.Literal(parts[parts.length - 1]));
    }

    @Test
    void argumentsOfInlineCodeAreCodeToo() {
        assertThat(shape("/bin/sh", "-c", "eval \"$1\"", "sh", "1763662519")
                        .tokens()
                        .getLast())
                .isEqualTo(new ArgvToken.Literal("1763662519"));
    }

    @Test
    void argumentsOfAScriptMayBecomeSlots() {
        assertThat(shape("/bin/sh", "/app/run.sh", UUID).display()).isEqualTo("/bin/sh /app/run.sh <uuid>");
    }

    @Test
    void killAndSleepTakeShortNumbers() {
        assertThat(shape("/usr/bin/kill", "-HUP", "37").display()).isEqualTo("/usr/bin/kill -HUP <number>");
        for (String seconds : List.of("5", "0.3", ".25", "12.125")) {
            assertThat(shape("/usr/bin/sleep", seconds).display()).isEqualTo("/usr/bin/sleep <number>");
        }
        assertThat(shape("/usr/bin/sleep", "1.2.3").tokens().getLast()).isEqualTo(new ArgvToken.Literal("1.2.3"));
    }

    @Test
    void keepsLongCodeAsAHashBehindItsOption() {
        String code = "print(1);".repeat(60);

        ArgvToken separate = shape("/usr/bin/python3", "-c", code).tokens().get(2);
        ArgvToken attached = shape("/usr/bin/node", "--eval=" + code).tokens().get(1);

        assertThat(separate)
                .isInstanceOfSatisfying(
                        ArgvToken.Hashed.class,
                        hashed -> assertThat(hashed.prefix()).isEmpty());
        assertThat(attached)
                .isInstanceOfSatisfying(
                        ArgvToken.Hashed.class,
                        hashed -> assertThat(hashed.prefix()).isEqualTo("--eval="));
    }

    @Test
    void secretsAreHashedBehindTheirName() {
        ArgvShape one = shape("/usr/bin/app", "--password=first-one");
        ArgvShape other = shape("/usr/bin/app", "--password=second-one");

        assertThat(one.tokens().get(1))
                .isInstanceOfSatisfying(
                        ArgvToken.Hashed.class,
                        hashed -> assertThat(hashed.prefix()).isEqualTo("--password="));
        assertThat(one.matches(other)).isFalse();
        assertThat(one.matches(shape("/usr/bin/app", "--password=first-one"))).isTrue();
    }

    @Test
    void aTruncatedVectorMatchesNothing() {
        ArgvShape whole = shape("/usr/bin/app", "a");
        ArgvShape truncated = shaper.shape("/usr/bin/app", List.of("/usr/bin/app", "a"), true);

        assertThat(whole.matches(truncated)).isFalse();
        assertThat(truncated.matches(whole)).isFalse();
        assertThat(truncated.matches(truncated)).isFalse();
    }

    @Test
    void theTailOfALongVectorIsAHash() {
        List<String> argv = new ArrayList<>(Collections.nCopies(500, "x"));
        argv.set(0, "/usr/bin/app");
        ArgvShape shape = shaper.shape("/usr/bin/app", argv, false);
        argv.set(499, "y");

        assertThat(shape.tokens()).hasSize(ArgvShape.MAX_TOKENS);
        assertThat(shape.matches(shaper.shape("/usr/bin/app", argv, false))).isFalse();
    }

    @Test
    void aSlotTakesOnlyItsTypeAndNeverAnOption() {
        ArgvToken number = new ArgvToken.Slot("", SlotType.NUMBER);
        ArgvToken address = new ArgvToken.Slot("--to=", SlotType.ADDRESS);

        assertThat(number.matches(new ArgvToken.Literal("37"))).isTrue();
        assertThat(number.matches(new ArgvToken.Literal("-37"))).isFalse();
        assertThat(number.matches(new ArgvToken.Literal("37x"))).isFalse();
        assertThat(address.matches(new ArgvToken.Literal("--to=10.0.0.1"))).isTrue();
        assertThat(address.matches(new ArgvToken.Literal("--to=8.8.8.8"))).isFalse();
        for (SlotType type : SlotType.values()) {
            assertThat(type.accepts("-c")).isFalse();
            assertThat(type.accepts("")).isFalse();
            assertThat(type.accepts("a".repeat(100_000))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "php|-v",
                "perl|-v",
                "node|-v",
                "node|--version",
                "python3|-V",
                "python3.11|--version",
                "lua5.4|-v"
            })
    void toTellAVersionIsNoCodeFromStandardInput(String argv) {
        List<String> vector = List.of(argv.split("\\|"));

        assertThat(Invocation.of("/usr/bin/" + vector.getFirst(), vector).standardInput())
                .isFalse();
        assertThat(Invocation.of("/usr/bin/python3", List.of("python3", "-v")).standardInput())
                .isTrue();
        assertThat(Invocation.of("/bin/sh", List.of("sh", "-v")).standardInput())
                .isTrue();
    }

    @Test
    void neverThrowsAndMatchesItsOwnSample() {
        String[] programs = {
            "/bin/sh",
            "/usr/bin/python3",
            "/bin/busybox",
            "/lib64/ld-linux-x86-64.so.2",
            "/usr/bin/app",
            "/usr/bin/java",
            "/usr/bin/curl",
            "",
            "/",
            "/usr/bin/7z"
        };
        String[] arguments = {
            "-c",
            "-",
            "--",
            "-xc",
            "-s",
            "--eval",
            "--eval=x",
            "busybox",
            "sh",
            "1763662519",
            UUID,
            "-m",
            "/tmp/tmp.aB3dE6gH",
            "--preload",
            "-jar",
            "+x",
            "@file",
            "--password",
            "10.0.0.1"
        };
        Seeds.check(2000, random -> {
            List<String> argv = new ArrayList<>();
            for (int i = random.nextInt(9); i > 0; i--) {
                argv.add(random.nextInt(4) == 0 ? Samples.text(random) : arguments[random.nextInt(arguments.length)]);
            }
            String program = programs[random.nextInt(programs.length)];
            ArgvShape shape = shaper.shape(program, argv, false);
            assertThat(shape.tokens()).hasSameSizeAs(argv);
            assertThat(shape.matches(shape)).isTrue();
            assertThat(shape).isEqualTo(shaper.shape(program, argv, false));
        });
    }

    @Test
    void aVectorOfWhichOnlyTheBeginningWasReadMatchesTheSameBeginningAndLengthAlone() {
        ArgvShape cut = shaper.shapeOfBeginning("/usr/bin/java", List.of("java", "-cp", "/a.jar:/b"), 9000);

        assertThat(cut.isCut()).isTrue();
        assertThat(cut.matches(shaper.shapeOfBeginning("/usr/bin/java", List.of("java", "-cp", "/a.jar:/b"), 9000)))
                .isTrue();
        assertThat(cut.matches(shaper.shapeOfBeginning("/usr/bin/java", List.of("java", "-cp", "/a.jar:/b"), 9001)))
                .isFalse();
        assertThat(cut.matches(shaper.shapeOfBeginning("/usr/bin/java", List.of("java", "-cp", "/a.jar:/c"), 9000)))
                .isFalse();
        assertThat(cut.matches(shaper.shape("/usr/bin/java", List.of("java", "-cp", "/a.jar:/b"), false)))
                .isFalse();
    }
}
