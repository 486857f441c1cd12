// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTypeTest {

    private enum Colour {
        RED,
        DARK_BLUE
    }

    private final ValueType<Duration> duration = ValueType.duration(Duration.ZERO, Duration.ofDays(10));
    private final ValueType<Long> bytes = ValueType.bytes(1, 1L << 40);

    @Test
    void readsDurations() {
        assertThat(duration.read("250ms")).contains(Duration.ofMillis(250));
        assertThat(duration.read("10s")).contains(Duration.ofSeconds(10));
        assertThat(duration.read("15m")).contains(Duration.ofMinutes(15));
        assertThat(duration.read("24h")).contains(Duration.ofDays(1));
        assertThat(duration.read("7d")).contains(Duration.ofDays(7));
        assertThat(ValueType.duration(Duration.ofMillis(200), Duration.ofDays(1))
                        .expected())
                .endsWith("from 200ms to 1d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "-1s", "1.5h", "10 s", "11d", "999999999999d", "9999999999999999999s", "PT1H", "s"})
    void rejectsWhatIsNoDuration(String text) {
        assertThat(duration.read(text)).isEmpty();
    }

    @Test
    void readsBytes() {
        assertThat(bytes.read("4096")).contains(4_096L);
        assertThat(bytes.read("12B")).contains(12L);
        assertThat(bytes.read("64KiB")).contains(65_536L);
        assertThat(bytes.read("8MiB")).contains(8L << 20);
        assertThat(bytes.read("1TiB")).contains(1L << 40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "8MB", "8M", "-1", "2TiB", "999999999999999TiB", "1e3"})
    void rejectsWhatIsNoSize(String text) {
        assertThat(bytes.read(text)).isEmpty();
    }

    @Test
    void readsNumbersWithinBounds() {
        assertThat(ValueType.integer(1, 10).read("10")).contains(10);
        assertThat(ValueType.integer(1, 10).read("11")).isEmpty();
        assertThat(ValueType.integer(1, 10).read("99999999999999999999")).isEmpty();
        assertThat(ValueType.integer(-5, 10).read("-5")).contains(-5);
        assertThat(ValueType.decimal(0, 1).read("0.25")).contains(0.25);
        assertThat(ValueType.decimal(0, 1).read("1.1")).isEmpty();
        assertThat(ValueType.decimal(0, 1).read("NaN")).isEmpty();
    }

    @Test
    void readsWordsAndPaths() {
        assertThat(ValueType.oneOf(Colour.class).read("dark-blue")).contains(Colour.DARK_BLUE);
        assertThat(ValueType.oneOf(Colour.class).read("RED")).isEmpty();
        assertThat(ValueType.oneOf(Colour.class).expected()).isEqualTo("one of red, dark-blue");
        assertThat(ValueType.path().read("/a/../b")).contains(Path.of("/b"));
        assertThat(ValueType.path().read("b")).isEmpty();
        assertThat(ValueType.path().read("/a\0b")).isEmpty();
        assertThat(ValueType.listOf(ValueType.integer(0, 9)).read("1, 2")).contains(List.of(1, 2));
        assertThat(ValueType.listOf(ValueType.integer(0, 9)).read("1, x")).isEmpty();
        assertThat(ValueType.text().read("")).isEmpty();
    }

    @Test
    void readsAddresses() {
        ValueType<Address> address = ValueType.address();
        assertThat(address.read("unix:/run/a.sock")).contains(new Address.Unix(Path.of("/run/a.sock")));
        assertThat(address.read("localhost:80")).contains(new Address.Tcp("localhost", 80));
        assertThat(address.read("[::1]:80")).contains(new Address.Tcp("::1", 80));
        assertThat(ValueType.tcpAddress().read("unix:/run/a.sock")).isEmpty();
        assertThat(new Address.Tcp("::1", 80)).hasToString("[::1]:80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo",
                ":80",
                "foo:",
                "foo:x",
                "foo:70000",
                "a b:1",
                "unix:",
                "unix:run",
                "::1:80",
                "[]:80",
                "http://x:80"
            })
    void rejectsWhatIsNoAddress(String text) {
        assertThat(Address.parse(text)).isEmpty();
    }

    @Test
    void knowsWhatStaysOnThisMachine() {
        assertThat(List.of("localhost:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "unix:/x"))
                .allMatch(text -> Address.parse(text).orElseThrow().isLocal());
        assertThat(List.of("10.0.0.1:1", "collector:1", "127.0.0.1.evil.example:1", "0.0.0.0:1", "[::]:1"))
                .noneMatch(text -> Address.parse(text).orElseThrow().isLocal());
    }

    @Test
    void rejectsSocketPathsThatTheKernelWouldCut() {
        assertThat(Address.parse("unix:/" + "a".repeat(106))).isPresent();
        assertThat(Address.parse("unix:/" + "a".repeat(107))).isEmpty();
    }
}
