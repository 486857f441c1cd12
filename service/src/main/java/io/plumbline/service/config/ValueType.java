// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the text of a setting into a value, and tells a person what was expected. */
public final class ValueType<T> {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB|TiB)?");

    private final String expected;
    private final boolean list;
    private final Function<List<String>, Optional<T>> parser;

    private ValueType(String expected, boolean list, Function<List<String>, Optional<T>> parser) {
        this.expected = expected;
        this.list = list;
        this.parser = parser;
    }

    /** Any text that is not empty. */
    public static ValueType<String> text() {
        return of("text", text -> Optional.of(text).filter(t -> !t.isEmpty()));
    }

    /** A type of one's own: {@code expected} completes "expected: ", the parser returns empty for wrong text. */
    public static <T> ValueType<T> of(String expected, Function<String, Optional<T>> parser) {
        return new ValueType<>(
                expected, false, items -> items.size() == 1 ? parser.apply(items.getFirst()) : Optional.empty());
    }

    /** {@code true} or {@code false}. */
    public static ValueType<Boolean> bool() {
        return of("true or false", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    /** A whole number from {@code min} to {@code max}. */
    public static ValueType<Integer> integer(int min, int max) {
        return of(
                "a whole number from " + min + " to " + max,
                text -> number(text, min, max).map(Long::intValue));
    }

    /** A number from {@code min} to {@code max}, with a decimal point or without. */
    public static ValueType<Double> decimal(double min, double max) {
        return of("a number from " + min + " to " + max, text -> {
            if (!text.matches("-?\\d{1,15}(\\.\\d{1,15})?")) {
                return Optional.empty();
            }
            double value = Double.parseDouble(text);
            return value >= min && value <= max ? Optional.of(value) : Optional.empty();
        });
    }

    /** A duration such as {@code 250ms}, {@code 10s}, {@code 15m}, {@code 24h} or {@code 7d}, within bounds. */
    public static ValueType<Duration> duration(Duration min, Duration max) {
        String expected = "a duration such as 10s, 15m or 24h, from " + show(min) + " to " + show(max);
        return of(expected, text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            long amount = Long.parseLong(matcher.group(1));
            Duration value = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
            return value.compareTo(min) >= 0 && value.compareTo(max) <= 0 ? Optional.of(value) : Optional.empty();
        });
    }

    /** A number of bytes such as {@code 4096}, {@code 64KiB} or {@code 8MiB}, within bounds. */
    public static ValueType<Long> bytes(long min, long max) {
        String expected = "a size such as 64KiB or 8MiB, from " + min + " to " + max + " bytes";
        return of(expected, text -> {
            Matcher matcher = BYTES.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String unit = matcher.group(2);
            int shift = unit == null
                    ? 0
                    : 10 * List.of("B", "KiB", "MiB", "GiB", "TiB").indexOf(unit);
            long amount = Long.parseLong(matcher.group(1));
            if (amount > Long.MAX_VALUE >> shift) {
                return Optional.empty();
            }
            long value = amount << shift;
            return value >= min && value <= max ? Optional.of(value) : Optional.empty();
        });
    }

    /** A type whose values are the constants of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        String expected = constants.stream().map(ValueType::show).collect(Collectors.joining(", ", "one of ", ""));
        return of(
                expected,
                text -> constants.stream().filter(c -> show(c).equals(text)).findFirst());
    }

    /** An absolute path. */
    public static ValueType<Path> path() {
        return of(
                "an absolute path",
                text -> text.startsWith("/") && text.indexOf('\0') < 0
                        ? Optional.of(Path.of(text).normalize())
                        : Optional.empty());
    }

    /** {@code host:port}, {@code [ipv6]:port} or {@code unix:/path}. */
    public static ValueType<Address> address() {
        return of("host:port or unix:/path", Address::parse);
    }

    /** {@code host:port} or {@code [ipv6]:port}. */
    public static ValueType<Address.Tcp> tcpAddress() {
        return of(
                "host:port",
                text -> Address.parse(text).flatMap(address -> switch (address) {
                    case Address.Tcp tcp -> Optional.of(tcp);
                    case Address.Unix unix -> Optional.empty();
                }));
    }

    /** A list: a sequence in YAML, separated by commas in flags and the environment. */
    public static <T> ValueType<List<T>> listOf(ValueType<T> element) {
        return new ValueType<>("a list, each " + element.expected, true, items -> {
            List<T> values = new ArrayList<>();
            for (String item : items) {
                Optional<T> value = element.parser.apply(List.of(item));
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values.add(value.get());
            }
            return Optional.of(List.copyOf(values));
        });
    }

    /** Completes "expected: ". */
    public String expected() {
        return expected;
    }

    /** Reads one text, for types that are made of others; empty when it is wrong. */
    public Optional<T> read(String text) {
        return parse(split(text));
    }

    Optional<T> parse(List<String> items) {
        return parser.apply(items);
    }

    /** Splits the text of a flag, variable or YAML scalar the way this type wants it. */
    List<String> split(String text) {
        if (!list) {
            return List.of(text);
        }
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    boolean isBool() {
        return expected.equals("true or false");
    }

    private static Optional<Long> number(String text, long min, long max) {
        if (!text.matches("-?\\d{1,18}")) {
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        return value >= min && value <= max ? Optional.of(value) : Optional.empty();
    }

    private static String show(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String show(Duration duration) {
        if (duration.toMillis() % 1_000 != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds > 0 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds > 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
