// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCodeTest {
    private static final String ARCHIVE = "test ! -f /arch/%1$s && cp pg_wal/%1$s /arch/%1$s";
    private final ArgvShaper shaper = new ArgvShaper(Samples.redactor());

    private ArgvShape shape(String... argv) {
        return shaper.shape(argv[0], List.of(argv), false);
    }

    private ArgvShape code(String code) {
        return shape("/bin/sh", "-c", code);
    }

    @Test
    void eachSegmentOfTheLogIsTheSameCommandAndTheSameCopy() {
        ArgvShape one = code(ARCHIVE.formatted("000000010000000000000003"));

        assertThat(one.display()).isEqualTo("/bin/sh -c test ! -f /arch/<name> && cp pg_wal/<name> /arch/<name>");
        for (String segment : List.of("000000010000000000000004", "00000001000000A0000000FF")) {
            assertThat(one.matches(code(ARCHIVE.formatted(segment)))).isTrue();
            assertThat(one).isEqualTo(code(ARCHIVE.formatted(segment)));
            assertThat(shape("/bin/cp", "pg_wal/" + segment, "/arch/" + segment).display())
                    .isEqualTo("/bin/cp pg_wal/<name> /arch/<name>");
        }
    }

    @Test
    void threeThousandUploadsAreAFewShapes() {
        var shapes = new HashSet<ArgvShape>();
        Seeds.check(
                3000,
                random -> shapes.add(code("convert /srv/up-%d-%d.png -resize 64x64 /srv/small-%d.png"
                        .formatted(random.nextInt(3000), 1000 + random.nextInt(31_000), random.nextInt(3000)))));

        assertThat(shapes).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm ! -f /arch/%1$s && cp pg_wal/%1$s /arch/%1$s",
                "test ! -f /arch/%1$s || cp pg_wal/%1$s /arch/%1$s",
                "test ! -f /arch/%1$s && cp pg_wal/%1$s /etc/%1$s",
                "test ! -f /arch/%1$s && cp /etc/%1$s /arch/%1$s",
                "test ! -f /arch/%1$s && cp -r pg_wal/%1$s /arch/%1$s",
                "test ! -f /arch/%1$s && cp pg_wal/%1$s /arch/%1$s; id",
                "test ! -f /arch/%1$s && cp pg_wal/%1$s > /arch/%1$s",
                "test ! -f /arch/%1$s && cp pg_wal/%1$s /arch/$(id)",
                "test ! -f /arch/%1$s && cp pg_wal/%1$s /arch/../%1$s",
                "X=/x/%1$s test ! -f /arch/%1$s && cp pg_wal/%1$s /arch/%1$s",
            })
    void anotherCommandIsAnotherShape(String other) {
        String segment = "000000010000000000000003";

        assertThat(code(ARCHIVE.formatted(segment)).matches(code(other.formatted(segment))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gzip -9 /log/app-20261120.log > /old/app-20261120.log.gz|gzip -9 /log/app-<number>.log > /old/app-<number>.log.gz",
                "if test -f /x/a1b2c3d4; then rm /x/a1b2c3d4; fi|if test -f /x/<name>; then rm /x/<name>; fi",
                "echo $(cat /x/job-17634 2>/log/e-17634)|echo $(cat /x/job-<number> 2>/log/e-<number>)",
                "(cd /app && rm /x/job-17634)|(cd /app && rm /x/job-<number>)",
                "A=$(date) rm /x/job-17634|A=$(date) rm /x/job-<number>",
                "A=b rm \"$HOME\" /x/job-17634|A=b rm \"$HOME\" /x/job-<number>",
                "rm /x/3f2504e0-4f89-41d3-9a0c-0305e82c3301.tmp|rm /x/<uuid>.tmp",
            })
    void slotsStandInPathsOfArgumentsAndRedirections(String code, String expected) {
        assertThat(code(code).tokens().getLast().display()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x/job-17634",
                "sh /x/job-17634",
                "timeout 5 /x/job-17634",
                ". /x/job-17634",
                "eval rm /x/job-17634",
                "python3 /x/job-17634.py",
                "curl http://h/x/job-17634",
                "tar xf /x/job-17634.tar",
                "LD_PRELOAD=/x/job-17634.so rm",
                "rm --log=/x/job-17634; cat <<END\n/x/job-17634\nEND",
                "rm `cat x` /x/job-17634",
                "case x in y) rm /x/job-17634;; esac",
                "f() { rm /x/job-17634; }",
                "diff <(rm /x/job-17634) y",
                "rm '/x/job-17634'",
                "rm host:/x/job-17634",
                "rm https://host/x/job-17634",
                "rm -f/x/job-17634",
                "rm ${x:-/x/job-17634}",
                "rm /x/*/job-17634",
                "rm /x/v1.2.3 /x/app-2.yaml /x/log4j.jar /x/x86_64",
                "rm /x/zaaaaaaa1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "rm \\\n/x/job-17634",
                "rm /x/job-17634 # x",
                "rm /x/job-17634 )",
                "(rm /x/job-17634",
                "2>/dev/null sh /x/job-17634",
                "time -p sh /x/job-17634",
                "{fd}>/x sh /x/job-17634",
                "sh < /x/job-17634",
                "< /x/job-17634 sh",
                "while read x; do rm $x; done < /x/job-17634",
                "cat /x/job-17634 | sh",
                "cat /x/job-17634 | timeout 5 sh",
                "cat /x/job-17634 | xargs rm",
                "$(cat /x/job-17634)",
                "cd /x/job-17634 && ./run",
                "export PATH=/x/job-17634; run",
                "/lib64/ld-linux-x86-64.so.2 /x/job-17634",
                "A=$(sh /x/job-17634)",
                "$(rm x) /x/job-17634",
            })
    void whatRunsCodeOrIsNotUnderstoodStaysAsItIs(String code) {
        assertThat(code(code).tokens().getLast()).isEqualTo(new ArgvToken.Literal(code));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/python3|-c", "/usr/bin/perl|-e", "/usr/bin/node|-e", "/usr/bin/fish|-c"})
    void onlyThePosixShellsAreRead(String program) {
        List<String> parts = List.of(program.split("\\|"));

        assertThat(shape(parts.getFirst(), parts.getLast(), "rm /x/job-17634")
                        .tokens()
                        .getLast())
                .isEqualTo(new ArgvToken.Literal("rm /x/job-17634"));
        assertThat(shaper.shape("/bin/busybox", List.of("sh", "-ec", "rm /x/job-17634"), false)
                        .display())
                .isEqualTo("sh -ec rm /x/job-<number>");
    }

    @Test
    void longCodeWithSlotsIsAHashThatStaysTheSame() {
        String code = "rm /x/job-%d; ".repeat(60);
        ArgvShape one = code(code.replace("%d", "17634"));

        assertThat(one.tokens().getLast()).isInstanceOf(ArgvToken.Hashed.class);
        assertThat(one.matches(code(code.replace("%d", "17635")))).isTrue();
        assertThat(one.matches(code(code.replace("%d", "17635") + "id"))).isFalse();
    }

    @Test
    void aTextFromBeforeThereWereTemplatesCoversItsForm() {
        var former = new ArgvToken.Literal("rm /x/job-17634");

        assertThat(former.matches(code("rm /x/job-17635").tokens().getLast())).isTrue();
        assertThat(former.matches(code("cp /x/job-17635").tokens().getLast())).isFalse();
    }

    @Test
    void neverThrowsAndASlotHoldsNothingThatAShellReads() {
        String alphabet = "ab1234567/ '\"$();&|<>\n`\\#{}-=x";
        Seeds.check(3000, random -> {
            StringBuilder code = new StringBuilder("rm ");
            for (int i = random.nextInt(60); i > 0; i--) {
                code.append(
                        random.nextInt(6) == 0 ? " /x/job-17634 " : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            int from = 0;
            for (NameSlots.Found slot : ShellCode.slots(code.toString())) {
                assertThat(slot.start()).isGreaterThanOrEqualTo(from);
                assertThat(code.substring(slot.start(), slot.end())).matches("[A-Za-z0-9:.,+-]+");
                from = slot.end();
            }
        });
    }
}
