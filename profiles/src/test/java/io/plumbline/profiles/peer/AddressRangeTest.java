// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:DB8:0:0:1:0:0:1/128, 2001:db8::1:0:0:1/128",
        "2001:db8:0:1:1:1:1:1/128, 2001:db8:0:1:1:1:1:1/128",
        "::/0, ::/0",
        "::1/128, ::1/128",
        "fe80::1/10, fe80::/10",
        "::ffff:10.0.0.1/128, 10.0.0.1/32",
        "::ffff:10.1.2.3/104, 10.0.0.0/8",
        "::ffff:10.1.2.3/88, ::ff00:0:0/88",
        "::ffff:10.0.0.1/32, ::/32",
        "64:ff9b::10.1.2.3/128, 64:ff9b::a01:203/128",
    })
    void writesRangesInOneForm(String text, String canonical) {
        assertThat(AddressRange.parse(text)).map(AddressRange::toString).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.1/8",
                "1.2.3.4.5/8",
                "256.1.1.1/8",
                "::1/129",
                "::1%lo/64",
                ":::/0",
                "localhost/8",
                "10.0.0.0/99999999999"
            })
    void takesNothingElse(String text) {
        assertThat(AddressRange.parse(text)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "100.64.0.0/10, 100.127.255.255, true",
        "100.64.0.0/10, 100.128.0.0, false",
        "fc00::/7, fdff::1, true",
        "fc00::/7, fe00::1, false",
        "::/0, 10.0.0.1, false",
        "0.0.0.0/0, ::1, false",
    })
    void containsItsAddressesAlone(String range, String address, boolean within) {
        AddressRange parsed = AddressRange.parse(range).orElseThrow();
        assertThat(parsed.contains(InetAddress.ofLiteral(address))).isEqualTo(within);
        assertThat(parsed.contains(parsed.last())).isTrue();
    }

    @Test
    void knowsTheRangeOfOneAddressFromOthers() {
        assertThat(AddressRange.parse("10.0.0.1/32").orElseThrow().isOneAddress())
                .isTrue();
        assertThat(AddressRange.parse("::1/128").orElseThrow().isOneAddress()).isTrue();
        assertThat(AddressRange.parse("2001:db8::/32").orElseThrow().isOneAddress())
                .isFalse();
    }
}
